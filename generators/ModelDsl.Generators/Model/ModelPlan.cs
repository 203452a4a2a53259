using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>A model's file, decided to the last detail but for its text.</summary>
/// <param name="Declaration">The user's class.</param>
/// <param name="Facts">What is known of the model as a whole.</param>
/// <param name="Class">The model's class.</param>
/// <param name="HasTables">Whether anything in it computes a table of constants.</param>
internal sealed record ModelPlan(ModelDeclaration Declaration, ModelFacts Facts, ClassPlan Class, bool HasTables)
{
    /// <summary>
    /// Whether the specification has errors: the module shows what it would be, with assumed sizes, so that code which
    /// uses it compiles; it cannot be made, and states no shapes.
    /// </summary>
    public bool IsOutline => Class.IsOutline;
}

/// <summary>What <c>Info</c> says of a model.</summary>
internal sealed record ModelFacts(
    string Name, string Description, string Paper, ValueList<TensorPlan> Inputs, ValueList<TensorPlan> Outputs,
    long Parameters, long Buffers, MacPlan Macs, PreprocessingPlan? Preprocessing, PublishedPlan? Published,
    ValueList<(string Name, string Module)> Taps, LayerRow Layers)
{
    /// <summary>The most bytes that tensors hold at once for one image.</summary>
    public long ActivationBytes { get; init; }

    /// <summary>Whether the user's part of the class has a summary of its own.</summary>
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
        var names = new NameSet();
        return body.Outputs.Select((o, i) => new TensorPlan(names.Take(o.Name ?? "output" + Dim.Text(i)), body[o.Value].Shape) { Type = body[o.Value].Type }).ToValueList();
    }
}

/// <summary>One generated class: the model, a block, or a group that only holds others.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Summary">The block's own summary, plain text; empty for none.</param>
/// <param name="Method">The specification's method; for a group the name in the state_dict.</param>
/// <param name="Parameters">What the constructor takes: the numbers in which instances differ.</param>
/// <param name="Derived">The numbers that it works out of the sizes that it takes.</param>
/// <param name="Fields">Those of both that the body reads.</param>
/// <param name="Inputs">The tensors that <c>forward</c> takes.</param>
/// <param name="Sizes">The sizes that <c>forward</c> takes after them.</param>
/// <param name="Outputs">What <c>forward</c> yields: one tensor, or several as a tuple (in the root: as a record).</param>
/// <param name="Members">What it owns, in the order of registration.</param>
/// <param name="Steps">The body of <c>forward</c>.</param>
/// <param name="Results">What <c>forward</c> returns, one value for each output.</param>
/// <param name="Methods">Private methods that compute buffers and cached values.</param>
/// <param name="Views">The interfaces it implements.</param>
internal sealed record ClassPlan(
    string Namespace, string Name, ClassKind Kind, string Summary, string Method, ValueList<OwnNumber> Parameters,
    ValueList<DerivedNumber> Derived, ValueList<OwnNumber> Fields,
    ValueList<TensorPlan> Inputs, ValueList<SizeParameter> Sizes, ValueList<TensorPlan> Outputs, ValueList<Member> Members,
    ValueList<Statement> Steps, ValueList<Value> Results, ValueList<MethodPlan> Methods, ValueList<ViewPlan> Views)
{
    /// <summary>Whether only models with errors use it: then its sizes are assumed.</summary>
    public bool IsOutline { get; init; }

    /// <summary>Whether a public model uses it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The types around it, each with a dot; empty for a block.</summary>
    public string Around { get; init; } = "";

    /// <summary>Its name as other files may write it.</summary>
    public string FullName => Names.Global(Namespace, Around + Name);
}

/// <summary>A number in which instances of a class differ.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
internal sealed record OwnNumber(string Type, string Name)
{
    /// <summary>Whether the body hands it to native code, as it is.</summary>
    public bool IsScalar { get; init; }
}

internal enum ClassKind
{
    Model,
    Block,
    Group,
}

/// <summary>A row of the layer table, with those below it.</summary>
internal sealed record LayerRow(string Name, string Kind, string Output, long Parameters, long Macs, ValueList<LayerRow> Children);

/// <summary>A common view of several classes: an interface with all their members.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Members">The members.</param>
/// <param name="IsPublic">Whether one of the classes is public.</param>
internal sealed record InterfacePlan(string Namespace, string Name, ValueList<string> Classes, ValueList<InterfaceMember> Members, bool IsPublic)
{
    /// <summary>Its name as other files may write it.</summary>
    public string FullName => Names.Global(Namespace, Name);
}

/// <summary>A member of a common view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="StateName">Its part of the key.</param>
/// <param name="IsOptional">Whether only some of the classes have it; it is null in the others.</param>
internal sealed record InterfaceMember(string Name, string Type, string StateName, bool IsOptional);

/// <summary>An interface that a class implements, and its members that need an explicit implementation because the class's own type is narrower.</summary>
internal sealed record ViewPlan(string Interface, ValueList<(string Name, string Type)> Explicit);
