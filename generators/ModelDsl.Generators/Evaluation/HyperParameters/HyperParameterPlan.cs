using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A hyper-parameter as <c>Info</c> lists it; equal by value.</summary>
internal sealed record HyperParameterPlan(
    string Name, string Value, ValueList<(string Key, int Axis)> Sizes, ValueList<string> Lists, ValueList<(string Scope, string Name)> Parts)
{
    /// <summary>What the solver that run time and build share takes.</summary>
    public HyperParameter ToHyperParameter() => new(Name, Value) { Sizes = Sizes, Lists = Lists, Parts = Parts };
}

/// <summary>A hyper-parameter and the place to change it.</summary>
/// <param name="Plan">The hyper-parameter.</param>
/// <param name="Where">The place.</param>
/// <param name="IsValue">Whether its value stands there, and not only what contains it.</param>
internal sealed record PlacedParameter(HyperParameterPlan Plan, Place? Where, bool IsValue);
