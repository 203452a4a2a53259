using ModelDsl.Models.Tests;

namespace ModelDsl.Onnx.Tests;

/// <summary>Each operation of the vocabulary computes in ONNX Runtime what it computes in TorchSharp.</summary>
public sealed class OperationTests
{
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(OnnxOptions.LeastOpset)]
    [InlineData(20)]
    [InlineData(OnnxOptions.LargestOpset)]
    public void Every_operation(int opset)
    {
        using var net = new EveryOperation();
        net.eval();
        var model = EveryOperation.Info.Model;
        var bytes = Engine.Bytes(model, net, new() { Opset = opset });
        foreach (var isOptimised in new[] { false, true })
        {
            using var session = Engine.Open(bytes, isOptimised);
            Assert.Equal([], Engine.Compare(model, net, session, [3, 6, 15, 14]).Where(o => !(o.Deviation <= Tolerance)));
        }
    }

    /// <summary>Attributes of ONNX are constants, sizes are not.</summary>
    [Fact]
    public void A_maximum_over_windows_that_follow_the_image()
    {
        using var net = new LargestOfAnySize();
        var model = LargestOfAnySize.Info.Model;
        using var session = Engine.Open(Engine.Bytes(model, net));
        foreach (long[] shape in new long[][] { [2, 3, 16, 16], [1, 3, 8, 12], [1, 3, 20, 32] })
            Assert.Equal([], Engine.Compare(model, net, session, shape).Where(o => !(o.Deviation <= Tolerance)));
    }
}
