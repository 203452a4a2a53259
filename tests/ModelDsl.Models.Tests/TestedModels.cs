using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Models.Tests;

/// <summary>The published models that a test computes with.</summary>
public static class TestedModels
{
    /// <summary>The largest ones, in values.</summary>
    private const long Largest = 100_000_000;

    /// <summary>Some with the tests; all of them, which takes minutes, with <c>MODELDSL_MODELS=all</c>.</summary>
    /// <param name="usual">Those with the tests.</param>
    public static TheoryData<string> Or(params string[] usual) => new(
        Environment.GetEnvironmentVariable("MODELDSL_MODELS") == "all" ? ModelDsl.Models.Models.All.Where(m => m.Parameters <= Largest).Select(m => m.Name) : usual);

    /// <summary>The shapes of a model's inputs for a batch of some images, of the size for which its costs are stated.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">How many.</param>
    public static IEnumerable<long[]> Shapes(ModelInfo model, int images) => model.Inputs.Select(i => (long[])[i.Shape[0] < 0 ? images : i.Shape[0], .. i.Reference.Skip(1)]);

    /// <summary>Inputs of a model: normal numbers, and for what is not real the same on each call: whole numbers that are rows of a batch, and truth values of both kinds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shapes">The shape of each input.</param>
    public static torch.Tensor[] Inputs(ModelInfo model, IEnumerable<long[]> shapes) => [.. shapes.Zip(model.Inputs, (shape, input) => Discrete(input.Type, shape) ?? torch.randn(shape))];

    /// <summary>An input of whole numbers or truth values; null for one of real numbers.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">Its shape.</param>
    public static torch.Tensor? Discrete(ElementType type, long[] shape)
    {
        if (type == ElementType.Float32) return null;
        using var numbers = torch.arange(shape.Aggregate(1L, (product, size) => product * size), torch.int64).reshape(shape);
        return type == ElementType.Int64 ? numbers.flip(0) : (numbers % 2).eq(0);
    }
}
