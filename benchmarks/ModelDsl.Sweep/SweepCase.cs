using System.Text.Json.Serialization;
using ModelDsl.Runtime.Diagnostics;

namespace ModelDsl.Sweep;

/// <summary>What of a model is computed.</summary>
internal enum Part
{
    /// <summary>The outputs, as in inference.</summary>
    Forward,

    /// <summary>The gradients of all parameters in a training step.</summary>
    Gradients,
}

/// <summary>A way to compute a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Batch">Images.</param>
/// <param name="Threads">The threads that compute it.</param>
/// <param name="Layout">The layout of the images.</param>
/// <param name="Part">What is computed.</param>
internal sealed record SweepCase(string Model, int Batch, int Threads, MemoryLayout Layout, Part Part);

/// <summary>What a process does for a case.</summary>
internal enum Role
{
    /// <summary>Computes in float64 and writes the file.</summary>
    Expects,

    /// <summary>Computes in float32 and compares with the file.</summary>
    Compares,

    /// <summary>Computes in float32 twice, once with weights that are a bit away, and compares the two: their rounding has nothing in common.</summary>
    Nudges,
}

/// <summary>A case and the file of what float64 yields, which one process writes and the others compare with.</summary>
/// <param name="Case">The case.</param>
/// <param name="Seed">What weights, images and masks follow from.</param>
/// <param name="Expected">The file.</param>
/// <param name="Role">What to do.</param>
internal sealed record Question(SweepCase Case, int Seed, string Expected, Role Role);

/// <summary>What a process answers.</summary>
/// <param name="Error">The largest error: see <see cref="Computation.Worst"/>; 0 of the process that writes.</param>
/// <param name="Where">The output, or the parameter, that has it.</param>
/// <param name="PeakBytes">The most memory that the process had.</param>
/// <param name="Refusal">Why the model refuses the case, as a batch norm refuses one value to a channel in training; null where it computes.</param>
internal sealed record Answer(double Error, string Where, long PeakBytes, string? Refusal = null);

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Error">The largest error: see <see cref="Computation.Worst"/>; null where the process ended before.</param>
/// <param name="Where">The output, or the parameter, that has it.</param>
/// <param name="Death">How the process ended; null where it did all its work.</param>
/// <param name="Float64Bytes">The most memory that float64 needed.</param>
/// <param name="Refusal">Why the model refuses the case in float64; then it has to refuse it in float32 too, in the same words.</param>
/// <param name="ErrorOfATie">The error with the first seed where that of another seed was right: see <see cref="ModelSweep"/>; null where the first one was.</param>
/// <param name="Nudge">What a bit in the weights changes in float32, where the error is larger than expected: see <see cref="Computation.Nudges"/>; null elsewhere.</param>
internal sealed record SweepResult(SweepCase Case, double? Error, string? Where, string? Death, long Float64Bytes, string? Refusal = null, double? ErrorOfATie = null, double? Nudge = null)
{
    /// <summary>Whether the numbers came, and are right; or both types refuse.</summary>
    public bool IsRight => Error < Math.Max(Computation.Tolerance, Computation.Nudges * (Nudge ?? 0)) || (Refusal is not null && Death is null);
}

/// <summary>What processes and scripts read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(SweepResult))]
[JsonSerializable(typeof(List<SweepResult>))]
internal sealed partial class SweepJson : JsonSerializerContext;
