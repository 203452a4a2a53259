using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>The names of the state_dict as a tree, each level in its order.</summary>
internal sealed class StateTree
{
    // Most places are layers, which hold nothing.
    private Dictionary<string, StateTree>? _byName;

    private StateTree(string name, string path) => (Name, Path) = (name, path);

    /// <summary>Its part of the key.</summary>
    public string Name { get; }

    /// <summary>The whole key up to here.</summary>
    public string Path { get; }

    /// <summary>The first node that declares state here; null for what only holds others.</summary>
    public Node? Owner { get; private set; }

    /// <summary>The path this one is a second name of.</summary>
    public string? AliasOf { get; private set; }

    /// <summary>The module that stands here.</summary>
    public ModuleInstance? Module { get; private set; }

    /// <summary>What lies inside, in order.</summary>
    public List<StateTree> Children { get; } = [];

    /// <summary>The tree of a model.</summary>
    public static StateTree Of(Graph graph, ModuleInstance root)
    {
        var tree = new StateTree("", "") { Module = root };
        var owners = new Dictionary<string, Node>();
        foreach (var node in graph.Nodes)
        {
            if (node.State.Count > 0 && !owners.ContainsKey(node.Scope)) owners.Add(node.Scope, node);
        }
        foreach (var path in graph.StatePaths)
        {
            var place = tree.At(path);
            if (graph.Aliases.TryGetValue(path, out var target)) place.AliasOf = target;
            else place.Owner = owners[path];
        }
        tree.Place(root);
        tree.Sort(graph.StateOrders);
        return tree;
    }

    private StateTree At(string path)
    {
        var place = this;
        foreach (var name in path.Split('.'))
        {
            var children = place._byName ??= [];
            if (!children.TryGetValue(name, out var child))
            {
                child = new StateTree(name, place.Path.Length == 0 ? name : place.Path + "." + name);
                children.Add(name, child);
                place.Children.Add(child);
            }
            place = child;
        }
        return place;
    }

    private void Place(ModuleInstance instance)
    {
        foreach (var child in instance.Children.Where(c => !c.IsRepeated))
        {
            At(child.Path).Module = child;
            Place(child);
        }
    }

    private void Sort(IReadOnlyDictionary<string, ValueList<string>> orders)
    {
        if (orders.TryGetValue(Path, out var names))
        {
            var rank = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
            var sorted = Children.OrderBy(c => rank.TryGetValue(c.Name, out var i) ? i : int.MaxValue).ToList();
            Children.Clear();
            Children.AddRange(sorted);
        }
        else if (Children.All(c => c.Name.All(char.IsDigit)))
        {
            // Numbered entries follow their numbers, whichever was used first.
            Children.Sort((a, b) => long.Parse(a.Name, System.Globalization.CultureInfo.InvariantCulture).CompareTo(long.Parse(b.Name, System.Globalization.CultureInfo.InvariantCulture)));
        }
        foreach (var child in Children) child.Sort(orders);
    }
}
