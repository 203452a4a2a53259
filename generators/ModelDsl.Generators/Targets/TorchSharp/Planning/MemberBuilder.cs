using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Sharing;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>Decides what a class owns, under which properties, and how its body reaches each part.</summary>
/// <param name="owner">The class.</param>
/// <param name="body">Its body.</param>
/// <param name="children">The modules inside, by their paths.</param>
/// <param name="classOf">A class inside, by its full name.</param>
/// <param name="reserved">Names that generated code uses without qualification.</param>
internal sealed class MemberBuilder(
    SharedClass owner, Body body, IReadOnlyDictionary<string, ChildPlan<SharedClass>> children, Func<string, SharedClass> classOf, IReadOnlyList<string> reserved)
{
    // A property may be called like its own type.
    private readonly HashSet<string> _reserved = [.. reserved.Except(TorchSharpLayers.Types), .. ReservedNames.Inherited];
    private readonly Dictionary<string, string> _expressions = [];

    // The rates of a class are its own operations' first, then those of the modules inside.
    private int _rate = body.Steps.Count(s => s is Apply { Op: RateOp });

    /// <summary>The members of a class and the C# expression of each path below it, relative to the class.</summary>
    public (ValueList<Member> Members, IReadOnlyDictionary<string, string> Expressions) Build()
    {
        var members = Members(body.State, "", "").ToList();
        foreach (var alias in body.Aliases)
        {
            var end = Math.Max(alias.Path.LastIndexOf('.'), 0);
            members.Add(new AliasMember(alias.Path.Substring(end).TrimStart('.'), end > 0 ? Reach(alias.Path.Substring(0, end)) : "", Reach(alias.Target)));
        }
        return (members.ToValueList(), _expressions);
    }

    /// <summary>The expression of what lies anywhere below the class, through the members of the modules inside.</summary>
    private string Reach(string path)
    {
        var inside = path;
        while (!_expressions.ContainsKey(inside)) inside = inside.Substring(0, inside.LastIndexOf('.'));
        var expression = _expressions[inside];
        if (inside == path) return expression;
        var names = new Queue<string>(path.Substring(inside.Length + 1).Split('.'));
        // A module of a list that repeats has no expression of its own.
        if (body.State.OfType<RepeatSlot>().Any(r => r.Name == inside)) expression += $"[{names.Dequeue()}]";
        for (var around = children[inside].Class; names.Count > 0;)
        {
            var member = around.Built.Plan.Members.First(m => m.StateName == names.Peek());
            names.Dequeue();
            if (member is ListMember list)
            {
                var index = int.Parse(names.Dequeue(), CultureInfo.InvariantCulture);
                member = list.Items[list.Count is null ? index : 0];
                var item = $"{expression}.{list.Property}[{Dim.Text(index)}]";
                // The fields of another assembly's class are not for us.
                expression = !list.IsMixed ? item : around.Given is null ? $"{expression}.{list.ItemField(index)}" : $"(({member.Type}){item})";
            }
            else
            {
                expression += "." + member.Property;
            }
            if (names.Count > 0) around = classOf(member.Type);
        }
        return expression;
    }

    private IEnumerable<Member> Members(IReadOnlyList<Slot> slots, string path, string prefix)
    {
        // A property must not hide what generated code uses, nor be taken for the state itself: TorchSharp assigns
        // to a property of the very name of a parameter or buffer when it moves a module.
        string[] taken =
        [
            .. owner.IsModel && path.Length == 0 ? owner.Uses[0].Model.Declaration.Taken : [],
            .. slots.Where(s => s is OwnSlot { Op: ParameterOp or TableOp }).Select(s => s.Name),
        ];
        var names = new NameSet(_reserved, taken);
        var types = slots.SelectMany(s => TypesOf(s, path)).ToList();
        foreach (var slot in slots)
        {
            var wish = PropertyOf(slot);
            var property = names.Take(_reserved.Contains(wish) || taken.Contains(wish) || Hides(slot, wish) ? wish + "Module" : wish);
            yield return Build(slot, Join(path, slot.Name), property, prefix + property);
        }

        // A property may be called like its own type, but would hide that of a sibling.
        bool Hides(Slot slot, string wish) => types.Contains(wish) && !(TypesOf(slot, path) is [var own] && own == wish && slot is BodySlot);
    }

    /// <summary>The generated classes that a member is of: its own, or those of a list's elements.</summary>
    private IReadOnlyList<string> TypesOf(Slot slot, string path) =>
        slot switch { ListSlot list => [.. list.Items.SelectMany(i => TypesOf(i, Join(path, slot.Name)))], BodySlot or RepeatSlot => [children[Join(path, slot.Name)].Class.Name], _ => [] };

    private Member Build(Slot slot, string path, string property, string expression)
    {
        _expressions[path] = expression;
        switch (slot)
        {
            case OwnSlot { Op: LayerOp layer }: return new LayerMember(slot.Name, property, TorchSharpLayers.Of(layer).Type, layer) { Trail = Trail(path) };
            case OwnSlot { Op: ParameterOp parameter }: return new ParameterMember(slot.Name, property, parameter.Entry);
            case OwnSlot { Op: TableOp table }: return new BufferMember(slot.Name, property, table.Entry, "Compute" + property, table is CachedOp);
            case ListSlot list: return List(list, path, property, expression);
            case RepeatSlot { Name: ListSlot.First } when path.EndsWith("." + ListSlot.First, StringComparison.Ordinal): return Child(slot, path, property, expression);
            case RepeatSlot: return new ListMember(slot.Name, property, "", children[path].Class.FullName, false, [Child(slot, path, property, expression)]) { Count = children[path].Count };
        }
        return Child(slot, path, property, expression);
    }

    private ClassMember Child(Slot slot, string path, string property, string expression)
    {
        var child = children[path];
        var first = _rate;
        _rate += child.Class.Rates.Values.Count;
        if (slot is BodySlot { Body: { IsGroup: true } group }) Inside(group, path, expression, first);
        var rates = child.Class.Rates.Parameters.Select(p => owner.Rates.Values[first + p.Rate]).ToValueList();
        var call = body.Steps.OfType<Call>().FirstOrDefault(c => c.Path == path);
        // Those that repeat differ in their rates.
        return new ClassMember(slot.Name, property, child.Class.FullName, child.Sizes, slot is RepeatSlot ? child.Numbers : child.Numbers.Concat(rates).ToValueList())
        {
            Rates = slot is RepeatSlot ? rates : ValueList<RateValue>.Empty,
            Trail = call is null ? "" : TrailOf(call),
        };
    }

    /// <summary>What goes into a layer and out of it; that of a group's is not the group's to say.</summary>
    private string Trail(string path) => body.Steps.FirstOrDefault(s => s.Path == path) is { } step ? TrailOf(step) : "";

    private string TrailOf(Step step) => ShapeTrailText.Of(
        string.Join(", ", step.Inputs.Select(i => body[i].Shape.ToString())), string.Join(", ", step.Results.Select(r => r.Shape.ToString())));

    private ListMember List(ListSlot slot, string path, string property, string expression)
    {
        var types = slot.Items.Select(i => TypeOf(i, path)).Distinct().ToList();
        // What repeats is called in a loop and what comes behind it is not.
        var isMixed = types.Count > 1 || slot.IsRun;
        var list = new ListMember(slot.Name, property, "", types[0], isMixed, ValueList<Member>.Empty) { Run = slot.IsRun ? children[Join(path, ListSlot.First)].Count : null };
        var items = new List<Member>();
        for (var i = 0; i < slot.Items.Count; i++)
        {
            var item = isMixed ? list.ItemField(i) : $"{property}[{Dim.Text(i)}]";
            items.Add(Build(slot.Items[i], Join(path, slot.Items[i].Name), item, expression.Substring(0, expression.Length - property.Length) + item));
        }
        return list with { Items = items.ToValueList() };
    }

    /// <summary>The expressions of what lies in a group; its own class says the same of its members.</summary>
    private void Inside(Body group, string path, string expression, int first)
    {
        var rate = _rate;
        _rate = first;
        _ = Members(group.State, path, expression + ".").ToList();
        _rate = rate;
    }

    private string TypeOf(Slot slot, string path) => slot is OwnSlot { Op: LayerOp layer } ? TorchSharpLayers.Of(layer).Type : children[Join(path, slot.Name)].Class.FullName;

    /// <summary>The property for a part of the key; a number gets the name of what stands there before it.</summary>
    public static string PropertyOf(Slot slot) => !char.IsDigit(slot.Name[0]) ? Names.Pascal(slot.Name) : slot switch
    {
        ListSlot list => KindOf(list.Items[0]) + "s" + slot.Name,
        RepeatSlot repeat => Names.Pascal(repeat.Body.Name) + "s" + slot.Name,
        _ => KindOf(slot) + slot.Name,
    };

    private static string KindOf(Slot slot) => slot switch
    {
        OwnSlot { Op: LayerOp layer } => TorchSharpLayers.Of(layer).Short,
        BodySlot { Body: { IsGroup: false } block } => Names.Pascal(block.Name),
        RepeatSlot repeat => Names.Pascal(repeat.Body.Name),
        _ => "Group",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;
}
