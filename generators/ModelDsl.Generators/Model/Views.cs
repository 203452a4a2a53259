using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Model;

/// <summary>
/// Interfaces for lists whose elements are of several classes: each has every member of any of them, so that
/// <c>net.Levels[2].Blocks[0].Attn</c> is typed all the way.
/// </summary>
internal sealed class Views
{
    private readonly Dictionary<string, ClassPlan> _classes;
    private readonly NameSet _names;
    private readonly Dictionary<string, string> _bySet = [];
    private readonly Dictionary<string, HashSet<string>> _classesOf = [];
    private readonly List<InterfacePlan> _interfaces = [];
    private readonly Dictionary<string, List<ViewPlan>> _views = [];

    private Views(IEnumerable<ClassPlan> classes)
    {
        _classes = classes.ToDictionary(c => c.Name);
        _names = new NameSet([.. _classes.Keys, .. _classes.Values.Where(c => c.Kind == ClassKind.Model).SelectMany(c => c.Members).Select(m => m.Property)]);
    }

    /// <summary>The classes with their lists typed and the interfaces that this takes.</summary>
    public static (ValueList<ClassPlan> Classes, ValueList<InterfacePlan> Interfaces) Add(IReadOnlyList<ClassPlan> classes)
    {
        var views = new Views(classes);
        foreach (var plan in classes)
        {
            // Views are made of typed lists, so inner classes, which come first, are typed before outer ones.
            views._classes[plan.Name] = plan with { Members = plan.Members.Select(m => views.Typed(m)).ToValueList() };
        }
        return (
            classes.Select(c => views._classes[c.Name] with { Views = views._views.TryGetValue(c.Name, out var v) ? v.ToValueList() : ValueList<ViewPlan>.Empty }).ToValueList(),
            views._interfaces.Select(i => i with { Bases = views.Wider(i.Name).ToValueList() }).ToValueList());
    }

    /// <summary>The interfaces of all classes of this one and more: a list of the one is to serve as a list of the other.</summary>
    private IEnumerable<string> Wider(string name) =>
        _interfaces.Select(i => i.Name).Where(other => _classesOf[other].IsProperSupersetOf(_classesOf[name]));

    private Member Typed(Member member)
    {
        if (member is not ListMember list) return member;
        var types = list.Items.Select(i => i.Type).Distinct().ToList();
        var element = types.Count == 1 ? types[0] : Common(types, Names.Singular(list.Property))!;
        return list with { ElementType = element, Type = types.Count == 1 ? $"ModuleArray<{element}>" : $"IReadOnlyList<{element}>" };
    }

    /// <summary>A type that all the given ones are; null where they are lists and modules.</summary>
    private string? Common(IReadOnlyList<string> types, string wish)
    {
        if (types.Count == 1) return types[0];
        // An interface stands for its classes.
        var classes = types.SelectMany(t => _classesOf.TryGetValue(t, out var those) ? those : [t]).Distinct().ToList();
        if (classes.All(_classes.ContainsKey)) return Interface(classes, wish);
        var elements = types.Select(ElementOf).ToList();
        if (elements.All(e => e is not null)) return Common([.. elements.Distinct()!], Names.Singular(wish)) is { } inner ? $"IReadOnlyList<{inner}>" : null;
        if (types.Any(t => t.StartsWith("IReadOnlyList<", StringComparison.Ordinal))) return null;
        if (types.All(IsLayer)) return "torch.nn.Module<Tensor, Tensor>";
        return types.All(t => t is "WeightTable" or "ConstantTable") ? "StateTable" : types.All(t => t is "Tensor" or "Parameter") ? "Tensor" : "torch.nn.Module";
    }

    private static bool IsLayer(string type) => TorchSharpLayers.Types.Contains(type);

    private string? ElementOf(string type)
    {
        foreach (var list in new[] { "ModuleArray<", "IReadOnlyList<" })
        {
            if (type.StartsWith(list, StringComparison.Ordinal)) return type.Substring(list.Length, type.Length - list.Length - 1);
        }
        return null;
    }

    private string Interface(IReadOnlyList<string> types, string wish)
    {
        var classes = types.OrderBy(t => t, StringComparer.Ordinal).ToList();
        var set = string.Join(",", classes);
        if (_bySet.TryGetValue(set, out var known)) return known;
        var plans = classes.Select(c => _classes[c]).ToList();
        var methods = plans.Select(p => p.Method).Distinct().ToList();
        var name = _names.Take("I" + (methods.Count == 1 ? Names.Pascal(methods[0]) : wish));
        _bySet.Add(set, name);
        _classesOf.Add(name, [.. classes]);

        var members = new List<(string Name, string Type)>();
        foreach (var property in plans.SelectMany(p => p.Members).Where(m => m is not AliasMember).Select(m => m.Property).Distinct())
        {
            var owners = plans.SelectMany(p => p.Members).Where(m => m.Property == property).Select(m => m.Type).Distinct().ToList();
            if (Common(owners, property) is { } type) members.Add((property, type));
        }
        _interfaces.Add(new InterfacePlan(name, string.Join(", ", classes), ValueList<string>.Empty, members.ToValueList()));
        foreach (var plan in plans)
        {
            var narrower = members.Where(m => plan.Members.Any(own => own.Property == m.Name && own.Type != m.Type)).ToValueList();
            if (!_views.TryGetValue(plan.Name, out var list)) _views.Add(plan.Name, list = []);
            list.Add(new ViewPlan(name, narrower));
        }
        return name;
    }
}
