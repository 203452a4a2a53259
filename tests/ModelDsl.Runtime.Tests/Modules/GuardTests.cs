using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Modules;

/// <summary>What the entry of a model says of an input of another element type.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData(ScalarType.Byte, ScalarType.Float32, "image has elements of Byte; net takes Float32: convert them with to(ScalarType.Float32) and scale pixels")]
    [InlineData(ScalarType.Int64, ScalarType.Float32, "image has elements of Int64; net takes Float32: convert them")]
    [InlineData(ScalarType.Float64, ScalarType.Float32, "image has elements of Float64; net takes Float32: convert the input with to(ScalarType.Float32), or the model with to(ScalarType.Float64)")]
    [InlineData(ScalarType.Float32, ScalarType.Float16, "image has elements of Float32; net takes Float16: convert the input with to(ScalarType.Float16), or the model")]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16, "net takes BFloat16")]
    public void Another_element_type_is_named_with_what_to_do(ScalarType input, ScalarType model, string message)
    {
        using var module = nn.Sequential(("pool", nn.AvgPool2d(1)), ("conv", nn.Conv2d(3, 2, 1)));
        module.to(model);
        using var image = zeros([1, 3, 2, 2], input);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Guard.Elements(image, "net", "image", module)).Message);
        using var right = image.to(model);
        Guard.Elements(right, "net", "image", module);
    }

    [Fact]
    public void A_model_without_weights_takes_any_floating_point_type()
    {
        using var module = nn.Sequential(("pool", nn.AvgPool2d(1)));
        using var half = zeros([1, 3, 2, 2], ScalarType.Float16);
        Guard.Elements(half, "net", "image", module);
        using var bytes = zeros([1, 3, 2, 2], ScalarType.Byte);
        Assert.Throws<ArgumentException>(() => Guard.Elements(bytes, "net", "image", module));
    }
}
