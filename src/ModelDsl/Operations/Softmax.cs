namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>eˣ along an axis, divided by its sum there.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">The axis does not exist.</exception>
    /// <example><code>q.MatMul(k.Transpose(-1, -2)).Softmax()  // [N, 8, 49, 49]</code></example>
    public static Sym Softmax(this Sym x, int axis = -1) => x.Graph.Add(new SoftmaxOp(Checks.Axis(x, axis), IsLog: false), x.Shape, x);

    /// <summary>The natural logarithm of <see cref="Softmax"/>.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">The axis does not exist.</exception>
    /// <example><code>tokens.LogSoftmax()  // [N, 49, 64]</code></example>
    public static Sym LogSoftmax(this Sym x, int axis = -1) => x.Graph.Add(new SoftmaxOp(Checks.Axis(x, axis), IsLog: true), x.Shape, x);
}

public partial interface ILowering<T>
{
    /// <summary>Softmax along an axis, or its logarithm.</summary>
    T Softmax(SoftmaxOp op, Operands<T> x);
}

/// <summary>Softmax along one axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="IsLog">Whether the result is its logarithm.</param>
public sealed record SoftmaxOp(int Axis, bool IsLog) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => IsLog ? "log_softmax" : "softmax";

    internal override ResultOrder Order => ResultOrder.Rows;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Softmax(this, x);

    internal override Op With(Renumbering to) => this;
}
