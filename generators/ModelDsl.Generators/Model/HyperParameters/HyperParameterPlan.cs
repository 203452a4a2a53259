namespace ModelDsl.Generators.Model;

/// <summary>A hyper-parameter as <c>Info</c> lists it; equal by value.</summary>
internal sealed record HyperParameterPlan(
    string Name, string Value, ValueList<(string Key, int Axis)> Sizes, ValueList<string> Lists, ValueList<(string Scope, string Name)> Parts)
{
    /// <summary>What the solver that run time and build share takes.</summary>
    public HyperParameter ToHyperParameter() => new(Name, Value) { Sizes = Sizes, Lists = Lists, Parts = Parts };
}
