using System;

namespace ModelDsl;

/// <summary>An operation that only acts in training, at a rate.</summary>
public abstract record RateOp(double Rate) : SameShapeOp
{
    /// <summary>Whether a number is a rate.</summary>
    internal static bool IsRate(double value) => value is >= 0 and < 1;

    internal override ResultOrder Order => ResultOrder.Same;
}

/// <summary>Marks a parameter that becomes the rate of the <see cref="RateOp"/> which the method adds last, and decides nothing else.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class RateAttribute : Attribute;
