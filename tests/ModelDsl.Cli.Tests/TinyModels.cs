using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Cli.Tests;

/// <summary>Two models made by hand: the least that the command can be tried with.</summary>
internal static class TinyModels
{
    public const int Classes = 10;

    public static ModelInfo Classifier { get; } = new()
    {
        Name = "tiny_classifier",
        Description = "Four convolutions' worth of nothing",
        Paper = "arXiv:0000.00000",
        Inputs = [new TensorInfo("images", [-1, 3, 16, 16], "[N, 3, 16, 16]")],
        Outputs = [new TensorInfo("logits", [-1, Classes], "[N, 10]")],
        Parameters = 4 * 3 * 4 * 4 + 4 + Classes * 4 + Classes,
        Buffers = 0,
        Macs = new MacInfo(3072, 40, 5, 7),
        ActivationBytes = 3 * 16 * 16 * 4 + 2 * 4 * 4 * 4 * 4,
        Layers = new LayerInfo("", "TinyClassifier", "[N, 10]", 246, 3112,
        [
            new LayerInfo("stem", "Conv2d", "[N, 4, 4, 4]", 196, 3072, []),
            new LayerInfo("groups", "", "", 50, 40, [new LayerInfo("0", "Group", "", 50, 40, [new LayerInfo("head", "Linear", "[N, 10]", 50, 40, [])])]),
        ]),
        Preprocessing = new PreprocessingInfo(16, 16, 0.875, CropMode.Center, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        Taps = [new TapInfo("stem", "stem")],
        Create = _ => new Network(),
        Call = (module, inputs) => [new NamedTensor("logits", ((Network)module).call(inputs[0]))],
    };

    public static ModelInfo Backbone { get; } = Classifier with
    {
        Name = "tiny_backbone",
        Outputs = [new TensorInfo("map", [-1, 4, 4, 4], "[N, 4, 4, 4]"), new TensorInfo("logits", [-1, Classes], "[N, 10]")],
        Taps = [],
        Call = (module, inputs) => [new NamedTensor("map", ((Network)module).Stem.call(inputs[0])), new NamedTensor("logits", ((Network)module).call(inputs[0]))],
    };

    public sealed class Network : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        public Network() : base(nameof(Network))
        {
            Stem = torch.nn.Conv2d(3, 4, 4, stride: 4);
            Head = torch.nn.Linear(4, Classes);
            register_module("stem", Stem);
            register_module("head", Head);
        }

        public Conv2d Stem { get; }

        public Linear Head { get; }

        public override torch.Tensor forward(torch.Tensor input)
        {
            using var map = Stem.call(input);
            using var active = map.relu();
            using var pooled = active.mean([2L, 3L]);
            return Head.call(pooled);
        }
    }
}
