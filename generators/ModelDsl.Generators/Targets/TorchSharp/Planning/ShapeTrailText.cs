namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>What goes into a module and what comes out, as people write it.</summary>
internal static class ShapeTrailText
{
    /// <summary>As in <c>[N, 8, 16, 16] → [N, 16, 8, 8]</c>, or <c>[N, 49, 256] → the same</c>.</summary>
    public static string Of(string inputs, string outputs) =>
        inputs.Length == 0 ? outputs : $"{inputs} → {(inputs == outputs ? "the same" : outputs)}";
}
