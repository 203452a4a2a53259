namespace ModelDsl.Models;

/// <summary>
/// What Faster, Mask and Cascade R-CNN (arXiv:1506.01497, arXiv:1703.06870, arXiv:1712.00726) put on a feature pyramid, up to scores and
/// offsets. Keys are mmdetection's; choosing boxes and cutting regions out of the maps is not part of it.
/// </summary>
public static class RegionCnn
{
    /// <summary>
    /// What an image passes through before regions are cut out: maps of a backbone → the pyramid, <c>stage1</c>, <c>stage2</c>, …, and the
    /// <see cref="Proposals"/> on it. Keys <c>neck</c>, <c>rpn_head</c>.
    /// </summary>
    /// <param name="s">The scope of the detector.</param>
    /// <param name="levels">The maps of a backbone, finest first.</param>
    /// <param name="dim">Channels of the pyramid.</param>
    public static Features PyramidAndProposals(Scope s, Features levels, int dim = 256)
    {
        var pyramid = FeaturePyramid.Neck(s / "neck", levels, dim);
        return new([.. pyramid.Maps, .. Proposals(s / "rpn_head", pyramid).Maps]);
    }

    /// <summary>
    /// The region proposal network: for each level [N, C, H, W] the scores of its anchors [N, anchors, H, W], called <c>…_scores</c>, and their offsets
    /// [N, 4·anchors, H, W], called <c>…_offsets</c>. All levels share the weights <c>rpn_conv</c>, <c>rpn_cls</c>, <c>rpn_reg</c>.
    /// </summary>
    /// <param name="s">The scope of the head.</param>
    /// <param name="pyramid">The levels, all of as many channels.</param>
    /// <param name="anchors">Anchors of a position.</param>
    public static Features Proposals(Scope s, Features pyramid, int anchors = 3)
    {
        var (conv, scores, offsets) = (s / "rpn_conv", s / "rpn_cls", s / "rpn_reg");
        var results = new Features();
        foreach (var (name, map) in pyramid.Maps)
        {
            var x = map.Conv2d(conv, map.Channels, kernel: 3, padding: 1, init: Init.Normal(0.01), biasInit: Init.Zeros).Relu();
            results.Add($"{name}_scores", x.Conv2d(scores, anchors, kernel: 1, init: Init.Normal(0.01), biasInit: Init.Zeros))
                   .Add($"{name}_offsets", x.Conv2d(offsets, 4 * anchors, kernel: 1, init: Init.Normal(0.01), biasInit: Init.Zeros));
        }
        return results;
    }

    /// <summary>
    /// The box head: regions [R, C, size, size] → scores [R, classes + 1], the last one that of no object, and offsets [R, 4·classes]. Without
    /// convolutions it has two hidden layers, with them one (4conv1fc); keys <c>fc_cls</c>, <c>fc_reg</c>, <c>shared_convs</c>, <c>shared_fcs</c>.
    /// </summary>
    /// <param name="s">The scope of the head; Cascade R-CNN has one for each step.</param>
    /// <param name="regions">What was cut out of the pyramid.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="dim">Size of the hidden layers.</param>
    /// <param name="convs">3×3 convolutions with batch norm in front of the hidden layer.</param>
    /// <param name="convDim">Their channels.</param>
    /// <param name="isAgnostic">Whether all classes share the offsets [R, 4], as in Cascade R-CNN.</param>
    [Block]
    public static (Sym Scores, Sym Offsets) Boxes(Scope s, Sym regions, int classes, int dim = 1024, int convs = 0, int convDim = 256, bool isAgnostic = false)
    {
        s.StateOrder("fc_cls", "fc_reg", "shared_convs", "shared_fcs");
        for (var i = 0; i < convs; i++) regions = NormedConv(s / "shared_convs" / i, regions, convDim);
        var x = regions.Rearrange("r c h w -> r (c h w)");
        for (var i = 0; i < (convs == 0 ? 2 : 1); i++) x = x.Linear(s / "shared_fcs" / i, dim, init: Init.XavierUniform, biasInit: Init.Zeros).Relu();
        return (x.Linear(s / "fc_cls", classes + 1, init: Init.Normal(0.01), biasInit: Init.Zeros),
                x.Linear(s / "fc_reg", isAgnostic ? 4 : 4 * classes, init: Init.Normal(0.001), biasInit: Init.Zeros));
    }

    /// <summary>The mask head: regions [R, C, size, size] → a mask for each class [R, classes, 2·size, 2·size]; keys <c>convs</c>, <c>upsample</c>, <c>conv_logits</c>.</summary>
    /// <param name="s">The scope of the head.</param>
    /// <param name="regions">What was cut out of the pyramid.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="dim">Channels of the convolutions.</param>
    /// <param name="convs">3×3 convolutions before the size is doubled.</param>
    [Block]
    public static Sym Masks(Scope s, Sym regions, int classes, int dim = 256, int convs = 4)
    {
        for (var i = 0; i < convs; i++) regions = BiasedConv(s / "convs" / i, regions, dim);
        return regions.ConvTranspose2d(s / "upsample", dim, kernel: 2, stride: 2, init: Init.FanOutNormal, biasInit: Init.Zeros).Relu()
            .Conv(s / "conv_logits", classes, kernel: 1);
    }

    /// <summary>3×3 convolution, batch norm, ReLU.</summary>
    [Block]
    private static Sym NormedConv(Scope s, Sym x, int dim) => x.ConvNorm(s / "conv", s / "bn", dim, kernel: 3).Relu();

    /// <summary>3×3 convolution with bias, ReLU.</summary>
    [Block]
    private static Sym BiasedConv(Scope s, Sym x, int dim) => x.Conv(s / "conv", dim, kernel: 3).Relu();
}
