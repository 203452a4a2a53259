using System;

namespace ModelDsl;

/// <summary>What acts in training only. The shape stays.</summary>
public static class Regularization
{
    /// <summary>Sets single elements to zero at random and scales the rest, in training.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="rate">The probability of zero, 0 ≤ rate &lt; 1.</param>
    /// <exception cref="SpecException">The rate is out of range.</exception>
    public static Sym Dropout(this Sym x, [Rate] double rate)
    {
        rate = Checks.Rate(rate, nameof(rate));
        return x.Graph.Add(new DropoutOp(rate), x.Shape, x);
    }

    /// <summary>Stochastic depth: sets whole samples (axis 0) to zero at random and scales the rest, in training.</summary>
    /// <param name="x">The branch that may be dropped.</param>
    /// <param name="rate">The probability of zero, 0 ≤ rate &lt; 1.</param>
    /// <exception cref="SpecException">The rate is out of range.</exception>
    public static Sym DropPath(this Sym x, [Rate] double rate)
    {
        rate = Checks.Rate(rate, nameof(rate));
        return x.Graph.Add(new DropPathOp(rate), x.Shape, x);
    }
}

/// <summary>An operation that only acts in training, at a rate.</summary>
public abstract record RateOp(double Rate) : SameShapeOp
{
    /// <summary>Whether a number is a rate.</summary>
    internal static bool IsRate(double value) => value is >= 0 and < 1;

    internal override ResultOrder Order => ResultOrder.View;
}

/// <summary>Marks a parameter that becomes the rate of the <see cref="RateOp"/> which the method adds last, and decides nothing else.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class RateAttribute : Attribute;

/// <summary>Dropout of single elements.</summary>
public sealed record DropoutOp(double Rate) : RateOp(Rate)
{
    /// <inheritdoc/>
    public override string Name => "dropout";
}

/// <summary>Dropout of whole samples.</summary>
public sealed record DropPathOp(double Rate) : RateOp(Rate)
{
    /// <inheritdoc/>
    public override string Name => "drop_path";
}
