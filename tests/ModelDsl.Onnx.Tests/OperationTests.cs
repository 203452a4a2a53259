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
}
