using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>Something that a generated class owns and registers under a name of the state_dict.</summary>
/// <param name="StateName">Its part of the key: <c>qkv</c>, <c>0</c>.</param>
/// <param name="Property">Its public property: <c>Qkv</c>, <c>Conv0</c>.</param>
/// <param name="Type">The property's type as C# text.</param>
internal abstract record Member(string StateName, string Property, string Type);

/// <summary>A layer with weights.</summary>
/// <param name="Op">Its attributes.</param>
internal sealed record LayerMember(string StateName, string Property, string Type, LayerOp Op) : Member(StateName, Property, Type)
{
    /// <summary>What goes in and out where it is first used.</summary>
    public string Trail { get; init; } = "";
}

/// <summary>A parameter of the class's own. Its field is <c>_camelCase</c> of the property.</summary>
internal sealed record ParameterMember(string StateName, string Property, StateEntry Entry) : Member(StateName, Property, "Parameter");

/// <summary>A buffer: a table that a private method computes.</summary>
/// <param name="Method">The method in <see cref="ClassPlan.Methods"/> that computes it.</param>
/// <param name="IsCached">Whether it depends on weights.</param>
internal sealed record BufferMember(string StateName, string Property, StateEntry Entry, string Method, bool IsCached)
    : Member(StateName, Property, IsCached ? "WeightTable" : "ConstantTable");

/// <summary>A module of a generated class: a block or a group.</summary>
/// <param name="Sizes">The sizes that it is made with.</param>
/// <param name="Numbers">The other numbers that it is made with.</param>
internal sealed record ClassMember(string StateName, string Property, string Type, ValueList<Dim> Sizes, ValueList<RateValue> Numbers) : Member(StateName, Property, Type)
{
    /// <summary>Of a module that repeats: the lists of rates of which each instance is made with one.</summary>
    public ValueList<RateValue> Rates { get; init; } = ValueList<RateValue>.Empty;

    /// <summary>What goes in and out.</summary>
    public string Trail { get; init; } = "";
}

/// <summary>
/// Numbered modules. When all are of one type, steps index the property; else they use the field of each element.
/// </summary>
/// <param name="ElementType">The type of the elements: a layer type, a class or an interface.</param>
/// <param name="IsMixed">Whether the elements are of several classes; then each also has an internal field of its own type.</param>
/// <param name="Items">The elements; their state names are 0, 1, …</param>
internal sealed record ListMember(string StateName, string Property, string Type, string ElementType, bool IsMixed, ValueList<Member> Items) : Member(StateName, Property, Type)
{
    /// <summary>How many there are of the one item, where that repeats; null for a list whose items are all named.</summary>
    public Dim? Count { get; init; }

    /// <summary>How many there are of the first item, where that repeats and a last one differs; null for other lists.</summary>
    public Dim? Run { get; init; }

    /// <summary>The private field of an element of a mixed list; that of all that repeat.</summary>
    public string ItemField(int index) => Run is not null
        ? "_" + (index == 0 ? Names.Camel(Property).TrimStart('@') : "last" + Names.Singular(Property))
        : "_" + Names.Camel(Property).TrimStart('@') + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A second name of a module that is registered elsewhere.</summary>
/// <param name="Container">The C# expression of the group that the second name belongs to; empty for the class itself.</param>
/// <param name="Target">The C# expression of the module.</param>
internal sealed record AliasMember(string StateName, string Container, string Target) : Member(StateName, "", "");
