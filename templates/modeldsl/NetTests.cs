using TorchSharp;
using Xunit;

namespace Template._1;

public sealed class NetTests
{
    [Fact]
    public void It_scores_each_class()
    {
        using var net = new Net();
        net.eval();
        using var inference = torch.no_grad();
        using var images = torch.randn(2, 3, 64, 64);
        using var logits = net.call(images);
        Assert.Equal([2, Net.Info.Model.Classes!.Value], logits.shape);
    }

    [Fact]
    public void It_learns_a_batch_by_heart()
    {
        torch.manual_seed(0);
        using var net = new Net();
        using var optimizer = torch.optim.AdamW(net.parameters(), lr: 1e-3);
        using var images = torch.randn(4, 3, 64, 64);
        using var labels = torch.arange(4);
        var losses = Enumerable.Range(0, 20).Select(_ => Step()).ToList();
        Assert.True(losses[^1] < losses[0] / 2, $"the loss went from {losses[0]} to {losses[^1]}");

        float Step()
        {
            optimizer.zero_grad();
            using var logits = net.call(images);
            using var loss = torch.nn.functional.cross_entropy(logits, labels);
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }
    }
}
