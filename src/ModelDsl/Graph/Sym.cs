using System;

namespace ModelDsl;

/// <summary>
/// A symbolic tensor: its shape, the type of its elements and the node that makes it. Nothing is computed.
/// The operations on it are extension methods, each in its own file in <c>Operations</c>.
/// </summary>
/// <remarks>Two values are equal if the same node produces them.</remarks>
public sealed partial class Sym : IEquatable<Sym>
{
    internal Sym(Graph graph, Node node, Shape shape, ElementType type, ValueList<AxisFactor>[]? axes = null)
    {
        Graph = graph;
        Node = node;
        Shape = shape;
        Type = type;
        Axes = axes;
    }

    /// <summary>The sizes of its axes.</summary>
    public Shape Shape { get; }

    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; }

    /// <summary>The node that makes it.</summary>
    public Node Node { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of channels of a feature map [N, C, H, W]: axis 1.</summary>
    public Dim Channels => this.Map().Shape[1];

    /// <summary>The height of a feature map [N, C, H, W]: axis 2.</summary>
    public Dim Height => this.Map().Shape[2];

    /// <summary>The width of a feature map [N, C, H, W]: axis 3.</summary>
    public Dim Width => this.Map().Shape[3];

    /// <summary>The size of the last axis, where linear layers and layer norms work.</summary>
    public Dim Features => Rank > 0
        ? Shape[-1]
        : throw SpecException.Shape(SpecErrors.WrongRank, "a scalar has no last axis", "this");

    internal Graph Graph { get; }

    /// <summary>What the axes are made of; null where nothing is known of any.</summary>
    internal ValueList<AxisFactor>[]? Axes { get; }

    /// <summary>The least and the largest element, both of which occur; null where nothing is known of them.</summary>
    internal (Dim Least, Dim Most)? Range => Node.Op.Range(Node.Inputs);

    /// <summary>What an axis is made of.</summary>
    internal ValueList<AxisFactor> Axis(int axis) => Axes?[axis] ?? AxisFactor.Unknown(Shape[axis]);

    /// <summary>Gives this value a name under which tools observe it: a stage's features, for instance.</summary>
    /// <param name="name">The name; the last value of a name counts.</param>
    /// <returns>The value itself.</returns>
    public Sym Tap(string name)
    {
        Graph.Tap(name, this);
        return this;
    }

    /// <summary>
    /// The same tensor, but it forgets what its axes were made of. For the rare model that reads an axis in another
    /// order than it was put together in, on purpose or because a published one does; nothing is computed.
    /// </summary>
    public Sym Unnamed() => new(Graph, Node, Shape, Type);

    /// <inheritdoc/>
    public bool Equals(Sym? other) => other is not null && ReferenceEquals(Node, other.Node);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sym);

    /// <inheritdoc/>
    public override int GetHashCode() => Node.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Shape}";

    /// <summary>This value, known to be a map [N, C, H, W].</summary>
    private Sym Map() => Rank == 4
        ? this
        : throw SpecException.Shape(SpecErrors.WrongRank, $"a feature map [N, C, H, W] has 4 axes, this tensor {Shape} has {Dim.Text(Rank)}", "this");
}
