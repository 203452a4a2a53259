namespace ModelDsl.Models;

/// <summary>Swin transformer (Liu et al., "Hierarchical Vision Transformer using Shifted Windows", arXiv:2103.14030), with timm's keys. Maps are [N, H, W, C].</summary>
public static partial class Swin
{
    /// <summary>Image [N, C, H, W] → logits [N, Classes].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, SwinConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, SwinConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, SwinConfig config) =>
        Stages(s, image, config)[^1].LayerNorm(s / "norm").Mean(1, 2).Logits(s / "head" / "fc", config.Classes);

    /// <summary>
    /// Image [N, C, H, W] → the map of each stage [N, C, H, W], strides 4, 8, 16, 32, not normalised. Its weights are those of the
    /// classifier without <c>norm</c> and <c>head</c>.
    /// </summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, SwinConfig config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, SwinConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, SwinConfig config) => Layers.StagesOfTokens(Stages(s, image, config));

    private static List<Sym> Stages(Scope s, Sym image, SwinConfig config)
    {
        Layers.RequireOneEach("Heads", config.Heads.Count, config.Depths.Count);
        Require.That(config.Window > 0, $"Window is {config.Window}; a window has at least one token", config.Window);
        var x = Layers.PatchEmbed(s / "patch_embed", image, config.Dim, config.Patch, config.Patch, Init.FanInUniform, Init.FanInUniform);
        return Layers.Pyramid(x, DropPathRates.Linear(config.DropPath, config.Depths), (map, i, rates) =>
            Stage(s / "layers" / i, map, merge: i > 0, config.Heads[i], rates, config).Tap($"layers.{i}"));
    }

    /// <summary>All but the first halve the size; then blocks, every other one of them with shifted windows.</summary>
    [Block]
    private static Sym Stage(Scope s, Sym x, bool merge, int heads, IReadOnlyList<double> dropPath, SwinConfig config)
    {
        if (merge) x = PatchMerging(s / "downsample", x);
        for (var i = 0; i < dropPath.Count; i++) x = SwinBlock(s / "blocks" / i, x, heads, shifted: i % 2 == 1, dropPath[i], config);
        return x;
    }

    /// <summary>2×2 positions as one, [N, H, W, C] → [N, H/2, W/2, 2C].</summary>
    [Block]
    private static Sym PatchMerging(Scope s, Sym x)
    {
        Layers.RequireTiles("patches", 2, 2, x.Shape[1], x.Shape[2]);
        return x.Rearrange("b (u i) (v j) c -> b u v (j i c)", ("i", 2), ("j", 2)).LayerNorm(s / "norm").TransformerLinear(s / "reduction", 2 * x.Features, bias: false);
    }

    /// <summary>Attention within windows, then an MLP, both residual.</summary>
    [Block]
    private static Sym SwinBlock(Scope s, Sym x, int heads, bool shifted, double dropPath, SwinConfig config)
    {
        var (rows, columns) = (WindowLine.Of(x.Shape[1], config.Window, shifted), WindowLine.Of(x.Shape[2], config.Window, shifted));
        var mask = rows.Shift == 0 && columns.Shift == 0 ? null : s.Buffer("attn_mask", Mask(s, rows, columns), persistent: false);
        var windows = x.LayerNorm(s / "norm1")
            .Roll(1, 0 - rows.Shift).Roll(2, 0 - columns.Shift)
            .Rearrange("b h w c -> b c h w").Pad(left: 0, right: columns.Padded - columns.Size, top: 0, bottom: rows.Padded - rows.Size)
            .ToWindows(rows.Window, columns.Window);
        x += WindowAttention(s / "attn", windows, heads, rows.Window, columns.Window, mask)
            .FromWindows(rows.Window, rows.Padded).Rearrange("b c h w -> b h w c")
            .Slice(1, 0, rows.Size).Slice(2, 0, columns.Size)
            .Roll(1, rows.Shift).Roll(2, columns.Shift)
            .DropPath(dropPath);
        return x + Transformer.Mlp(s / "mlp", x.LayerNorm(s / "norm2"), config.MlpRatio).DropPath(dropPath);
    }

    /// <summary>Attention within each window, with a bias for each relative position, [N, windows, tokens, C] → the same shape.</summary>
    [Block]
    private static Sym WindowAttention(Scope s, Sym x, int heads, Dim rows, Dim columns, Sym? mask)
    {
        var bias = RelativePositions.Bias(s, heads, rows, columns);
        return Transformer.GroupAttention(s, x, heads, mask is null ? bias : bias + mask, Layers.TransformerInit);
    }

    /// <summary>−100 between tokens of one window that the shift has brought together from different sides of the map, [windows, 1, tokens, tokens].</summary>
    private static Sym Mask(Scope s, WindowLine rows, WindowLine columns)
    {
        var (row, column) = rows.Regions(s).Meshgrid(columns.Regions(s));
        var region = (row * 3 + column).Rearrange("(h p) (w q) -> (h w) (p q)", ("p", rows.Window), ("q", columns.Window));
        return region.Rearrange("g i -> g 1 i 1").NotEqualTo(region.Rearrange("g j -> g 1 1 j")).ToFloat32() * -100;
    }

    /// <summary>How windows lie along one axis of a map.</summary>
    private sealed record WindowLine(Dim Size, Dim Window, Dim Shift)
    {
        public Dim Padded => Dim.CeilDivide(Size, Window) * Window;

        public static WindowLine Of(Dim size, Dim window, bool shifted) =>
            size.Value <= window.Value ? new(size, size, 0) : new(size, window, shifted ? window / 2 : 0);

        /// <summary>Positions with one number lay side by side before the shift.</summary>
        public Sym Regions(Scope s)
        {
            var position = s.Arange(0, Padded);
            return (position >= (Shift == 0 ? Padded : Padded - Window).Value).ToFloat32() + (position >= (Padded - Shift).Value).ToFloat32();
        }
    }
}
