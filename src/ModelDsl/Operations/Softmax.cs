namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>eˣ along an axis, divided by its sum there.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">The axis does not exist.</exception>
    public static Sym Softmax(this Sym x, int axis = -1) => x.Graph.Add(new SoftmaxOp(Checks.Axis(x, axis)), x.Shape, x);
}

public partial interface ILowering<T>
{
    /// <summary>Softmax along an axis.</summary>
    T Softmax(SoftmaxOp op, Operands<T> x);
}

/// <summary>Softmax along one axis.</summary>
public sealed record SoftmaxOp(int Axis) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    internal override ResultOrder Order => ResultOrder.Rows;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Softmax(this, x);

    internal override Op With(Renumbering to) => this;
}
