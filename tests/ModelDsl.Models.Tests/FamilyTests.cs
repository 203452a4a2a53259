using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Models.Tests;

/// <summary>The families around FasterViT and LVT; what they compute is compared in the tests of the command.</summary>
public sealed class FamilyTests
{
    /// <summary>Each backbone with the classifier whose weights it takes, and the strides of its maps.</summary>
    public static TheoryData<string, int[]> Backbones
    {
        get
        {
            var data = new TheoryData<string, int[]>();
            foreach (var model in ModelDsl.Models.Models.All.Where(m => m.Name.EndsWith("_backbone", StringComparison.Ordinal) && ModelDsl.Models.Models.Find(m.Name[..^9]) is not null && !IsOfFasterVitOrLvt(m.Name)))
                data.Add(model.Name, model.Name.StartsWith("volo", StringComparison.Ordinal) ? [8, 16] : [4, 8, 16, 32]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Backbones))]
    public void A_backbone_has_the_keys_of_its_classifier_and_maps_of_its_strides(string name, int[] strides)
    {
        var (backbone, classifier) = (ModelDsl.Models.Models.Find(name)!, ModelDsl.Models.Models.Find(name[..^9])!);
        Assert.Equal(strides.Select(s => (224L / s, 224L / s)), backbone.Outputs.Select(o => (o.Reference[2], o.Reference[3])));
        using var of = classifier.Create(Initialization.Skip);
        using var net = backbone.Create(Initialization.Skip);
        var all = of.state_dict().ToDictionary(e => e.Key, e => string.Join(",", e.Value.shape));
        var state = net.state_dict();
        Assert.All(state, e => Assert.Equal(string.Join(",", e.Value.shape), all[e.Key]));
        string[] head = ["norm", "fc", "head", "head_dist", "aux_head", "cls_token", "post_network", "classifier", "conv_head", "bn2"];
        Assert.All(all.Keys.Except(state.Keys), key => Assert.Contains(key.Split('.')[0], head));
    }

    [Fact]
    public void There_are_as_many_backbones_as_classifiers_that_have_maps() =>
        Assert.Equal(25, Backbones.Count);

    [Fact]
    public void Blocks_of_a_ResNet_start_as_the_identity()
    {
        using var net = new ResNet18();
        Assert.Equal(0, Largest(net, "layer1.0.bn2.weight"));
        Assert.Equal(1, Largest(net, "layer1.0.bn1.weight"));
        using var skipped = new ResNet18(Initialization.Skip);
        Assert.Equal(1, Largest(skipped, "layer1.0.bn2.weight"));
    }

    [Fact]
    public void Convolutions_start_by_their_fan_out_and_linear_layers_as_published()
    {
        torch.manual_seed(3);
        using var mobileNet = new MobileNetV2W100();
        // Depthwise: 3·3 outputs of each input.
        Assert.Equal(Math.Sqrt(2 / 9.0), Deviation(mobileNet, "blocks.6.0.conv_dw.weight"), 0.02);
        Assert.Equal(Math.Sqrt(2.0 / 1280), Deviation(mobileNet, "conv_head.weight"), 1e-3);
        Assert.InRange(Largest(mobileNet, "classifier.weight"), 0.999 / Math.Sqrt(1000), 1 / Math.Sqrt(1000));
        Assert.Equal(0, Largest(mobileNet, "classifier.bias"));
        using var maxVit = new MaxVitTinyTimm();
        var bound = Math.Sqrt(6.0 / (512 + 3 * 512));
        Assert.InRange(Largest(maxVit, "stages.3.blocks.0.attn_grid.attn.qkv.weight"), 0.999 * bound, bound);
        Assert.Equal(0.02, Deviation(maxVit, "stages.3.blocks.0.attn_grid.attn.rel_pos.relative_position_bias_table"), 2e-3);
    }

    private static bool IsOfFasterVitOrLvt(string name) => name.StartsWith("faster_vit", StringComparison.Ordinal) || name.StartsWith("lvt", StringComparison.Ordinal);

    private static double Largest(torch.nn.Module net, string key)
    {
        using var absolute = net.state_dict()[key].abs();
        using var largest = absolute.max();
        return largest.item<float>();
    }

    private static double Deviation(torch.nn.Module net, string key)
    {
        using var deviation = net.state_dict()[key].std();
        return deviation.item<float>();
    }
}
