using ModelDsl.Cli.Engines;

namespace ModelDsl.Cli.Verification;

/// <summary>Compares what an ONNX file yields with a golden file. It has neither the state_dict nor gradients.</summary>
internal static class OnnxVerifier
{
    /// <summary>Compares the outputs.</summary>
    /// <param name="source">The model, with the weights that the values were computed on.</param>
    /// <param name="golden">What was published.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="UserException">The golden file has no values.</exception>
    public static VerificationReport Run(EngineSource source, Golden golden, CancellationToken cancellation)
    {
        var expected = golden.Values ?? throw new UserException($"{golden.File}: lists the state alone, which ONNX files do not have; verify it with --engine torch");
        using var engine = source.Open();
        var (problems, checks) = (new List<string>(), new List<Check>());
        cancellation.ThrowIfCancellationRequested();
        if (TensorCheck.Takes(engine.Model, golden, problems))
        {
            var outputs = engine.Run([.. golden.Inputs.Select(FormulaWeights.Input)]);
            TensorCheck.Outputs(expected, [.. outputs.Select(o => o.Tensor)], problems, checks);
        }
        return new VerificationReport(engine.Model.Name, golden.File, null, problems, checks);
    }
}
