using ModelDsl.Generators.Model.Lowering;

namespace ModelDsl.Generators.Model;

/// <summary>A private method that computes a buffer or a cached value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The path of the table's place.</param>
/// <param name="IsCached">Whether it depends on weights; else it is static.</param>
/// <param name="Table">The C# expression of the table.</param>
/// <param name="Weight">The C# expression of a weight that it depends on; empty for none.</param>
/// <param name="Sizes">The sizes that it is told.</param>
/// <param name="Steps">Its body.</param>
/// <param name="Result">The value it yields.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record MethodPlan(
    string Name, string Path, bool IsCached, string Table, string Weight, ValueList<SizeParameter> Sizes, ValueList<Step> Steps, Value Result, Shape Shape)
{
    /// <summary>The last part of the path.</summary>
    public string StateName => Path.Substring(Path.LastIndexOf('.') + 1);
}

/// <summary>One statement of a body: an operation, and what is no longer needed after it.</summary>
/// <param name="Results">The local variables it assigns; several when a block yields a tuple.</param>
/// <param name="Arguments">What it works on.</param>
/// <param name="Action">What it does.</param>
/// <param name="Comment">The shape it yields where that changes, or the pattern of a rearrangement; empty for none.</param>
/// <param name="Disposals">Local variables whose last use this is.</param>
internal sealed record Step(ValueList<string> Results, ValueList<Value> Arguments, StepAction Action, string Comment, ValueList<string> Disposals);

/// <summary>An operand: a C# expression, and whether the body owns it (a local) or only reads it (a parameter, a weight).</summary>
internal sealed record Value(string Expression, bool IsOwned);

/// <summary>What a step does.</summary>
internal abstract record StepAction;

/// <summary>Calls a module: a layer or a block.</summary>
/// <param name="Module">Its C# expression.</param>
/// <param name="Sizes">The sizes that it is told, as C# expressions.</param>
internal sealed record CallModule(string Module, ValueList<string> Sizes) : StepAction;

/// <summary>A layer's operation with other attributes than the module's own, on its weights.</summary>
/// <param name="Module">The C# expression of the module that owns the weights.</param>
/// <param name="Op">The attributes.</param>
internal sealed record ApplyWeights(string Module, LayerOp Op) : StepAction;

/// <summary>An operation without state.</summary>
internal sealed record Apply(Op Op) : StepAction;

/// <summary>An operation with a number, which is the class's static field of that position.</summary>
internal sealed record ApplyScalar(BinaryFunction Function, int Scalar) : StepAction;

/// <summary>A step of layout: view, permute, expand, reshape, whichever are not null. A size is a C# expression.</summary>
internal sealed record ApplyLayout(
    ValueList<string>? View, ValueList<int>? Permutation, ValueList<string>? Unsqueezed, ValueList<string>? Expanded, ValueList<string>? Merged) : StepAction;

/// <summary>A map in an order in memory: a copy, or the map itself where it lies so.</summary>
internal sealed record ToOrder(MapLayout Layout) : StepAction;

/// <summary>Dropout or drop path at a rate.</summary>
internal sealed record ApplyRate(bool IsDropPath, RateValue Rate) : StepAction;

/// <summary>An operation whose sizes are only known at run time in part: sizes in the order of the operation's own attributes, as C# expressions.</summary>
internal sealed record ApplySized(Op Op, ValueList<string> Sizes) : StepAction;

/// <summary>Numbers from start to end, with the type and device of another tensor (an expression), or float32 on the CPU when null.</summary>
internal sealed record MakeRange(string Start, string End, string? Like) : StepAction;

/// <summary>A cached value: calls the method that keeps it.</summary>
internal sealed record CallMethod(string Method, ValueList<string> Sizes) : StepAction;

/// <summary>A table, with the type and device of another tensor.</summary>
internal sealed record ReadTable(string Table, string Like, ValueList<string> Sizes) : StepAction;

/// <summary>The value itself under a handle of its own, for what is returned though it is not owned.</summary>
internal sealed record Alias : StepAction;

/// <summary>A size that steps refer to: <c>var n = image.shape[0];</c>.</summary>
internal sealed record BindSize(string Expression) : StepAction;
