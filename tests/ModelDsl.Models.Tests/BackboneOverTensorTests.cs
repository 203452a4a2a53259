using ModelDsl.Runtime;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

/// <summary>A colour image and a depth map, each with a backbone.</summary>
[Model("two_backbones")]
public partial class TwoBackbones
{
    private static Sym Define(Scope s)
    {
        var colour = s.Input("colour", Dim.Batch, 3, 64, 64);
        var depth = s.Input("depth", Dim.Batch, 1, 64, 64);
        var ofColour = ResNet.Backbone(s / "colour", colour, ResNet.R18 with { Dim = 8 })["stage4"];
        var ofDepth = PvtV2.Backbone(s / "depth", depth, PvtV2.B0 with { Dims = [8, 16, 40, 64], Depths = [1, 1, 1, 1] })["stage4"];
        return ofColour.Concat(ofDepth, axis: 1).Mean(2, 3).Linear(s / "head", 5);
    }
}

/// <summary>The classifier whose file the first of them takes.</summary>
[Model("small_resnet")]
public partial class SmallResNet
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R18 with { Dim = 8, Resolution = 64, Classes = 10 });
}

/// <summary>Two images and one backbone.</summary>
[Model("siamese")]
public partial class Siamese
{
    private static Sym Define(Scope s)
    {
        var tower = s / "tower";
        return Features(s.Input("left", Dim.Batch, 3, 64, 64)).Concat(Features(s.Input("right", Dim.Batch, 3, 64, 64)), axis: 1).Linear(s / "head", 1);

        Sym Features(Sym image) => ResNet.Classifier(tower, image, ResNet.R18 with { Dim = 8, Classes = 0 });
    }
}

/// <summary>Two images and one backbone whose blocks keep tables of positions, computed from weights.</summary>
[Model("siamese_windows")]
public partial class SiameseWindows
{
    private static (Sym Left, Sym Right) Define(Scope s)
    {
        var tower = s / "tower";
        return (Features(s.Input("left", Dim.Batch, 3, 64, 64)), Features(s.Input("right", Dim.Batch, 3, 64, 64)));

        Sym Features(Sym image) => FasterVit.Classifier(tower, image, FasterVit.B0 with { Dim = 16, StemDim = 8, Depths = [1, 1, 1, 1], Heads = [2, 4], Windows = [2, 2], Classes = 2 });
    }
}

/// <summary>Layers before a backbone: twelve bands of a satellite as three.</summary>
[Model("twelve_bands")]
public partial class TwelveBands
{
    private static Sym Define(Scope s)
    {
        var bands = s.Input("bands", Dim.Batch, 12, 64, 64);
        return MobileNetV2.Classifier(s / "net", bands.Conv2d(s / "bands", 3, kernel: 1), MobileNetV2.W100 with { Width = 0.25, Classes = 4 });
    }
}

/// <summary>Every family, each with a place in one network, on one image.</summary>
[Model("every_family")]
public partial class EveryFamily
{
    private static (Sym, Sym, Sym, Sym, Sym, Sym, Sym, Sym, Sym, Sym, Sym) Define(Scope s)
    {
        var image = s.Input("image", Dim.Batch, 3, 64, 64);
        return (
            ResNet.Classifier(s / "resnet", image, ResNet.R18 with { Dim = 8, Classes = 2 }),
            ConvNext.Classifier(s / "convnext", image, ConvNext.Atto with { Dims = [8, 16, 24, 32], Depths = [1, 1, 1, 1], Classes = 2 }),
            Swin.Classifier(s / "swin", image, Swin.Tiny with { Dim = 16, Heads = [1, 2, 2, 4], Depths = [1, 1, 2, 1], Window = 4, Classes = 2 }),
            PvtV2.Classifier(s / "pvt", image, PvtV2.B0 with { Dims = [8, 16, 40, 64], Depths = [1, 1, 1, 1], Classes = 2 }),
            MobileNetV2.Classifier(s / "mobilenet", image, MobileNetV2.W100 with { Width = 0.25, Classes = 2 }),
            Vit.Classifier(s / "vit", image, Vit.Tiny with { Dim = 48, Depth = 2, Classes = 2 }),
            MaxVit.Classifier(s / "maxvit", image, MaxVit.TinyTimm with { Dims = [16, 16, 32, 32], Depths = [1, 1, 1, 1], StemDims = (8, 8), HeadDim = 8, Window = 2, Classes = 2 }),
            EfficientFormer.Classifier(s / "efficientformer", image, EfficientFormer.L1 with { Dims = [8, 16, 24, 32], Depths = [1, 1, 1, 2], Classes = 2 }),
            Volo.Classifier(s / "volo", image, Volo.D1 with { Depths = [1, 1, 1, 1], Dim = 32, Heads = [2, 4], StemDim = 8, Classes = 2 }),
            FasterVit.Classifier(s / "fastervit", image, FasterVit.B0 with { Dim = 16, StemDim = 8, Depths = [1, 1, 1, 1], Heads = [2, 4], Windows = [2, 2], Classes = 2 }),
            Lvt.MeanClassifier(s / "lvt", image, Lvt.Published with { Classes = 2 }));
    }
}

/// <summary>A family's backbone or classifier over what a network has, in place of an image that it declares itself.</summary>
public sealed class BackboneOverTensorTests
{
    [Fact]
    public void A_file_of_the_family_is_loaded_into_one_of_two_backbones()
    {
        using var scope = NewDisposeScope();
        using var net = new TwoBackbones();
        using var published = new SmallResNet();
        var file = Path.Combine(Directory.CreateTempSubdirectory("modeldsl-").FullName, "resnet.safetensors");
        Weights.Save(published, file);
        Weights.Load(net.Colour, file, new WeightsOptions { Adapters = [new LeftOut("fc.")] });
        Assert.Equal(published.Conv1.weight!.data<float>(), net.Colour.Conv1.weight!.data<float>());
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void Two_backbones_have_an_input_and_keys_each()
    {
        using var scope = NewDisposeScope();
        using var net = new TwoBackbones();
        using var logits = net.call(randn(2, 3, 64, 64), randn(2, 1, 64, 64));
        Assert.Equal([2, 5], logits.shape);
        Assert.Equal([8, 1, 7, 7], net.Depth.PatchEmbed.Proj.weight!.shape);
        Assert.Equal(["colour", "depth", "head"], net.state_dict().Keys.Select(key => key.Split('.')[0]).Distinct());
        logits.sum().backward();
        Assert.All(net.parameters(), weight => Assert.NotNull(weight.grad));
    }

    [Fact]
    public void One_backbone_for_two_images_has_its_weights_once()
    {
        using var scope = NewDisposeScope();
        using var net = new Siamese();
        using var alone = new ResNet18(Initialization.Skip);
        Assert.Equal(
            alone.state_dict().Keys.Where(key => !key.StartsWith("fc.", StringComparison.Ordinal)),
            net.state_dict().Keys.Where(key => key.StartsWith("tower.", StringComparison.Ordinal)).Select(key => key["tower.".Length..]));
        net.eval();
        using var gradients = no_grad();
        var (left, right) = (randn(1, 3, 64, 64), randn(1, 3, 64, 64));
        // The head that looks at the left one only, then at the right one only.
        net.Head.weight!.fill_(0);
        net.Head.weight[.., ..64].fill_(1);
        var ofLeft = net.call(left, right).clone();
        net.Head.weight.fill_(0);
        net.Head.weight[.., 64..].fill_(1);
        Assert.Equal(ofLeft.item<float>(), net.call(right, left).item<float>(), 1e-5f);
        Assert.NotEqual(ofLeft.item<float>(), net.call(left, right).item<float>(), 1e-5f);
    }

    [Fact]
    public void Tables_of_one_backbone_for_two_images_follow_its_weights()
    {
        using var scope = NewDisposeScope();
        using var net = new SiameseWindows();
        net.eval();
        var image = randn(1, 3, 64, 64);
        using (no_grad())
        {
            var (left, right) = net.call(image, image);
            Assert.Equal(left.data<float>(), right.data<float>());
            foreach (var (name, weight) in net.named_parameters())
            {
                if (name.Contains("pos_emb_funct")) weight.normal_();
            }
            net.train();
            net.eval();
            var (otherLeft, otherRight) = net.call(image, image);
            Assert.Equal(otherLeft.data<float>(), otherRight.data<float>());
            Assert.NotEqual(left.data<float>(), otherLeft.data<float>());
        }
        net.call(image, randn(1, 3, 64, 64)).Right.sum().backward();
        Assert.All(net.parameters(), weight => Assert.NotNull(weight.grad));
    }

    [Fact]
    public void Layers_may_come_before_a_backbone()
    {
        using var scope = NewDisposeScope();
        using var net = new TwelveBands();
        net.eval();
        Assert.Equal([1, 4], net.call(randn(1, 12, 64, 64)).shape);
        Assert.Equal([3, 12, 1, 1], net.Bands.weight!.shape);
    }

    [Fact]
    public void Every_family_takes_a_tensor()
    {
        using var scope = NewDisposeScope();
        using var net = new EveryFamily(Initialization.Skip);
        Assert.Equal(["image"], EveryFamily.Info.Model.Inputs.Select(input => input.Name));
        Assert.Equal(11, EveryFamily.Info.Model.Outputs.Count);
        Assert.Equal(11, net.state_dict().Keys.Select(key => key.Split('.')[0]).Distinct().Count());
    }
}
