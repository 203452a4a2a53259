using Flowers;
using static TorchSharp.torch;

manual_seed(0);
using var net = new FlowerNet();
Console.WriteLine($"{FlowerNet.Info.Name}: {FlowerNet.Info.Parameters:N0} parameters, {FlowerNet.Info.Macs:N0} multiply-accumulates");

// A step of training ...
using var optimizer = optim.AdamW(net.parameters(), lr: 1e-4);
using var images = randn(2, 3, 224, 224);
using var labels = tensor(new long[] { 3, 101 });
net.train();
for (var step = 0; step < 2; step++)
{
    optimizer.zero_grad();
    using var output = net.call(images);
    using var loss = nn.functional.cross_entropy(output, labels);
    loss.backward();
    optimizer.step();
    Console.WriteLine($"loss {loss.item<float>():F4}");
}

// ... and inference.
net.eval();
using (no_grad())
{
    using var logits = net.call(images);
    Console.WriteLine($"logits {string.Join("x", logits.shape)}, weights of the first attention {string.Join("x", net.Levels[2].Blocks[0].Attn!.Qkv.weight.shape)}");
}
