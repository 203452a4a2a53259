using ModelDsl.PyTorch.Lowering;
using ModelDsl.PyTorch.Sharing;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Writes a class.</summary>
/// <param name="file">The file around it.</param>
/// <param name="shared">The class; those inside are written already.</param>
internal sealed class ClassWriter(FileContext file, PythonClass shared)
{
    private const string AnyParameter = "next(self.parameters())";

    private readonly FoundNumbers _numbers = new([.. shared.Bodies.Select(b => b.Inputs.SelectMany(i => i.Shape).ToList())]);
    private readonly Dictionary<string, string> _nameOf = [];
    private readonly NameSet _names = new([
        .. PythonNames.Reserved, .. PythonNames.OfModule, .. Parts.Functions, "grad_checkpointing", "num_classes", "default_cfg", .. shared.Bodies[0].State.Select(s => s.Name)]);
    private readonly List<(string Attribute, string New)> _rateModules = [];

    /// <summary>Writes the class.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="more">Writes further methods of a model.</param>
    public void Write(PythonWriter writer, Action<ClassWriter>? more = null)
    {
        var form = new ClassForm<PythonClass>(shared, _numbers, file.Classes.Of);
        form.Offer([.. shared.FirstUses.Select(u => u.Use)], PythonNames.Snake);
        var body = form.Symbolic();
        var children = form.Inner();
        var sizes = new ClassSizes(_numbers.Sizes.Where(p => p.IsConstant).Select(p => p.Name));
        sizes.Need(form.Needed(body, children).Concat(_numbers.Derived.SelectMany(d => d.Size.Symbols).Select(s => s.Name)));
        var rates = OwnRates(body);
        var context = new ClassContext
        {
            Body = body, Instance = shared.Bodies[0], ExpressionOf = path => Members.Find(shared.Bodies[0], path), Names = shared.FirstUses[0].Names,
            Rates = rates, SizesOf = form.CalleeSizes, Axes = file.Axes, Sizes = sizes, NameOf = NameOf, Needs = file.Needs,
        };
        var tables = Tables(body, context).ToList();
        string[] inputs = [.. InputNames(body)];
        var forward = new BodyWriter(body, context, BodyKind.Forward, inputs, LikenessOf(body, context, inputs));
        var (lines, results) = forward.Build(Enumerable.Range(0, body.Steps.Count), [.. body.Outputs.Select(o => o.Value)]);
        var kept = _numbers.Sizes.Where(p => sizes.IsKept(p.Name)).ToList();
        shared.Parameter = NameOf;
        shared.Signature = new ClassSignature(_numbers.Sizes, kept, _numbers.Others, forward.SizeParameters);

        var bases = (IsUnit: file.Units.Contains(shared), IsList: Members.IsList(body)) switch
        {
            (true, true) => "Block, nn.ModuleList",
            (true, false) => "Block",
            (false, true) => "nn.ModuleList",
            (false, false) => "nn.Module",
        };
        using var block = writer.Block($"class {shared.Name}({bases}):");
        if (file.Units.Contains(shared)) file.Needs("block");
        Document(writer, body);
        Constructor(writer, body, children, context, tables, kept);
        writer.Gap();
        using (writer.Block($"def forward({string.Join(", ", inputs.Concat(forward.SizeParameters.Select(s => s.Name)).Prepend("self"))}):"))
        {
            Write(writer, lines);
            var named = shared.IsModel && results.Count > 1;
            writer.Line("return " + (named ? "{" + string.Join(", ", body.Outputs.Select((o, i) => $"{PythonText.Quoted(o.Name!)}: {results[i]}")) + "}" : string.Join(", ", results)));
        }
        foreach (var table in tables) Write(writer, table);
        SaveTables(writer, tables);
        more?.Invoke(this);
    }

    /// <summary>The expression that makes the head of a model for a number of classes.</summary>
    public string Head() => Layers().Linear(file.Head!.Value.Op with { OutFeatures = Dim.Symbol("num_classes") }).Text;

    private PyTorchLayers Layers() => new(Size, file.Inits, file.Needs);

    /// <summary>A Python name for a number of the class.</summary>
    private string NameOf(string symbol)
    {
        if (!_nameOf.TryGetValue(symbol, out var name)) _nameOf.Add(symbol, name = _names.Take(PythonNames.Snake(symbol)));
        return name;
    }

    /// <summary>The type and device of tensors that the class makes: those of an input; where no input has floating point numbers, the type is a weight's.</summary>
    private Likeness LikenessOf(Body body, ClassContext context, string[] inputs)
    {
        if (inputs.Where((_, i) => body.Inputs[i].Type == ElementType.Float32).FirstOrDefault() is { } input) return Likeness.Of(input);
        // Without its last layer a model has the identity there.
        var head = shared.IsModel ? file.Head?.Path : null;
        var weight = body.Steps.OfType<Apply>().Where(s => s.Path != head).Select(s => WeightOf(s, context)).FirstOrDefault(w => w is not null) ?? (HasWeights(body.State) ? AnyParameter : null);
        return new(
            inputs.Length > 0 ? inputs[0] + ".device" : weight is null ? "None" : weight + ".device",
            weight is null ? "torch.get_default_dtype()" : weight + ".dtype");
    }

    /// <summary>The weight of a step, which may be a layer or a parameter; null where it has none.</summary>
    private static string? WeightOf(Apply step, ClassContext context) =>
        step.Op is LayerOp or ParameterOp && context.ExpressionOf(step.Path) is { } owner ? owner + (step.Op is LayerOp ? ".weight" : "") : null;

    private static bool HasWeights(IEnumerable<Slot> slots) => slots.Any(slot => slot switch
    {
        OwnSlot own => own.Op is not TableOp,
        BodySlot inner => HasWeights(inner.Body.State),
        RepeatSlot repeat => HasWeights(repeat.Body.State),
        ListSlot list => HasWeights(list.Items),
        _ => false,
    });

    private static IEnumerable<string> InputNames(Body body)
    {
        var names = new NameSet([.. PythonNames.Reserved, .. Parts.Functions]);
        return [.. body.Inputs.Select(i => names.Take(PythonNames.Snake(i.Name)))];
    }

    /// <summary>The modules that act at the rates of the class's own steps.</summary>
    private List<string?> OwnRates(Body body)
    {
        var found = new List<string?>();
        var known = new Dictionary<(Type, string), string>();
        foreach (var op in body.Steps.OfType<Apply>().Select(s => s.Op).OfType<RateOp>())
        {
            var text = RateText(found.Count);
            if (text == "0.0")
            {
                found.Add(null);
                continue;
            }
            if (!known.TryGetValue((op.GetType(), text), out var attribute))
            {
                known.Add((op.GetType(), text), attribute = _names.Take(op.Name));
                var isPath = op is DropPathOp;
                if (isPath) file.Needs("drop_path");
                _rateModules.Add((attribute, $"{(isPath ? "DropPath" : "nn.Dropout")}({text})"));
            }
            found.Add("self." + attribute);
        }
        return found;
    }

    /// <summary>The text of a rate in the constructor.</summary>
    private string RateText(int index)
    {
        var (rate, operation) = (shared.Rates.Values[index], shared.RateOperations[index]);
        return rate.Parameter is { } parameter ? PythonNames.Snake(parameter)
            : rate.List is { } list ? file.Rates.Of(operation, list)
            : shared.IsModel ? file.Rates.Of(operation, rate.Constant) : PythonText.Float(rate.Constant);
    }

    private void Document(PythonWriter writer, Body body)
    {
        var taken = string.Join(", ", body.Inputs.Select(i => i.Shape.ToString()));
        var yielded = string.Join(", ", body.Outputs.Select(o => o.Name is { } name && body.Outputs.Count > 1 ? $"{name} {body[o.Value].Shape}" : body[o.Value].Shape.ToString()));
        var summary = shared.Summary.Length > 0 ? shared.Summary : PythonNames.Snake(shared.Name).Replace('_', ' ') + ".";
        if (!shared.IsModel) writer.Documentation(summary, taken.Length == 0 || summary.Contains('→', StringComparison.Ordinal) ? "" : $"{taken} → {(yielded == taken ? "the same shape" : yielded)}");
        else writer.Documentation([.. ModelDocumentation, $"{taken} → {yielded}"]);
        writer.Gap();
    }

    /// <summary>What the documentation of a model says.</summary>
    public IReadOnlyList<string> ModelDocumentation { get; init; } = [];

    private void Constructor(PythonWriter writer, Body body, Dictionary<string, ChildPlan<PythonClass>> children, ClassContext context, List<TableMethod> tables, List<Parameter> kept)
    {
        var parameters = kept.Select(p => NameOf(p.Name)).Concat(_numbers.Others.Select(n => NameOf(n.Name))).Concat(shared.Rates.Parameters.Select(p => PythonNames.Snake(p.Name))).ToList();
        using var block = writer.Block($"def __init__({string.Join(", ", (shared.IsModel ? ["config=Config()"] : parameters).Prepend("self"))}):");
        writer.Line("super().__init__()");
        if (shared.IsModel && file.Head is not null) writer.Line("self.num_classes = config.num_classes");
        foreach (var size in kept.Where(p => context.Sizes.IsField(p.Name))) writer.Line($"self.{NameOf(size.Name)} = {NameOf(size.Name)}");
        foreach (var number in _numbers.Others.Where(n => context.Kept.Contains(n.Name))) writer.Line($"self.{NameOf(number.Name)} = {NameOf(number.Name)}");
        foreach (var derived in _numbers.Derived)
        {
            var text = derived.IsInverseRoot ? $"({Size(derived.Size)}) ** -0.5" : Size(derived.Size);
            writer.Line($"{(context.Kept.Contains(derived.Name) ? $"self.{NameOf(derived.Name)} = " : "")}{NameOf(derived.Name)} = {text}");
        }
        if (shared.IsModel && file.Rates.Schedule is { } schedule) writer.Line(schedule);
        (file.Inits.Size, file.Inits.NameOf) = (Size, NameOf);
        var makers = new MemberWriter(file, shared, children, Layers(), RateText, Size, NameOf, writer) { Tables = tables };
        makers.Write(body);
        foreach (var (attribute, make) in _rateModules) writer.Line($"self.{attribute} = {make}");
        foreach (var alias in body.Aliases)
        {
            var end = Math.Max(alias.Path.LastIndexOf('.'), 0);
            var around = context.ExpressionOf(alias.Path[..end])!;
            writer.Line($"{around}.{alias.Path[end..].TrimStart('.')} = {context.ExpressionOf(alias.Target)}");
        }
    }

    /// <summary>A size in the constructor, where the sizes of the class are parameters; one that is fixed only at run time has its reference value.</summary>
    private string Size(Dim size) => SizeText.Of(size, Atom);

    private string Atom(Atom atom) =>
        atom is SymbolAtom { Name: "num_classes" } ? "num_classes"
        : atom is SymbolAtom symbol ? _numbers.Sizes.Any(p => p.IsConstant && p.Name == symbol.Name) ? NameOf(symbol.Name) : Dim.Text(symbol.Reference)
        : atom.Symbols.Any(s => _numbers.Sizes.Any(p => p.IsConstant && p.Name == s.Name)) ? SizeText.OfAtom(atom, Atom, new PythonSizes(NameOf)) : Dim.Text(Dim.Of(atom).AtReference());

    private static IEnumerable<TableMethod> Tables(Body body, ClassContext context)
    {
        var made = body.Steps.OfType<Apply>().Where(s => s.Op is TableOp && context.ExpressionOf(s.Path) is not null).DistinctBy(s => s.Path).OrderBy(s => s.Op is CachedOp);
        foreach (var step in made)
        {
            var reached = body.Reach(step.Inputs[0]).Order().ToList();
            var isCached = step.Op is CachedOp;
            var like = reached.Select(i => body.Steps[i]).OfType<Apply>().Select(s => WeightOf(s, context)).FirstOrDefault(w => w is not null);
            var writer = new BodyWriter(body, context, isCached ? BodyKind.Cached : BodyKind.Table, [], isCached ? Likeness.Of(like ?? AnyParameter) : null);
            var (lines, results) = writer.Build(reached, [step.Inputs[0]]);
            if (writer.SizeParameters.Count > 0) context.Tables.Add(step.Path, [.. writer.SizeParameters.Select(s => s.Size)]);
            yield return new TableMethod(step.Path, (TableOp)step.Op, lines, results[0], writer.SizeParameters, body.MakerOf(step.Inputs[0]) is ViewOp) { Expression = context.ExpressionOf(step.Path)! };
        }
    }

    private static void Write(PythonWriter writer, IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            if (line.Inner is null)
            {
                writer.Line(line.Text, line.Comment);
                continue;
            }
            using var loop = writer.Block(line.Text);
            writer.Line(line.Inner);
        }
    }

    private static void Write(PythonWriter writer, TableMethod table)
    {
        var isCached = table.Op is CachedOp;
        writer.Gap();
        using var block = writer.Block($"def {ClassContext.MethodOf(table.Path)}({string.Join(", ", ["self", .. table.Sizes.Select(s => s.Name), .. isCached ? Enumerable.Empty<string>() : ["device=None"]])}):");
        writer.Documentation(isCached ? "Follows from weights, so gradients flow through it." : "Follows from sizes only.");
        Write(writer, table.Lines);
        writer.Line("return " + table.Result);
    }

    /// <summary>Tables that follow from weights are saved as they are then, for programs that read them.</summary>
    private static void SaveTables(PythonWriter writer, IReadOnlyList<TableMethod> tables)
    {
        var saved = tables.Where(t => t.Op is CachedOp && t.Op.Entry.Kind != StateKind.Unsaved).ToList();
        if (saved.Count == 0) return;
        writer.Gap();
        using var block = writer.Block("def _save_to_state_dict(self, destination, prefix, keep_vars):");
        using (writer.Block("with torch.no_grad():"))
        {
            foreach (var table in saved) writer.Line($"{table.Expression}.copy_(self.{ClassContext.MethodOf(table.Path)}({string.Join(", ", table.Sizes.Select(s => Dim.Text(s.Reference)))}))");
        }
        writer.Line("super()._save_to_state_dict(destination, prefix, keep_vars)");
    }
}

/// <summary>A method that computes a table.</summary>
/// <param name="Path">The table's path.</param>
/// <param name="Op">What it is.</param>
/// <param name="Lines">The method's statements.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Sizes">The sizes that it gets from its caller.</param>
/// <param name="IsView">Whether the result may lie in memory in another order.</param>
internal sealed record TableMethod(string Path, TableOp Op, IReadOnlyList<Line> Lines, string Result, IReadOnlyList<SizeParameter> Sizes, bool IsView)
{
    /// <summary>The table itself.</summary>
    public required string Expression { get; init; }
}
