using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>
/// Interfaces for lists whose elements are of several classes: each has every member of any of them, so that
/// <c>net.Levels[2].Blocks[0].Attn</c> is typed all the way; a member that a class lacks is null there.
/// </summary>
internal sealed class CommonViews
{
    private const string AnyLayer = "torch.nn.Module<Tensor, Tensor>";

    private readonly Dictionary<string, ClassPlan> _classes;
    private readonly Dictionary<string, HashSet<string>> _together = [];
    private readonly Dictionary<HashSet<string>, string> _wishes = [];
    private readonly Dictionary<HashSet<string>, InterfacePlan> _interfaces = [];
    private readonly IReadOnlyDictionary<string, string?> _given;
    private readonly HashSet<string> _inTheWay = [];

    private CommonViews(IEnumerable<ClassPlan> classes, IReadOnlyDictionary<string, string?> given)
    {
        _given = given;
        _classes = classes.ToDictionary(c => c.FullName);
        foreach (var name in _classes.Keys) _together.Add(name, [name]);
    }

    /// <summary>The classes with their lists typed, and the interfaces that this takes.</summary>
    /// <param name="classes">The classes of this assembly.</param>
    /// <param name="given">Those of other assemblies, each with its interface; null for none.</param>
    /// <returns>Besides, the classes of other assemblies that can have no interface with those of their lists.</returns>
    public static (IReadOnlyList<ClassPlan> Classes, IReadOnlyList<InterfacePlan> Interfaces, IReadOnlyCollection<string> InTheWay) Add(
        IReadOnlyList<ClassPlan> classes, IReadOnlyDictionary<string, string?> given)
    {
        var views = new CommonViews(classes, given);
        foreach (var list in classes.SelectMany(c => c.Members).OfType<ListMember>()) views.Join(list.Items.Select(i => i.Type), Names.Singular(list.Property));
        while (views.JoinMembers())
        {
        }
        if (views._inTheWay.Count > 0) return (classes, [], views._inTheWay);
        var sets = classes.Select(c => views._together[c.FullName]).Where(s => s.Count > 1).Distinct().ToList();
        var names = new Dictionary<string, NameSet>();
        foreach (var set in sets) views._interfaces.Add(set, views.Named(set, classes, names));
        foreach (var set in sets) views._interfaces[set] = views._interfaces[set] with { Members = views.MembersOf(set).ToValueList() };
        return ([.. classes.Select(c => c with { Members = c.Members.Select(views.Typed).ToValueList(), Views = views.ViewsOf(c) })], [.. sets.Select(s => views._interfaces[s])], views._inTheWay);
    }

    /// <summary>Puts classes together that are in one list; false where they are already, or are not classes.</summary>
    private bool Join(IEnumerable<string> types, string wish)
    {
        var all = types.Distinct().ToList();
        if (all.Count < 2 || !all.TrueForAll(IsModule)) return false;
        if (all.Exists(_given.ContainsKey))
        {
            if (GivenView(all) is null) _inTheWay.UnionWith(all.Where(_given.ContainsKey));
            return false;
        }
        var target = _together[all[0]];
        var changed = false;
        foreach (var type in all.Skip(1))
        {
            var other = _together[type];
            if (ReferenceEquals(other, target)) continue;
            target.UnionWith(other);
            foreach (var moved in other) _together[moved] = target;
            changed = true;
        }
        if (!_wishes.ContainsKey(target)) _wishes.Add(target, wish);
        return changed;
    }

    /// <summary>Puts the members together that classes of one list have under one name.</summary>
    private bool JoinMembers()
    {
        var changed = false;
        foreach (var set in _together.Values.Where(s => s.Count > 1).Distinct().ToList())
        {
            foreach (var same in set.SelectMany(c => _classes[c].Members).Where(m => m.Property.Length > 0).GroupBy(m => m.Property).ToList())
            {
                var members = same.ToList();
                if (members.TrueForAll(m => m is ClassMember)) changed |= Join(members.Select(m => m.Type), same.Key);
                else if (members.TrueForAll(m => m is ListMember)) changed |= Join(members.Cast<ListMember>().SelectMany(m => m.Items).Select(i => i.Type), Names.Singular(same.Key));
            }
        }
        return changed;
    }

    private InterfacePlan Named(HashSet<string> set, IReadOnlyList<ClassPlan> classes, Dictionary<string, NameSet> names)
    {
        // In the order in which they are written.
        var plans = classes.Where(c => set.Contains(c.FullName)).ToList();
        var space = plans[0].Namespace;
        if (!names.TryGetValue(space, out var taken)) names.Add(space, taken = new NameSet([.. classes.Where(c => c.Namespace == space).Select(c => c.Name)]));
        var methods = plans.Select(p => p.Method).Distinct().ToList();
        var name = taken.Take("I" + (methods.Count == 1 ? Names.Pascal(methods[0]) : _wishes[set]));
        return new InterfacePlan(space, name, plans.Select(p => p.FullName).ToValueList(), ValueList<InterfaceMember>.Empty, plans.Exists(p => p.IsPublic));
    }

    private IEnumerable<InterfaceMember> MembersOf(HashSet<string> set)
    {
        var plans = _interfaces[set].Classes.Select(c => _classes[c]).ToList();
        foreach (var same in plans.SelectMany(p => p.Members).Where(m => m is not AliasMember).GroupBy(m => m.Property))
        {
            if (Common([.. same.Select(m => Typed(m).Type).Distinct()], [.. same]) is { } type) yield return new InterfaceMember(same.Key, type, same.First().StateName, same.Count() < plans.Count);
        }
    }

    /// <summary>A type that all the given ones are; null where they are of different kinds.</summary>
    private string? Common(IReadOnlyList<string> types, IReadOnlyList<Member> members)
    {
        if (types.Count == 1) return types[0];
        if (members.All(m => m is ClassMember)) return View(types);
        if (members.All(m => m is ListMember)) return $"IReadOnlyList<{ElementOf([.. members.Cast<ListMember>().SelectMany(m => m.Items).Select(i => i.Type).Distinct()])}>";
        if (types.All(TorchSharpLayers.Types.Contains)) return AnyLayer;
        return types.All(t => t is "WeightTable" or "ConstantTable") ? "StateTable" : types.All(t => t is "Tensor" or "Parameter") ? "Tensor" : null;
    }

    private Member Typed(Member member)
    {
        if (member is not ListMember list) return member;
        List<string> types = [.. list.Items.Select(i => i.Type).Distinct()];
        var element = ElementOf(types);
        return list with { ElementType = element, Type = $"ModuleArray<{element}>" };
    }

    private string ElementOf(IReadOnlyList<string> types) => types.Count == 1 ? types[0] : types.All(IsModule) ? View(types) : AnyLayer;

    private bool IsModule(string type) => _classes.ContainsKey(type) || _given.ContainsKey(type);

    private string View(IReadOnlyList<string> types) => GivenView(types) ?? (_classes.ContainsKey(types[0]) ? _interfaces[_together[types[0]]].FullName : AnyLayer);

    /// <summary>The interface that classes of another assembly have in common there; null for none.</summary>
    private string? GivenView(IEnumerable<string> types)
    {
        var views = types.Select(t => _given.TryGetValue(t, out var view) ? view : null).Distinct().ToList();
        return views.Count == 1 ? views[0] : null;
    }

    private ValueList<ViewPlan> ViewsOf(ClassPlan plan)
    {
        if (!_interfaces.TryGetValue(_together[plan.FullName], out var view)) return ValueList<ViewPlan>.Empty;
        var narrower = view.Members.Where(m => plan.Members.Any(own => own.Property == m.Name && Typed(own).Type != m.Type)).Select(m => (m.Name, m.Type));
        return [new ViewPlan(view.FullName, narrower.ToValueList())];
    }
}
