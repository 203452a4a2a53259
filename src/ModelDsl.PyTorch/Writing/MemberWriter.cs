using ModelDsl.PyTorch.Lowering;
using ModelDsl.PyTorch.Sharing;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Writes the statements of a constructor that make what a class owns, in the order of the state_dict.</summary>
/// <param name="file">The file.</param>
/// <param name="owner">The class.</param>
/// <param name="children">The modules inside, by their paths.</param>
/// <param name="layers">Makes layers.</param>
/// <param name="rateText">The text of a rate of the class.</param>
/// <param name="size">The text of a size.</param>
/// <param name="nameOf">The name of a number.</param>
/// <param name="writer">Where to.</param>
internal sealed class MemberWriter(
    FileContext file, PythonClass owner, IReadOnlyDictionary<string, ChildPlan<PythonClass>> children, PyTorchLayers layers, Func<int, string> rateText, Func<Dim, string> size,
    Func<string, string> nameOf, PythonWriter writer)
{
    // The rates of a class are its own operations' first, then those of the modules inside.
    private int _rate = owner.Bodies[0].Steps.Count(s => s is Apply { Op: RateOp });

    /// <summary>The methods that compute tables.</summary>
    public required IReadOnlyList<TableMethod> Tables { get; init; }

    /// <summary>Writes all members.</summary>
    public void Write(Body body)
    {
        foreach (var slot in body.State) Write(slot, "self", "", Members.IsList(body) ? ListKind.List : null);
    }

    private void Write(Slot slot, string around, string path, ListKind? kind)
    {
        path = path.Length == 0 ? slot.Name : path + "." + slot.Name;
        if (PythonNames.OfModule.Contains(slot.Name) && kind is null or ListKind.Container)
            throw new PyTorchException($"'{path}' cannot be the name of a part in PyTorch, whose modules have a member '{slot.Name}'; rename it in the specification");
        var expression = Members.Inside(around, slot.Name, kind);
        switch (slot)
        {
            case OwnSlot { Op: ParameterOp parameter }:
                Assign(slot.Name, around, expression, file.Inits.Parameter(parameter.Entry), "register_parameter");
                break;
            case OwnSlot { Op: TableOp table }:
                writer.Line($"{around}.register_buffer({PythonText.Quoted(slot.Name)}, {Value(table, path)}{(table.Entry.Kind == StateKind.Unsaved ? ", persistent=False" : "")})");
                break;
            case ListSlot list when Members.KindOf(list) == ListKind.Container:
                Assign(slot.Name, around, expression, "nn.Module()", "add_module");
                foreach (var item in list.Items) Write(item, expression, path, ListKind.Container);
                break;
            default:
                var made = New(slot, path);
                if (kind == ListKind.List)
                {
                    writer.Line($"{around}.append({made})");
                    break;
                }
                Assign(slot.Name, around, expression, made, "add_module");
                break;
        }
    }

    /// <summary>Writes what a module gets under a name, which need not be one of an attribute.</summary>
    private void Assign(string name, string around, string expression, string value, string registration) =>
        writer.Line(PythonNames.IsAttribute(name) ? $"{expression} = {value}" : $"{around}.{registration}({PythonText.Quoted(name)}, {value})");

    /// <summary>The first value of a table.</summary>
    private string Value(TableOp table, string path)
    {
        if (table is CachedOp) return $"torch.zeros({string.Join(", ", table.Entry.Shape.Select(size))})";
        var method = Tables.FirstOrDefault(t => t.Path == path) ?? throw new PyTorchException($"'{path}' is computed outside of the block that owns it, which PyTorch source cannot say");
        return $"self.{ClassContext.MethodOf(path)}({string.Join(", ", method.Sizes.Select(s => Dim.Text(s.Reference)))}){(method.IsView ? ".contiguous()" : "")}";
    }

    /// <summary>The expression that makes a module.</summary>
    private string New(Slot slot, string path)
    {
        switch (slot)
        {
            case OwnSlot { Op: LayerOp } when owner.IsModel && file.Head?.Path == path: return "self.new_head(config.num_classes)";
            case OwnSlot { Op: LayerOp layer }: return layer.Build(layers).Text;
            case BodySlot: return New(path, Rates(path).Select(r => (r.Name, r.Text)));
            case RepeatSlot: return $"nn.ModuleList({Repeated(path, "[", "]")})";
            case ListSlot { IsRun: true } list: return $"nn.ModuleList([*{Repeated(path + "." + list.Items[0].Name, "[", "]")}, {New(list.Items[1], path + "." + list.Items[1].Name)}])";
            case ListSlot list when Chains.Of(owner.Bodies[0]).FirstOrDefault(c => c.Path == path) is { } chain:
                return $"nn.Sequential({string.Join(", ", chain.Steps.Select((step, i) => list.Items.FirstOrDefault(item => item.Name == Dim.Text(i)) is OwnSlot { Op: LayerOp layer }
                    ? layer.Build(layers).Text : Chains.Module(((Apply)owner.Bodies[0].Steps[step]).Op)))})";
            case ListSlot list:
                var items = list.Items.Select(i => (i.Name, New: New(i, path + "." + i.Name))).ToList();
                return Members.KindOf(list) == ListKind.List ? $"nn.ModuleList([{string.Join(", ", items.Select(i => i.New))}])"
                    : items.Count == 0 ? "nn.ModuleDict()" : $"nn.ModuleDict({{{string.Join(", ", items.Select(i => $"{PythonText.Quoted(i.Name)}: {i.New}"))}}})";
            default: throw new InvalidOperationException($"{path} is not a module");
        }
    }

    private string New(string path, IEnumerable<(string Name, string Text)> rates)
    {
        var child = children[path];
        var sizes = child.Class.Signature.Sizes.Select((p, i) => (Name: child.Class.Parameter(p.Name), Text: size(child.Sizes[i])));
        var numbers = child.Class.Signature.Numbers.Select((n, i) => (Name: child.Class.Parameter(n.Name), Text: child.Numbers[i] is { Parameter: { } parameter } ? nameOf(parameter) : PythonText.Number(child.Numbers[i].Constant)));
        return $"{child.Class.Name}({string.Join(", ", sizes.Concat(numbers).Concat(rates).Select(a => $"{a.Name}={a.Text}"))})";
    }

    /// <summary>What a module's rates are here.</summary>
    private List<(string Name, string Text)> Rates(string path)
    {
        var child = children[path].Class;
        var first = _rate;
        _rate += child.Rates.Values.Count;
        return [.. child.Rates.Parameters.Select(p => (PythonNames.Snake(p.Name), rateText(first + p.Rate)))];
    }

    /// <summary>Modules that are alike but for rates.</summary>
    private string Repeated(string path, string open, string close)
    {
        var first = _rate;
        var rates = Rates(path);
        var kinds = children[path].Class.Rates.Parameters.Select(p => owner.Rates.Values[first + p.Rate]).ToList();
        var lists = rates.Where((_, i) => kinds[i] is { Parameter: not null } or { List: not null }).ToList();
        var names = new NameSet();
        var items = lists.Select(l => (l.Name, Item: names.Take(lists.Count == 1 ? "rate" : l.Name + "_rate"), l.Text)).ToList();
        var made = New(path, rates.Select(r => (r.Name, items.FirstOrDefault(i => i.Name == r.Name) is { Item: { } item } ? item : r.Text)));
        var source = items.Count switch
        {
            0 => $"_ in range({size(children[path].Count!)})",
            1 => $"{items[0].Item} in {items[0].Text}",
            _ => $"{string.Join(", ", items.Select(i => i.Item))} in zip({string.Join(", ", items.Select(i => i.Text))})",
        };
        return $"{open}{made} for {source}{close}";
    }
}
