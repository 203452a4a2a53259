using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Verification;

/// <summary>Compares tensors with published ones, whatever computed them.</summary>
internal static class TensorCheck
{
    /// <summary>Allowed at each value of an output or tap, relative to the tensor's rms.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>Whether a model takes the golden file's inputs; a problem where not.</summary>
    public static bool Takes(ModelDescription model, Golden golden, List<string> problems)
    {
        if (model.Inputs.Count == golden.Inputs.Count && model.Inputs.Zip(golden.Inputs).All(p => p.First.Type == ElementType.Float32 && p.First.Takes(p.Second.Shape))) return true;
        var given = string.Join(" ", golden.Inputs.Select(i => Numbers.Shape(i.Shape)));
        var taken = string.Join(" ", model.Inputs.Select(i => i.Type == ElementType.Float32 ? i.Text : $"{i.Type} {i.Text}"));
        problems.Add($"values: they are for {(golden.Inputs.Count == 1 ? "an input" : "inputs")} {given}, the model takes {taken}");
        return false;
    }

    /// <summary>Compares the outputs.</summary>
    public static void Outputs(GoldenValues expected, IReadOnlyList<TensorRecord> outputs, List<string> problems, List<Check> checks)
    {
        if (outputs.Count != expected.Outputs.Count) problems.Add($"{expected.Outputs.Count} outputs are published, the model yields {outputs.Count}");
        foreach (var (tensor, output) in expected.Outputs.Zip(outputs)) Compare(CheckKind.Output, tensor, output, problems, checks);
    }

    /// <summary>Compares a tensor in what the file has of it.</summary>
    public static void Compare(CheckKind kind, GoldenTensor expected, TensorRecord actual, List<string> problems, List<Check> checks)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape))
        {
            problems.Add($"{kind.ToString().ToLowerInvariant()} '{expected.Name}' is {Numbers.Shape(expected.Shape)}, the model's {Numbers.Shape(actual.Shape)}");
            return;
        }
        var worst = Relative(actual.Mean, expected.Mean, expected.Rms);
        var where = "mean";
        Consider(Relative(actual.Rms, expected.Rms, expected.Rms), "rms");
        foreach (var (index, value) in expected.Samples)
            Consider(Relative(actual.Values[index], value, expected.Rms), $"[{index}]");
        checks.Add(new Check(kind, expected.Name, worst, Tolerance, where));

        void Consider(double deviation, string place)
        {
            // What is not a number counts as the worst, and stays it.
            if (double.IsNaN(worst) || deviation <= worst) return;
            (worst, where) = (deviation, place);
        }
    }

    /// <summary>A deviation by a scale.</summary>
    public static double Relative(double actual, double expected, double scale) =>
        actual == expected ? 0 : Math.Abs(actual - expected) / scale;
}
