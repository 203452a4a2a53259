using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>What TorchSharp wants of bodies.</summary>
internal static class TorchSharpTarget
{
    /// <summary>The passes that each body goes through before it is written, in their order.</summary>
    public static IReadOnlyList<Pass> Passes { get; } = [new CountInWholeNumbers(), new RemoveDeadSteps()];

    /// <summary>What its files import.</summary>
    public static Usings Usings { get; } = new(
        [
            .. new[] { "ModelDsl", "ModelDsl.Runtime", "TorchSharp", "TorchSharp.Modules" }.Select(Targets.Usings.Of),
            "using static global::TorchSharp.torch;", "using static global::TorchSharp.torch.nn;",
        ],
        [
            .. Targets.Usings.System,
            // TorchSharp names some of its own alike.
            ("using Parameter = global::TorchSharp.Modules.Parameter;", new(@"\bParameter\b", RegexOptions.CultureInvariant)),
            ("using Init = global::ModelDsl.Init;", new(@"\bInit\b", RegexOptions.CultureInvariant)),
        ]);
}
