using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Pipeline;

/// <summary>What a project gets of its models: what it references the library of. One that references none gets modules, and the compiler says what is missing.</summary>
/// <param name="Modules">Modules of TorchSharp: it references ModelDsl.Runtime.</param>
/// <param name="Sessions">Sessions of ONNX Runtime: it references ModelDsl.Onnx.</param>
internal sealed record EmittedTargets(bool Modules, bool Sessions)
{
    /// <summary>The targets of a project.</summary>
    public static EmittedTargets Of(Compilation compilation)
    {
        var sessions = compilation.GetTypeByMetadataName("ModelDsl.Onnx.ModelSession") is not null;
        return new(!sessions || compilation.GetTypeByMetadataName("ModelDsl.Runtime.ModelInfo") is not null, sessions);
    }
}
