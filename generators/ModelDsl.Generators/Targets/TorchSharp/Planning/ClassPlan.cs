using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

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
