using System.Collections.Generic;

namespace ModelDsl;

/// <summary>What a node of the graph does. Equal operations have equal attributes.</summary>
public abstract record Op
{
    /// <summary>The operation's name in lower case, as PyTorch users know it.</summary>
    public abstract string Name { get; }

    /// <summary>The state_dict entries that the operation owns at its scope, in PyTorch's order.</summary>
    public virtual IReadOnlyList<StateEntry> State => [];

    /// <summary>Which kind of multiply-accumulate operations it needs.</summary>
    public virtual MacKind MacKind => MacKind.None;

    /// <summary>How many multiply-accumulate operations it needs; bias, activations and normalisation count nothing.</summary>
    public virtual Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => 0;

    /// <summary>What the axes of the result are made of; null where nothing is known of any.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="inputs">The operands.</param>
    /// <exception cref="SpecException">Two tensors are combined whose axes have exchanged their meaning.</exception>
    internal abstract ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs);

    /// <summary>How the elements of the result lie in memory, as libtorch leaves them.</summary>
    internal abstract ResultOrder Order { get; }
}

/// <summary>How the elements of a result lie in memory.</summary>
internal enum ResultOrder
{
    /// <summary>One axis after the other, the last one fastest.</summary>
    InOrder,

    /// <summary>As those of the first operand of the result's shape.</summary>
    AsOperands,

    /// <summary>Channels last where the map that comes in is so, else in order.</summary>
    AsMap,

    /// <summary>They are the operand's own.</summary>
    View,
}

/// <summary>An operation with weights: a layer with a scope of its own.</summary>
public abstract record LayerOp : Op;

/// <summary>An operation without operands, of whose axes nothing is known.</summary>
public abstract record SourceOp : Op
{
    internal sealed override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => null;

    internal sealed override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>An operation whose result has its operand's shape, each axis with its meaning.</summary>
public abstract record SameShapeOp : Op
{
    internal sealed override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);
}

/// <summary>An operation on each element by itself.</summary>
public abstract record PointwiseOp : SameShapeOp
{
    internal sealed override ResultOrder Order => ResultOrder.AsOperands;
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

    /// <summary>As in <c>%3 = linear[head](%2) : [N, 1000]</c>, with every attribute.</summary>
    public override string ToString() =>
        $"%{Dim.Text(Id)} = {Op}{(Scope.Length > 0 ? $" @{Scope}" : "")} ({string.Join(", ", System.Linq.Enumerable.Select(Inputs, i => "%" + Dim.Text(i.Node.Id)))}) : {Output.Type} {Output.Shape}";
}
