using Thumbnails;
using static TorchSharp.torch;

manual_seed(0);
using var net = new ThumbnailNet();
net.eval();
using var images = randn(1, 3, 64, 64);
using (no_grad())
{
    using var logits = net.call(images);
    Console.WriteLine($"{ThumbnailNet.Info.Name}: {ThumbnailNet.Info.Parameters:N0} parameters");
    Console.WriteLine($"logits: {string.Join("x", logits.shape)}");
    Console.WriteLine($"weights of the first attention: {string.Join("x", net.Levels[2].Blocks[0].Attn!.Qkv.weight.shape)}");
}
