using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>What <c>Info</c> says of a model.</summary>
internal sealed record ModelFacts(
    string Name, string Description, string Paper, ValueList<TensorPlan> Inputs, ValueList<TensorPlan> Outputs,
    long Parameters, long Buffers, MacPlan Macs, PreprocessingPlan? Preprocessing, PublishedPlan? Published,
    ValueList<(string Name, string Module)> Taps, LayerRow Layers)
{
    /// <summary>The most bytes that tensors hold at once for one image.</summary>
    public long ActivationBytes { get; init; }

    /// <summary>Whether the user's part of the class has its own summary.</summary>
    public bool HasSummary { get; init; }

    /// <summary>The form in which the specification yields its tensors.</summary>
    public ResultForm Form { get; init; }

    /// <summary>The numbers and switches that decide what the state_dict holds.</summary>
    public ValueList<HyperParameterPlan> HyperParameters { get; init; } = ValueList<HyperParameterPlan>.Empty;

    /// <summary>Which calls of blocks made which steps, as <see cref="BlockNotation"/> writes it; empty for a model with errors.</summary>
    public ValueList<string> Blocks { get; init; } = ValueList<string>.Empty;

    /// <summary>What the costs consist of, for messages.</summary>
    public CostShares Shares { get; init; } = CostShares.None;

    /// <summary>What is known of a model without its specification.</summary>
    public static ModelFacts Of(ModelDeclaration declaration) => new(
        declaration.Name, declaration.Description, declaration.Paper, ValueList<TensorPlan>.Empty, ValueList<TensorPlan>.Empty,
        0, 0, new MacPlan(0, 0, 0, 0), null, declaration.Published, ValueList<(string, string)>.Empty,
        new LayerRow("", declaration.TypeName, "", 0, 0, ValueList<LayerRow>.Empty));
}

/// <summary>Multiply-accumulate operations for one image.</summary>
internal sealed record MacPlan(long Convolution, long Linear, long WeightsOnly, long MatMul);

/// <summary>A named tensor; a size that is not constant is printed as its expression.</summary>
/// <param name="Name">A C# identifier.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record TensorPlan(string Name, Shape Shape)
{
    // What a record and a tuple have anyway, and what generated records add.
    private static readonly string[] s_takenProperties =
    [
        "Clone", "CompareTo", "Deconstruct", "Dispose", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "Named", "Of", "Outputs",
        "PrintMembers", "ReferenceEquals", "Rest", "Results", "ToString",
    ];

    /// <summary>Its property in the record of a model's outputs.</summary>
    public string Property { get; init; } = Names.Pascal(Name);

    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; init; }

    /// <summary>The smallest sizes that are right, and the numbers whose multiples they are, axis by axis; null where none is stated.</summary>
    public (IReadOnlyList<long> Minimum, IReadOnlyList<long> MultipleOf)? Rules
    {
        get
        {
            var symbols = Shape.Select(d => d.SingleAtom as SymbolAtom).ToList();
            return symbols.Any(s => s?.Minimum > 1) ? (symbols.ConvertAll(s => (long)(s?.Minimum ?? 1)), symbols.ConvertAll(s => (long)(s?.MultipleOf ?? 1))) : null;
        }
    }

    /// <summary>A size, or −1 where it is fixed only at run time.</summary>
    public static long Known(Dim size) => size.IsConstant ? size.Value : -1;

    /// <summary>What a body yields.</summary>
    public static ValueList<TensorPlan> OutputsOf(Body body)
    {
        if (body.Outputs.Count == 1) return [new TensorPlan(body.Outputs[0].Name ?? "output", body[body.Outputs[0].Value].Shape) { Type = body[body.Outputs[0].Value].Type }];
        var (names, properties) = (new NameSet(), new NameSet(s_takenProperties));
        return body.Outputs.Select((o, i) => names.Take(o.Name ?? "output" + Dim.Text(i)))
            .Select((name, i) => new TensorPlan(name, body[body.Outputs[i].Value].Shape) { Type = body[body.Outputs[i].Value].Type, Property = properties.Take(Names.Pascal(name)) }).ToValueList();
    }
}

/// <summary>A row of the layer table, with those below it.</summary>
internal sealed record LayerRow(string Name, string Kind, string Output, long Parameters, long Macs, ValueList<LayerRow> Children);
