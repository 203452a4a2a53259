using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>
/// A generated module, decided to the last detail but for its text. Equal plans yield equal text, so the pipeline
/// compares plans; they hold no Roslyn object.
/// </summary>
/// <param name="Namespace">The namespace of the user's class; empty for the global one.</param>
/// <param name="ContainingTypes">Declarations of the types around it, outermost first: <c>partial class Outer</c>.</param>
/// <param name="TypeName">The user's class.</param>
/// <param name="Accessibility">Its accessibility keyword.</param>
/// <param name="Facts">What is known of the model as a whole.</param>
/// <param name="Root">The model's own class.</param>
/// <param name="Classes">The classes nested in it: one for each distinct block or group, inner ones first.</param>
/// <param name="Interfaces">Common views of lists whose elements are of several classes.</param>
internal sealed record ModelPlan(
    string Namespace, ValueList<string> ContainingTypes, string TypeName, string Accessibility, ModelFacts Facts,
    ClassPlan Root, ValueList<ClassPlan> Classes, ValueList<InterfacePlan> Interfaces)
{
    /// <summary>
    /// Whether the specification has errors: the module shows what it would be, with assumed sizes, so that code which
    /// uses it compiles; it cannot be made, and states no shapes.
    /// </summary>
    public bool IsOutline { get; init; }
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

    /// <summary>The numbers and switches that decide what the state_dict holds.</summary>
    public ValueList<HyperParameterPlan> HyperParameters { get; init; } = ValueList<HyperParameterPlan>.Empty;

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
internal sealed record TensorPlan(string Name, Shape Shape);

/// <summary>One generated class: the model, a block, or a group that only holds others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Summary">The block's own summary, plain text; empty for none.</param>
/// <param name="Method">The specification's method; for a group the name in the state_dict.</param>
/// <param name="Paths">The state_dict paths of its instances, in order.</param>
/// <param name="Rates">Constructor parameters for rates in which instances differ (<c>dropPath</c>).</param>
/// <param name="Inputs">The tensors that <c>forward</c> takes.</param>
/// <param name="Sizes">The sizes that <c>forward</c> takes after them.</param>
/// <param name="Outputs">What <c>forward</c> yields: one tensor, or several as a tuple (in the root: as a record).</param>
/// <param name="Members">What it owns, in the order of registration.</param>
/// <param name="Steps">The body of <c>forward</c>.</param>
/// <param name="Results">What <c>forward</c> returns, one value for each output.</param>
/// <param name="Methods">Private methods that compute buffers and cached values.</param>
/// <param name="Scalars">Numbers that steps refer to by position; each becomes a static field, since a native scalar made on the way might be freed while it is used.</param>
/// <param name="Views">The interfaces it implements.</param>
internal sealed record ClassPlan(
    string Name, ClassKind Kind, string Summary, string Method, ValueList<string> Paths, ValueList<string> Rates,
    ValueList<TensorPlan> Inputs, ValueList<SizeParameter> Sizes, ValueList<TensorPlan> Outputs, ValueList<Member> Members,
    ValueList<Statement> Steps, ValueList<Value> Results,
    ValueList<MethodPlan> Methods, ValueList<double> Scalars, ValueList<ViewPlan> Views);

internal enum ClassKind
{
    Model,
    Block,
    Group,
}

/// <summary>A row of the layer table, with those below it.</summary>
internal sealed record LayerRow(string Name, string Kind, string Output, long Parameters, long Macs, ValueList<LayerRow> Children);

/// <summary>A common view of several classes: an interface whose members every class has that has them at all.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">The classes.</param>
/// <param name="Bases">The common views of these classes and more.</param>
/// <param name="Members">The members.</param>
internal sealed record InterfacePlan(string Name, string Summary, ValueList<string> Bases, ValueList<(string Name, string Type)> Members);

/// <summary>An interface that a class implements, and its members that need an explicit implementation because the class's own type is narrower.</summary>
internal sealed record ViewPlan(string Interface, ValueList<(string Name, string Type)> Explicit);
