using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Model;

/// <summary>Decides what a class owns, under which properties, and how its body reaches each part.</summary>
internal sealed class MemberBuilder
{
    private const int MostShapes = 3;

    private readonly ModuleClasses _classes;
    private readonly ModuleClass _owner;
    private readonly Dictionary<string, string> _expressions = [];
    private readonly List<Member> _aliases = [];
    private int _rate;

    private MemberBuilder(ModuleClasses classes, ModuleClass owner)
    {
        _classes = classes;
        _owner = owner;
    }

    /// <summary>The members of a class and the C# expression of each path below it.</summary>
    public static (ValueList<Member> Members, IReadOnlyDictionary<string, string> Expressions) Build(ModuleClasses classes, ModuleClass owner)
    {
        var builder = new MemberBuilder(classes, owner);
        // The rates of a place are its own operations' first, then those of the modules below.
        builder._rate = owner.IsGroup ? 0 : classes.OwnRates(owner.First.Module!).Count();
        var members = builder.Members(owner.First, "").ToList();
        foreach (var place in Below(owner.First))
        {
            if (place.AliasOf is not { } target || !builder._expressions.TryGetValue(target, out var expression)) continue;
            var container = place.Path.Length > place.Name.Length ? place.Path.Substring(0, place.Path.Length - place.Name.Length - 1) : "";
            members.Add(new AliasMember(place.Name, container == owner.First.Path ? "" : builder._expressions[container], expression));
        }
        return (members.ToValueList(), builder._expressions);
    }

    private static IEnumerable<StateTree> Below(StateTree place)
    {
        foreach (var child in place.Children)
        {
            yield return child;
            // An alias belongs to the module around it, whichever groups lie between.
            if (child.Module is not null) continue;
            foreach (var inner in Below(child)) yield return inner;
        }
    }

    private IEnumerable<Member> Members(StateTree place, string prefix)
    {
        // A property must not hide what generated code uses, nor be taken for the state itself: TorchSharp assigns
        // to a property of the very name of a parameter or buffer when it moves a module.
        string[] taken =
        [
            // All classes are nested in the model's own.
            .. place.Path.Length == 0 ? _classes.OwnMembers.Concat(_classes.All.Select(c => c.Name)) : [],
            .. place.Children.Where(c => c.Owner?.Op is ParameterOp or TableOp).Select(c => c.Name),
        ];
        var reserved = _classes.ReservedForProperties;
        var names = new NameSet(reserved, taken);
        var types = place.Children.Where(c => c.AliasOf is null).SelectMany(TypesOf).ToList();
        foreach (var child in place.Children)
        {
            if (child.AliasOf is not null) continue;
            var wish = PropertyOf(child);
            var property = names.Take(reserved.Contains(wish) || taken.Contains(wish) || Hides(child, wish) ? wish + "Module" : wish);
            yield return Build(child, property, prefix + property);
        }

        // A property may be called like its own type, but would hide that of a sibling.
        bool Hides(StateTree child, string wish) => types.Contains(wish) && !(TypesOf(child) is [var own] && own == wish && !ModuleClasses.IsList(child));
    }

    /// <summary>The generated classes that a member is of: its own, or those of a list's elements.</summary>
    private IReadOnlyList<string> TypesOf(StateTree place) =>
        place.Owner is not null ? [] : ModuleClasses.IsList(place) ? [.. place.Children.SelectMany(TypesOf)] : [_classes.At(place.Path).Name];

    private Member Build(StateTree place, string property, string expression)
    {
        _expressions[place.Path] = expression;
        switch (place.Owner?.Op)
        {
            case LayerOp layer: return new LayerMember(place.Name, property, TorchSharpLayers.Of(layer).Type, layer) { Trail = Trail(place) };
            case ParameterOp parameter: return new ParameterMember(place.Name, property, parameter.Entry);
            case BufferOp buffer: return new BufferMember(place.Name, property, buffer.Entry, "Compute" + property, false);
            case CachedOp cached: return new BufferMember(place.Name, property, cached.Entry, "Compute" + property, true);
        }
        if (place.Module is null && ModuleClasses.IsList(place)) return List(place, property, expression);

        var moduleClass = _classes.At(place.Path);
        var first = _rate;
        _rate += moduleClass.RateValues.Length;
        if (place.Module is null) Inside(place, expression);
        var rates = moduleClass.RateParameters.Select(p => _owner.RateValues[first + p.Rate]).ToValueList();
        return new ClassMember(place.Name, property, moduleClass.Name, rates);
    }

    /// <summary>What goes into a layer and out of it; places that share a group's class may differ in that.</summary>
    private string Trail(StateTree layer)
    {
        var way = layer.Path.Substring(_owner.First.Path.Length).TrimStart('.').Split('.');
        var trails = _owner.Places.Select(place => way.Aggregate(place, (at, name) => at.Children.First(c => c.Name == name)).Owner!)
            .Select(node => ShapeTrailText.Of(node.Inputs[0].Shape.ToString(), node.Output.Shape.ToString())).Distinct().ToList();
        return trails.Count <= MostShapes ? string.Join(" or ", trails) : "";
    }

    private ListMember List(StateTree place, string property, string expression)
    {
        var types = place.Children.Select(TypeOf).Distinct().ToList();
        var isMixed = types.Count > 1;
        var list = new ListMember(place.Name, property, "", types[0], isMixed, ValueList<Member>.Empty);
        var items = new List<Member>();
        for (var i = 0; i < place.Children.Count; i++)
        {
            var item = isMixed ? list.ItemField(i) : $"{property}[{Dim.Text(i)}]";
            items.Add(Build(place.Children[i], item, expression.Substring(0, expression.Length - property.Length) + item));
        }
        return list with { Items = items.ToValueList() };
    }

    /// <summary>The expressions of what lies in a group; its own class says the same of its members.</summary>
    private void Inside(StateTree group, string expression)
    {
        var rate = _rate;
        _ = Members(group, expression + ".").ToList();
        _rate = rate;
    }

    private string TypeOf(StateTree place) =>
        place.Owner?.Op is LayerOp layer ? TorchSharpLayers.Of(layer).Type : _classes.At(place.Path).Name;

    /// <summary>The property for a part of the key; a number gets the name of what stands there before it.</summary>
    public static string PropertyOf(StateTree place)
    {
        if (!char.IsDigit(place.Name[0])) return Names.Pascal(place.Name);
        if (place.Owner?.Op is LayerOp layer) return ShortName(layer) + place.Name;
        if (place.Module is not null) return Names.Pascal(place.Module.Method) + place.Name;
        if (!ModuleClasses.IsList(place)) return "Group" + place.Name;
        var element = place.Children[0];
        return (element.Owner?.Op is LayerOp inner ? ShortName(inner) : element.Module is { } module ? Names.Pascal(module.Method) : "Group") + "s" + place.Name;
    }

    private static string ShortName(LayerOp op) => TorchSharpLayers.Of(op).Short;
}
