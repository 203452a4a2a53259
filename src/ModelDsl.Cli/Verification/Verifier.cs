using System.Runtime.InteropServices;
using ModelDsl.Cli.Commands;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Cli.Verification;

/// <summary>Runs a model on formula-made weights, or those of a file, and compares it with a golden file.</summary>
internal static class Verifier
{
    /// <summary>Allowed for a gradient's norm, relative to it.</summary>
    public const double GradientTolerance = 1e-4;

    /// <summary>
    /// A gradient whose norm is below this share of the largest is compared with that share: mathematically it is zero,
    /// and what is there is rounding.
    /// </summary>
    private const double NegligibleGradient = 1e-6;

    /// <summary>Compares in float32 on the CPU, in evaluation mode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="golden">What was published.</param>
    /// <param name="weights">The weights that the values were computed on; null for those of the formula.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="WeightsException">The file cannot be read, or is not one of this model's.</exception>
    /// <exception cref="UserException">The model cannot be compared: a tap names no module that can be observed.</exception>
    public static VerificationReport Run(ModelInfo model, Golden golden, WeightSource? weights, CancellationToken cancellation)
    {
        torch.manual_seed(0);
        // A file without values compares the state_dict alone, for which no weight has to be made: the largest models take gigabytes.
        var hasValues = golden.Values is not null;
        using var module = model.Create(hasValues ? Initialization.Published : Initialization.Skip);
        module.eval();
        if (weights is not null) Weights.Load(module, weights.File, weights.Options);
        else if (hasValues) FormulaWeights.Apply(module);
        var problems = StateCheck.Compare(module, golden);
        if (model.Parameters != golden.Parameters)
            problems.Add($"{Numbers.Whole(golden.Parameters)} parameters are published, the model states {Numbers.Whole(model.Parameters)}");
        var checks = new List<Check>();
        if (golden.Values is { } values)
        {
            if (TensorCheck.Takes(model, golden, problems))
                CompareValues(model, module, golden, values, problems, checks, cancellation);
        }
        return new VerificationReport(model.Name, golden.File, golden.State.Count, problems, checks);
    }

    private static void CompareValues(
        ModelInfo model, torch.nn.Module module, Golden golden, GoldenValues expected, List<string> problems, List<Check> checks, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var taps = new TapRecorder(model, module);
        List<NamedTensor> inputs = [];
        IReadOnlyList<NamedTensor> outputs = [];
        try
        {
            foreach (var input in golden.Inputs) inputs.Add(new(input.Name, FormulaWeights.Input(input).ToTensor(torch.CPU).requires_grad_(true)));
            outputs = Outputs(model, module, inputs, problems);
            if (problems.Count > 0 && outputs.Count == 0) return;
            TensorCheck.Outputs(expected, [.. outputs.Select(o => TensorRecord.Of(o.Value))], problems, checks);
            foreach (var tensor in expected.Taps)
            {
                if (taps.Records.TryGetValue(tensor.Name, out var record)) TensorCheck.Compare(CheckKind.Tap, tensor, record, problems, checks);
                else problems.Add($"tap '{tensor.Name}' is published, the model does not name it");
            }
            cancellation.ThrowIfCancellationRequested();
            if (outputs.Count == expected.Outputs.Count && problems.Count == 0)
                CompareGradients(module, inputs, outputs, expected, problems, checks);
        }
        finally
        {
            foreach (var tensor in inputs.Concat(outputs)) tensor.Value.Dispose();
        }
    }

    /// <summary>What the module yields; nothing and a problem where it does not take the inputs together, such as maps whose sizes do not belong to each other.</summary>
    private static IReadOnlyList<NamedTensor> Outputs(ModelInfo model, torch.nn.Module module, List<NamedTensor> inputs, List<string> problems)
    {
        try
        {
            return model.Forward(module, [.. inputs.Select(i => i.Value)]);
        }
        catch (Exception e) when (inputs.Count > 1 && e is ArgumentException or ExternalException)
        {
            problems.Add($"values: the model cannot be computed for the inputs {string.Join(" ", inputs.Select(i => Numbers.Shape(i.Value.shape)))}: {e.Message.Split('\n')[0].Trim()}");
            return [];
        }
    }

    private static void CompareGradients(
        torch.nn.Module module, IReadOnlyList<NamedTensor> inputs, IReadOnlyList<NamedTensor> outputs, GoldenValues expected, List<string> problems, List<Check> checks)
    {
        using var loss = Loss(outputs, expected);
        // A sum of terms of random sign is as large as the root of their number says: that is its scale, not its value.
        var scale = Math.Sqrt(expected.Outputs.Sum(o => o.Rms * o.Rms * o.Shape.Aggregate(1.0, (product, size) => product * size)));
        checks.Add(new Check(CheckKind.Loss, "loss", TensorCheck.Relative(TensorRecord.Of(loss).Values[0], expected.Loss, scale), TensorCheck.Tolerance, ""));
        loss.backward();

        var state = StateLayout.Of(module).Where(slot => slot.Tensor is not null).ToDictionary(slot => slot.Key, slot => slot.Tensor!);
        var largest = expected.GradientNorms.Max(g => g.Value);
        var seen = new HashSet<nint>();
        foreach (var (name, norm) in expected.GradientNorms)
        {
            var tensor = inputs.FirstOrDefault(i => i.Name == name)?.Value ?? state.GetValueOrDefault(name);
            if (tensor is not null) seen.Add(tensor.Handle);
            if (tensor is null || Norm(tensor) is not { } actual) problems.Add($"gradient '{name}' is published, the model has none");
            else checks.Add(new Check(CheckKind.Gradient, name, TensorCheck.Relative(actual, norm, Math.Max(norm, largest * NegligibleGradient)), GradientTolerance, ""));
        }
        foreach (var (name, tensor) in state)
            if (tensor is Parameter && seen.Add(tensor.Handle) && Norm(tensor) is not null)
                problems.Add($"gradient '{name}' of the model is not published");
    }

    private static torch.Tensor Loss(IReadOnlyList<NamedTensor> outputs, GoldenValues expected)
    {
        torch.Tensor? loss = null;
        foreach (var (tensor, output) in expected.Outputs.Zip(outputs))
        {
            using var cotangent = torch.tensor(FormulaWeights.Cotangent(tensor.Name, tensor.Shape), tensor.Shape, dtype: torch.ScalarType.Float32);
            using var product = output.Value.mul(cotangent);
            var term = product.sum();
            if (loss is null)
            {
                loss = term;
                continue;
            }
            var sum = loss.add(term, Scalars.One);
            loss.Dispose();
            term.Dispose();
            loss = sum;
        }
        return loss ?? throw new UserException("the golden file has no outputs");
    }

    /// <summary>The L2 norm of a tensor's gradient, summed in double precision; null where it has none.</summary>
    private static double? Norm(torch.Tensor tensor)
    {
        using var gradient = tensor.grad;
        return gradient is null ? null : Math.Sqrt(TensorRecord.Of(gradient).Values.Sum(v => (double)v * v));
    }
}
