using System;
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
    private int _rate;

    private MemberBuilder(ModuleClasses classes, ModuleClass owner)
    {
        _classes = classes;
        _owner = owner;
    }

    /// <summary>The members of a class and the C# expression of each path below it, relative to the class.</summary>
    public static (ValueList<Member> Members, IReadOnlyDictionary<string, string> Expressions) Build(ModuleClasses classes, ModuleClass owner)
    {
        var builder = new MemberBuilder(classes, owner);
        // The rates of a place are its own operations' first, then those of the modules below.
        builder._rate = owner.Body.Steps.Count(s => s is Apply { Op: RateOp });
        var members = builder.Members(owner.Body.State, "", "").ToList();
        foreach (var alias in owner.Body.Aliases)
        {
            var end = Math.Max(alias.Path.LastIndexOf('.'), 0);
            var container = end > 0 ? builder._expressions[alias.Path.Substring(0, end)] : "";
            if (builder._expressions.TryGetValue(alias.Target, out var expression)) members.Add(new AliasMember(alias.Path.Substring(end).TrimStart('.'), container, expression));
        }
        return (members.ToValueList(), builder._expressions);
    }

    private IEnumerable<Member> Members(IReadOnlyList<Slot> slots, string path, string prefix)
    {
        // A property must not hide what generated code uses, nor be taken for the state itself: TorchSharp assigns
        // to a property of the very name of a parameter or buffer when it moves a module.
        string[] taken =
        [
            // All classes are nested in the model's own.
            .. _owner.IsModel && path.Length == 0 ? _classes.OwnMembers.Concat(_classes.All.Select(c => c.Name)) : [],
            .. slots.Where(s => s is OwnSlot { Op: ParameterOp or TableOp }).Select(s => s.Name),
        ];
        var reserved = _classes.ReservedForProperties;
        var names = new NameSet(reserved, taken);
        var types = slots.SelectMany(TypesOf).ToList();
        foreach (var slot in slots)
        {
            var wish = PropertyOf(slot);
            var property = names.Take(reserved.Contains(wish) || taken.Contains(wish) || Hides(slot, wish) ? wish + "Module" : wish);
            yield return Build(slot, Join(path, slot.Name), property, prefix + property);
        }

        // A property may be called like its own type, but would hide that of a sibling.
        bool Hides(Slot slot, string wish) => types.Contains(wish) && !(TypesOf(slot) is [var own] && own == wish && slot is not ListSlot);
    }

    /// <summary>The generated classes that a member is of: its own, or those of a list's elements.</summary>
    private IReadOnlyList<string> TypesOf(Slot slot) =>
        slot switch { ListSlot list => [.. list.Items.SelectMany(TypesOf)], BodySlot child => [_classes.Of(child.Body).Name], _ => [] };

    private Member Build(Slot slot, string path, string property, string expression)
    {
        _expressions[path] = expression;
        switch (slot)
        {
            case OwnSlot { Op: LayerOp layer }: return new LayerMember(slot.Name, property, TorchSharpLayers.Of(layer).Type, layer) { Trail = Trail(path) };
            case OwnSlot { Op: ParameterOp parameter }: return new ParameterMember(slot.Name, property, parameter.Entry);
            case OwnSlot { Op: TableOp table }: return new BufferMember(slot.Name, property, table.Entry, "Compute" + property, table is CachedOp);
            case ListSlot list: return List(list, path, property, expression);
        }
        var child = ((BodySlot)slot).Body;
        var moduleClass = _classes.Of(child);
        var first = _rate;
        _rate += moduleClass.RateValues.Length;
        if (child.IsGroup) Inside(child, path, expression);
        var rates = moduleClass.RateParameters.Select(p => _owner.RateValues[first + p.Rate]).ToValueList();
        return new ClassMember(slot.Name, property, moduleClass.Name, rates);
    }

    /// <summary>What goes into a layer and out of it; places that share a group's class may differ in that.</summary>
    private string Trail(string layer)
    {
        var trails = _owner.Places.Select(place => layer.Split('.').Aggregate(place, (at, name) => at.Children.First(c => c.Name == name)).Owner!)
            .Select(node => ShapeTrailText.Of(node.Inputs[0].Shape.ToString(), node.Output.Shape.ToString())).Distinct().ToList();
        return trails.Count <= MostShapes ? string.Join(" or ", trails) : "";
    }

    private ListMember List(ListSlot slot, string path, string property, string expression)
    {
        var types = slot.Items.Select(TypeOf).Distinct().ToList();
        var isMixed = types.Count > 1;
        var list = new ListMember(slot.Name, property, "", types[0], isMixed, ValueList<Member>.Empty);
        var items = new List<Member>();
        for (var i = 0; i < slot.Items.Count; i++)
        {
            var item = isMixed ? list.ItemField(i) : $"{property}[{Dim.Text(i)}]";
            items.Add(Build(slot.Items[i], Join(path, slot.Items[i].Name), item, expression.Substring(0, expression.Length - property.Length) + item));
        }
        return list with { Items = items.ToValueList() };
    }

    /// <summary>The expressions of what lies in a group; its own class says the same of its members.</summary>
    private void Inside(Body group, string path, string expression)
    {
        var rate = _rate;
        _ = Members(group.State, path, expression + ".").ToList();
        _rate = rate;
    }

    private string TypeOf(Slot slot) => slot is OwnSlot { Op: LayerOp layer } ? TorchSharpLayers.Of(layer).Type : _classes.Of(((BodySlot)slot).Body).Name;

    /// <summary>The property for a part of the key; a number gets the name of what stands there before it.</summary>
    public static string PropertyOf(Slot slot) => !char.IsDigit(slot.Name[0]) ? Names.Pascal(slot.Name) : slot is ListSlot list ? KindOf(list.Items[0]) + "s" + slot.Name : KindOf(slot) + slot.Name;

    private static string KindOf(Slot slot) => slot switch
    {
        OwnSlot { Op: LayerOp layer } => TorchSharpLayers.Of(layer).Short,
        BodySlot { Body: { IsGroup: false } block } => Names.Pascal(block.Name),
        _ => "Group",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;
}
