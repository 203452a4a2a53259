using ModelDsl.Runtime.Inference;
using TorchSharp;

namespace ModelDsl.Cli.Engines;

/// <summary>Something that can run a model.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Meaning">What it is, in a few words.</param>
internal sealed record EngineName(string Name, string Meaning)
{
    public static EngineName Torch { get; } = new("torch", "the generated module in libtorch");

    public static EngineName Inference { get; } = new("torch-inference", "the module prepared for inference");

    public static EngineName BFloat16 { get; } = new("torch-bfloat16", "the same in 16 bits");

    public static EngineName Onnx { get; } = new("onnx", "ONNX Runtime");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EngineName> All { get; } = [Torch, Inference, BFloat16, Onnx];

    /// <summary>Engines with what they are, for the description of an option.</summary>
    public static string Described(IEnumerable<EngineName> engines) => string.Join(", ", engines.Select(e => $"{e.Name} ({e.Meaning})"));

    /// <summary>What is wrong with the name of an engine; null for one of some.</summary>
    public static string? Problem(string name, IReadOnlyList<EngineName> engines) =>
        engines.Any(e => e.Name == name) ? null : $"'{name}' is not an engine: {string.Join(", ", engines.Select(e => e.Name))}";

    /// <summary>The type of numbers of an engine that prepares the module for inference; null for any other.</summary>
    public static torch.ScalarType? TypeOf(string? name) =>
        name == Inference.Name ? torch.ScalarType.Float32 : name == BFloat16.Name ? torch.ScalarType.BFloat16 : null;

    /// <summary>A module prepared for inference.</summary>
    /// <param name="module">The module.</param>
    /// <param name="type">The type in which it computes.</param>
    /// <exception cref="UserException">Its graph is not known, or is another one.</exception>
    public static InferenceModule Prepared(torch.nn.Module module, torch.ScalarType type)
    {
        try
        {
            return module.ForInference(new InferenceOptions { Type = type });
        }
        catch (ArgumentException e)
        {
            throw new UserException($"the model cannot be prepared for inference: {e.Message}", e);
        }
    }
}
