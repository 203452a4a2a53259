using System.Text.Json;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

public sealed partial class EveryOperationTests
{
    /// <summary>Fixtures/make.py says what the file holds, and makes it.</summary>
    [Fact]
    public void Outputs_are_what_PyTorch_computes()
    {
        using var net = new EveryOperation();
        net.eval();
        using var scope = NewDisposeScope();
        var image = tensor(Enumerable.Range(0, 2 * 6 * 15 * 14).Select(i => (float)(2 * Math.Sin(0.7 * i + 0.3))).ToArray()).reshape(2, 6, 15, 14);
        var outputs = EveryOperation.Info.Model.Forward(net, image).ToDictionary(o => o.Name, o => o.Value);
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "operations.json")));
        foreach (var output in golden.RootElement.EnumerateObject())
        {
            var actual = outputs[output.Name];
            Assert.Equal((output.Name, string.Join(",", output.Value.GetProperty("shape").EnumerateArray())), (output.Name, string.Join(",", actual.shape)));
            var values = actual.to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
            foreach (var sample in output.Value.GetProperty("samples").EnumerateArray())
            {
                var (index, expected) = (sample[0].GetInt32(), sample[1].GetDouble());
                Assert.True(Math.Abs(values[index] - expected) <= 2e-5 * (1 + Math.Abs(expected)), $"{output.Name}[{index}] is {values[index]}, PyTorch's {expected}");
            }
        }
    }
}
