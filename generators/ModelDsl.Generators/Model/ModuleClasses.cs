using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Model;

/// <summary>
/// Finds which modules of a model can share a class: those with the same members and the same steps on the same
/// shapes, whatever their rates.
/// </summary>
internal sealed class ModuleClasses
{
    private readonly Graph _graph;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<Body, ModuleClass> _byBody = [];
    private readonly Dictionary<string, ModuleClass> _byPath = [];
    private readonly Dictionary<StateTree, RateSlot[]> _rates = [];
    private readonly Dictionary<BlockCall, StateTree> _evaluated = [];
    private readonly List<ModuleClass> _classes = [];

    private ModuleClasses(Graph graph, IReadOnlyList<string> reserved, IReadOnlyList<string> ownMembers, CancellationToken cancellation)
    {
        _graph = graph;
        _cancellation = cancellation;
        ReservedForProperties = [.. reserved.Except(TorchSharpLayers.Types)];
        OwnMembers = ownMembers;
    }

    /// <summary>Names that generated code uses itself, without the types of layers: a property may be called like its own type.</summary>
    public HashSet<string> ReservedForProperties { get; }

    /// <summary>What the user's part of the model's class declares.</summary>
    public IReadOnlyList<string> OwnMembers { get; }

    /// <summary>The classes, inner ones first; the model's own is the last.</summary>
    public IReadOnlyList<ModuleClass> All => _classes;

    /// <summary>The class of the module or group at a path.</summary>
    public ModuleClass At(string path) => _byPath[path];

    /// <summary>The class of a body.</summary>
    public ModuleClass Of(Body body) => _byBody[body];

    /// <summary>Whether a place is numbered modules of one kind, as in PyTorch's ModuleList.</summary>
    public static bool IsList(StateTree place)
    {
        if (place.Module is not null || place.Owner is not null || place.Children.Count == 0) return false;
        for (var i = 0; i < place.Children.Count; i++)
        {
            var child = place.Children[i];
            if (child.Name != i.ToString(CultureInfo.InvariantCulture) || child.AliasOf is not null) return false;
            if (child.Owner is { } owner && owner.Op is not LayerOp) return false;
            if ((child.Owner is null) != (place.Children[0].Owner is null)) return false;
            // A list of lists would have no class for its elements; as a group it has.
            if (child.Owner is null && child.Module is null && IsList(child)) return false;
            if (child.Owner is not null && child.Owner.Op.GetType() != place.Children[0].Owner!.Op.GetType()) return false;
        }
        return true;
    }

    /// <summary>Finds and names the classes of a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tree">The state_dict.</param>
    /// <param name="declaration">The user's class.</param>
    /// <param name="reserved">Names that no class may have.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ModuleClasses Of(Graph graph, StateTree tree, ModelDeclaration declaration, IReadOnlyList<string> reserved, CancellationToken cancellation)
    {
        var classes = new ModuleClasses(graph, reserved, declaration.OwnMembers, cancellation);
        classes.Visit(tree);
        classes._byPath[""].Name = declaration.TypeName;
        classes.NameAll([.. reserved, .. declaration.OwnMembers, .. classes._byPath[""].Body.State.Select(MemberBuilder.PropertyOf), declaration.TypeName]);
        foreach (var moduleClass in classes._classes) moduleClass.DecideRates();
        return classes;
    }

    /// <summary>The operations with rates in a module, in order; not those below.</summary>
    public IEnumerable<RateOp> OwnRates(Instance instance) => instance.Items(_graph).OfType<Node>().Select(n => n.Op).OfType<RateOp>();

    private void Visit(StateTree place)
    {
        _cancellation.ThrowIfCancellationRequested();
        foreach (var child in place.Children) Visit(child);
        if (place.Owner is not null || place.AliasOf is not null || (place.Module is null && IsList(place))) return;
        var rates = RatesOf(place).ToArray();
        var known = ClassOfLike(place) ?? ClassOfBody(place);
        known.Places.Add(place);
        known.Rates.Add(rates);
        _rates.Add(place, rates);
        _byPath.Add(place.Path, known);
        if (place.Module?.Call is { Like: null } call) _evaluated.Add(call, place);
    }

    private IEnumerable<RateSlot> RatesOf(StateTree place)
    {
        var own = place.Module is null ? [] : OwnRates(place.Module).Select(op => new RateSlot(op.Rate, op.Name));
        return own.Concat(ClassesBelow(place).SelectMany(child => _rates[child]));
    }

    private ModuleClass ClassOfBody(StateTree place)
    {
        var body = BodyReader.Read(_graph, place, path => At(path).Body);
        if (_byBody.TryGetValue(body, out var known)) return known;
        known = new ModuleClass(_classes.Count, place, body);
        _byBody.Add(body, known);
        _classes.Add(known);
        return known;
    }

    /// <summary>The class of the call that a module's is a repetition of, if both came to the same module: then their bodies are equal and need not be written.</summary>
    private ModuleClass? ClassOfLike(StateTree place)
    {
        if (place.Module is not { Call.Like: { } call } module || !_evaluated.TryGetValue(call, out var other)) return null;
        var like = other.Module!;
        var isSame = module.Inputs.Select(i => i.Name).SequenceEqual(like.Inputs.Select(i => i.Name))
            && module.Outputs.Select(o => (o.Name, o.Value.Node.Id - module.First)).SequenceEqual(like.Outputs.Select(o => (o.Name, o.Value.Node.Id - like.First)))
            && module.Children.Select(c => (c.First - module.First, At(c.Path).Id)).SequenceEqual(like.Children.Select(c => (c.First - like.First, At(c.Path).Id)))
            && HaveSameMembers(place, other);
        return isSame ? At(other.Path) : null;
    }

    private bool HaveSameMembers(StateTree place, StateTree other)
    {
        if (place.Children.Count != other.Children.Count) return false;
        for (var i = 0; i < place.Children.Count; i++)
        {
            var (a, b) = (place.Children[i], other.Children[i]);
            if (a.Name != b.Name || a.AliasOf is not null || b.AliasOf is not null || a.Owner is null != b.Owner is null) return false;
            if (a.Owner is not null) continue;
            var (first, second) = (_byPath.TryGetValue(a.Path, out var c) ? c : null, _byPath.TryGetValue(b.Path, out var d) ? d : null);
            if (first != second || (first is null && !HaveSameMembers(a, b))) return false;
        }
        return true;
    }

    /// <summary>The nearest modules and groups below a place, in order.</summary>
    public static IEnumerable<StateTree> ClassesBelow(StateTree place)
    {
        foreach (var child in place.Children)
        {
            if (child.Owner is not null || child.AliasOf is not null) continue;
            if (child.Module is null && IsList(child))
            {
                foreach (var inner in ClassesBelow(child)) yield return inner;
            }
            else
            {
                yield return child;
            }
        }
    }

    /// <summary>A class is called after its method; classes of one method after the part of the path in which they differ.</summary>
    private void NameAll(IReadOnlyList<string> reserved)
    {
        var names = new NameSet([.. reserved]);
        foreach (var sameName in _classes.Where(c => c.Name.Length == 0).GroupBy(c => c.BaseName).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var alike = sameName.ToList();
            var patterns = alike.Select(PathPattern).ToList();
            for (var i = 0; i < alike.Count; i++)
            {
                var wish = sameName.Key + (alike.Count == 1 ? "" : Difference(patterns, i, sameName.Key));
                // A class cannot have the name of one of its members, nor of one beside it.
                if (reserved.Contains(wish) || alike[i].Body.State.Any(s => MemberBuilder.PropertyOf(s) == wish)) wish += alike[i].IsGroup ? "Group" : "Block";
                alike[i].Name = names.Take(wish);
            }
        }
    }

    /// <summary>The path that all places of a class share, with * where they differ.</summary>
    private static string[] PathPattern(ModuleClass moduleClass)
    {
        var paths = moduleClass.Places.Select(p => p.Path.Split('.')).ToList();
        var length = paths.Min(p => p.Length);
        return [.. Enumerable.Range(0, length).Select(i => paths.All(p => p[i] == paths[0][i]) ? paths[0][i] : "*")];
    }

    /// <summary>The first parts of a path that tell it from all others, apart from the class's own name: <c>Levels2Attn</c>.</summary>
    private static string Difference(List<string[]> patterns, int index, string name)
    {
        var own = patterns[index];
        var others = patterns.Where((_, i) => i != index).ToList();
        var text = "";
        for (var i = 0; i < own.Length && others.Count > 0; i++)
        {
            if (own[i] == "*" || Names.Pascal(own[i]) == name) continue;
            var alike = others.Where(p => i < p.Length && p[i] == own[i]).ToList();
            if (alike.Count == others.Count) continue;
            others = alike;
            if (!char.IsDigit(own[i][0])) text += Names.Pascal(own[i]);
            // A number is read with what it counts, unless that is the class itself: Level2, not LevelLevels2.
            else text += i > 0 && !char.IsDigit(own[i - 1][0]) && own[i - 1] != "*" && Names.Singular(own[i - 1]) != name ? Names.Pascal(own[i - 1]) + own[i] : own[i];
        }
        return text;
    }
}
