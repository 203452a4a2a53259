namespace ModelDsl.Models;

/// <summary>The attention stages 3 and 4: window attention, with carrier tokens where there is more than one window (paper, section 3).</summary>
internal static class HierarchicalStage
{
    /// <summary>Cuts the map into windows, attends, puts it together; all but the last stage then halve the size.</summary>
    [Block]
    public static Sym Level(Scope s, Sym x, int stage, IReadOnlyList<double> dropPath, FasterVitConfig config)
    {
        s.StateOrder("blocks", "downsample", "global_tokenizer");
        var window = config.Windows[stage - 2];
        Require.That(window > 1, $"window {window} of stage {stage + 1} leaves no neighbours to attend to; use at least 2", window);
        Require.Divides(window, x.Height, $"window {window} does not tile the {x.Height}×{x.Width} map of stage {stage + 1}");
        var grid = (int)(x.Height / window);
        var carriers = config.Hierarchical[stage - 2] && grid > 1 ? CarrierTokens(s / "global_tokenizer", x, grid, config.CarrierSize) : null;

        x = x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", window), ("q", window));
        for (var i = 0; i < dropPath.Count; i++)
        {
            var propagate = config.Propagation && i == dropPath.Count - 1;
            (x, carriers) = HatBlock(s / "blocks" / i, x, carriers, config.Heads[stage - 2], window, grid, dropPath[i], propagate, config);
        }
        x = x.Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", grid), ("w", grid), ("p", window));
        return stage < 3 ? FasterVit.Downsample(s / "downsample", x) : x;
    }

    /// <summary>Carrier tokens from the map: a depthwise convolution, then overlapping means, window by window, [N, C, H, W] → [N, tokens, C].</summary>
    [Block]
    private static Sym CarrierTokens(Scope s, Sym x, int grid, int size)
    {
        var side = size * grid;
        Require.That(side <= (int)x.Height, $"CarrierSize {size} asks for {side}×{side} carrier tokens, more than the {x.Height}×{x.Width} map has positions", size, x.Height);
        var stride = (int)x.Height / side;
        var kernel = (int)x.Height - (side - 1) * stride;
        x = x.Conv2d(s / "pos_embed", x.Channels, kernel: 3, padding: 1, groups: x.Channels);
        // The published module registers this convolution twice, so its weights have two keys.
        (s / "to_global_feature").Alias("pos", s / "pos_embed");
        return x.AveragePool2d(kernel, stride).Rearrange("b c (h p) (w q) -> b (h w p q) c", ("p", size), ("q", size));
    }

    /// <summary>Attention within windows (and among carrier tokens), then an MLP; windows [N·grid², window², C], carriers [N, tokens, C].</summary>
    [Block]
    private static (Sym Windows, Sym? Carriers) HatBlock(
        Scope s, Sym x, Sym? carriers, int heads, int window, int grid, double dropPath, bool propagate, FasterVitConfig config)
    {
        s.StateOrder(
            "gamma3", "gamma4", "gamma1", "gamma2", "pos_embed", "norm1", "attn", "norm2", "mlp",
            "hat_norm1", "hat_norm2", "hat_attn", "hat_mlp", "hat_pos_embed");
        x = PositionEncoding.AbsolutePosition(s / "pos_embed", x, window);
        if (carriers is not null)
        {
            var side = grid * config.CarrierSize;
            var ct = carriers.Rearrange("b (h w p q) c -> b (h p w q) c", ("h", grid), ("w", grid), ("p", config.CarrierSize));
            ct = PositionEncoding.AbsolutePosition(s / "hat_pos_embed", ct, side);
            ct += Scaled(s, "gamma1", Attention.WindowAttention(s / "hat_attn", ct.LayerNorm(s / "hat_norm1"), heads, side, config), config).DropPath(dropPath);
            ct += Scaled(s, "gamma2", Mlp(s / "hat_mlp", ct.LayerNorm(s / "hat_norm2"), config), config).DropPath(dropPath);
            x = ct.Rearrange("b (h p w q) c -> (b h w) (p q) c", ("h", grid), ("p", config.CarrierSize), ("w", grid)).Concat(x, axis: 1);
        }
        x += Scaled(s, "gamma3", Attention.WindowAttention(s / "attn", x.LayerNorm(s / "norm1"), heads, window, config), config).DropPath(dropPath);
        x += Scaled(s, "gamma4", Mlp(s / "mlp", x.LayerNorm(s / "norm2"), config), config).DropPath(dropPath);
        if (carriers is null) return (x, null);

        var parts = x.Split(axis: 1, config.CarrierSize * config.CarrierSize, window * window);
        if (propagate)
        {
            var map = parts[0].Rearrange("b (p q) c -> b c p q", ("p", config.CarrierSize)).ResizeNearest(window, window);
            parts[1] += Scaled(s, "gamma1", map.Rearrange("b c h w -> b (h w) c"), config);
        }
        return (parts[1], parts[0].Rearrange("(b h w) t c -> b (h w t) c", ("h", grid), ("w", grid)));
    }

    /// <summary>Linear, GELU, linear.</summary>
    [Block]
    private static Sym Mlp(Scope s, Sym x, FasterVitConfig config) =>
        x.Linear(s / "fc1", (int)((int)x.Features * config.MlpRatio), init: FasterVit.Weights, biasInit: Init.Zeros)
         .Gelu()
         .Dropout(config.Dropout)
         .Linear(s / "fc2", x.Features, init: FasterVit.Weights, biasInit: Init.Zeros)
         .Dropout(config.Dropout);

    private static Sym Scaled(Scope s, string name, Sym branch, FasterVitConfig config) =>
        config.LayerScale is { } init ? branch * s.Parameter(name, [branch.Features], Init.Constant(init)) : branch;
}
