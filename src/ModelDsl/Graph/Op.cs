using System.Collections.Generic;

namespace ModelDsl;

/// <summary>
/// What a node of the graph does. Equal operations have equal attributes. All that is known of an operation is in its
/// own file in <c>Operations</c>; what a target makes of it is in that target's <see cref="ILowering{T}"/>.
/// </summary>
public abstract record Op
{
    /// <summary>The operation's name in lower case, as PyTorch users know it.</summary>
    public abstract string Name { get; }

    /// <summary>The state_dict entries that the operation owns at its scope, in PyTorch's order.</summary>
    public abstract IReadOnlyList<StateEntry> State { get; }

    /// <summary>Which kind of multiply-accumulate operations it needs.</summary>
    public abstract MacKind MacKind { get; }

    /// <summary>How the elements of the result lie in memory, as libtorch leaves them.</summary>
    internal abstract ResultOrder Order { get; }

    /// <summary>Whether an operand may have elements of a type; most operations compute with floating point numbers only.</summary>
    /// <param name="operand">Which operand.</param>
    /// <param name="type">The type of its elements.</param>
    internal virtual bool Takes(int operand, ElementType type) => type == ElementType.Float32;

    /// <summary>How many multiply-accumulate operations it needs; bias, activations and normalisation count nothing.</summary>
    /// <param name="inputs">The operands.</param>
    /// <param name="output">The result.</param>
    public abstract Dim Macs(IReadOnlyList<Sym> inputs, Sym output);

    /// <summary>What a target makes of it: calls the target's method for this operation.</summary>
    /// <typeparam name="T">What the target computes with, for example the text of an expression.</typeparam>
    /// <param name="to">The target.</param>
    /// <param name="x">The operands.</param>
    public abstract T Lower<T>(ILowering<T> to, Operands<T> x);

    /// <summary>The same operation with other numbers: each one that it has goes through <paramref name="to"/>.</summary>
    /// <param name="to">What puts others in their place.</param>
    internal abstract Op With(Renumbering to);

    /// <summary>The least and the largest element of the result, both of which occur; null where the operation alone does not tell.</summary>
    /// <param name="inputs">The operands.</param>
    internal virtual (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs) => null;

    /// <summary>The elements of the result, in order, where those of the operands decide them; null where the operation does not tell.</summary>
    /// <param name="inputs">The operands.</param>
    /// <param name="elements">Their elements.</param>
    /// <param name="shape">The shape of the result, of constants.</param>
    internal virtual double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) => null;

    /// <summary>What the axes of the result are called in code; null where only their number tells.</summary>
    internal virtual IReadOnlyList<string>? AxisWords => null;

    /// <summary>What the axes of the result are made of; null where nothing is known of any.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="inputs">The operands.</param>
    /// <exception cref="SpecException">Two tensors are combined whose axes have exchanged their meaning.</exception>
    internal abstract ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs);
}

/// <summary>How the elements of a result lie in memory.</summary>
internal enum ResultOrder
{
    /// <summary>One axis after the other, the last one fastest.</summary>
    InOrder,

    /// <summary>In order, as the operand is put before where it is not.</summary>
    Rows,

    /// <summary>As those of the first operand of the result's shape.</summary>
    AsOperands,

    /// <summary>Channels last where the map that comes in is so, else in order.</summary>
    AsMap,

    /// <summary>The result is the operand itself.</summary>
    Same,

    /// <summary>The result shows the operand's elements: see <see cref="ViewOp"/>.</summary>
    View,
}

/// <summary>A value that is there rather than computed: an input, a weight, a table.</summary>
public abstract record GivenOp : Op
{
    /// <inheritdoc/>
    public sealed override MacKind MacKind => MacKind.None;

    internal sealed override ResultOrder Order => ResultOrder.InOrder;

    internal sealed override bool Takes(int operand, ElementType type) => true;

    /// <inheritdoc/>
    public sealed override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => 0;

    /// <inheritdoc/>
    public sealed override T Lower<T>(ILowering<T> to, Operands<T> x) => x.Weights[0];
}

/// <summary>A value that is computed once and saved, under the keys of a buffer.</summary>
public abstract record TableOp(StateEntry Entry) : GivenOp
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<StateEntry> State => [Entry];

    internal sealed override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);

    internal sealed override (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs) => inputs[0].Range;

    internal sealed override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) => elements[0];
}

/// <summary>An operation with weights: a layer with its own scope.</summary>
public abstract record LayerOp : Op
{
    /// <summary>The module that a target with modules makes of it: calls the target's method for this layer.</summary>
    /// <typeparam name="T">What the target knows of a module.</typeparam>
    /// <param name="of">The target.</param>
    public abstract T Build<T>(ILayers<T> of);
}

/// <summary>A layer that normalises, which counts no multiply-accumulate operations.</summary>
public abstract record NormOp : LayerOp
{
    /// <inheritdoc/>
    public sealed override MacKind MacKind => MacKind.None;

    /// <inheritdoc/>
    public sealed override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => 0;
}

/// <summary>An operation without weights and without multiply-accumulate operations.</summary>
public abstract record PlainOp : Op
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<StateEntry> State => [];

    /// <inheritdoc/>
    public sealed override MacKind MacKind => MacKind.None;

    /// <inheritdoc/>
    public sealed override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => 0;
}

/// <summary>An operation without operands, of whose axes nothing is known.</summary>
public abstract record SourceOp : PlainOp
{
    internal sealed override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => null;

    internal sealed override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>An operation whose result has its operand's shape, each axis with its meaning.</summary>
public abstract record SameShapeOp : PlainOp
{
    internal sealed override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);
}

/// <summary>An operation on each element by itself.</summary>
public abstract record PointwiseOp : SameShapeOp
{
    internal sealed override ResultOrder Order => ResultOrder.AsOperands;
}

/// <summary>An operation that shows the elements of its operand in another form, and moves them only where that needs it.</summary>
public abstract record ViewOp : PlainOp
{
    internal sealed override ResultOrder Order => ResultOrder.View;

    internal sealed override bool Takes(int operand, ElementType type) => true;

    /// <summary>The steps from the operand to the result: how the elements lie after each, and whether it moves them.</summary>
    /// <param name="x">How the operand's elements lie.</param>
    internal abstract IEnumerable<(TensorLayout Layout, bool IsCopy)> Views(TensorLayout x);
}

/// <summary>What multiply-accumulate operations are spent on.</summary>
public enum MacKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A convolution.</summary>
    Convolution,

    /// <summary>A linear layer.</summary>
    Linear,

    /// <summary>A product of two activations, as in attention.</summary>
    MatMul,
}

/// <summary>One step of the computation.</summary>
public sealed class Node
{
    internal Node(int id, Op op, string scope, ValueList<StateEntry> state, ValueList<Sym> inputs)
    {
        Id = id;
        Op = op;
        Scope = scope;
        State = state;
        Inputs = inputs;
    }

    /// <summary>Its position in the graph.</summary>
    public int Id { get; }

    /// <summary>What it does.</summary>
    public Op Op { get; }

    /// <summary>The state_dict path of a layer, parameter or buffer; empty for an operation without state.</summary>
    public string Scope { get; }

    /// <summary>The state_dict entries that it owns there.</summary>
    public ValueList<StateEntry> State { get; }

    /// <summary>What it works on.</summary>
    public ValueList<Sym> Inputs { get; }

    /// <summary>What it yields.</summary>
    public Sym Output { get; internal set; } = null!;

    /// <summary>The evaluated node of which it is a repetition, with the same shapes and, but for a rate, the same operation; null for one that is none.</summary>
    internal Node? Like { get; set; }

    /// <summary>As in <c>%3 = linear @head (%2) : Float32 [N, 1000]</c>, with every attribute.</summary>
    public override string ToString() =>
        $"%{Dim.Text(Id)} = {Op}{(Scope.Length > 0 ? $" @{Scope}" : "")} ({string.Join(", ", System.Linq.Enumerable.Select(Inputs, i => "%" + Dim.Text(i.Node.Id)))}) : {Output.Type} {Output.Shape}";
}
