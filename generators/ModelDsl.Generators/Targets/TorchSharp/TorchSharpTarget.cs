using System.Collections.Generic;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>What TorchSharp wants of bodies.</summary>
internal static class TorchSharpTarget
{
    /// <summary>The passes that each body goes through before it is written, in their order.</summary>
    public static IReadOnlyList<Pass> Passes { get; } = [new RemoveDeadSteps()];
}
