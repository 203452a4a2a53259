namespace ModelDsl.Models;

/// <summary>The attention stages 3 and 4: window attention, with carrier tokens where there is more than one window (paper, section 3).</summary>
internal static class HierarchicalStage
{
    /// <summary>Attends; all but the last stage then halve the size.</summary>
    /// <returns>What the next stage takes, and the map before its size is halved where it is asked for.</returns>
    [Block]
    public static (Sym Output, Sym? Map) Level(Scope s, Sym x, int stage, IReadOnlyList<double> dropPath, bool keepMap, FasterVitConfig config)
    {
        s.StateOrder("blocks", "downsample", "global_tokenizer");
        x = Attend(s, x, stage, config.Heads[stage - 2], config.Windows[stage - 2], config.Hierarchical[stage - 2], dropPath, config);
        return stage < 3 ? (FasterVit.Downsample(s / "downsample", x), keepMap ? x : null) : (x, null);
    }

    /// <summary>Cuts the map into windows, attends within them and among their carrier tokens, puts it together.</summary>
    public static Sym Attend(Scope s, Sym x, int stage, int heads, int window, bool isHierarchical, IReadOnlyList<double> dropPath, FasterVitConfig config)
    {
        Require.That(window > 1, $"window {window} of stage {stage + 1} leaves no neighbours to attend to; use at least 2", window);
        var (height, width) = (x.Height, x.Width);
        if (config.AnyResolution)
        {
            x = x.FilledTo(window);
        }
        else
        {
            Require.Divides(window, height, $"window {window} does not tile the {height}×{width} map of stage {stage + 1}");
            Require.Divides(window, width, $"window {window} does not tile the {height}×{width} map of stage {stage + 1}");
        }
        var grid = new WindowGrid(x.Height / window, x.Width / window, window, config.CarrierSize);
        Require.That(config.CarrierSize > 0, $"CarrierSize is {config.CarrierSize}; a window has at least one carrier token", config.CarrierSize);
        Sym? carriers = null;
        if (isHierarchical && (config.AnyResolution || grid.Count != 1))
        {
            carriers = config.Detection ? DetectionCarrierTokens(s / "global_tokenizer", x, grid) : CarrierTokens(s / "global_tokenizer", x, grid);
            // As published, the code for any resolution makes tokens even for a single window, which drops them.
            if (grid.Count == 1) carriers = null;
        }

        x = x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", window), ("q", window));
        for (var i = 0; i < dropPath.Count; i++)
        {
            var propagate = config.Propagation && i == dropPath.Count - 1;
            (x, carriers) = HatBlock(s / "blocks" / i, x, carriers, heads, grid, dropPath[i], propagate, config);
        }
        x = x.Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", grid.Rows), ("w", grid.Columns), ("p", window));
        return x.Slice(2, 0, height).Slice(3, 0, width);
    }

    /// <summary>Carrier tokens from the map: a depthwise convolution, then overlapping means, window by window, [N, C, H, W] → [N, tokens, C].</summary>
    [Block]
    private static Sym CarrierTokens(Scope s, Sym x, WindowGrid grid) =>
        Means(s, x, grid).Rearrange("b c (h p) (w q) -> b (h w p q) c", ("p", grid.CarrierSize), ("q", grid.CarrierSize));

    /// <summary>The same in the published code for detection, which takes the channels of its map for positions.</summary>
    [Block]
    private static Sym DetectionCarrierTokens(Scope s, Sym x, WindowGrid grid)
    {
        var means = Means(s, x, grid).Unnamed();
        return means.Reshape(means.Shape[0], means.Height * means.Width, means.Channels).Unnamed();
    }

    private static Sym Means(Scope s, Sym x, WindowGrid grid)
    {
        var size = grid.CarrierSize;
        var (rows, columns) = (size * grid.Rows, size * grid.Columns);
        Require.That(size <= grid.Window, $"CarrierSize {size} asks for {rows}×{columns} carrier tokens, more than the {x.Height}×{x.Width} map has positions", size, x.Height);
        var stride = grid.Window / size;
        x = x.Conv2d(s / "pos_embed", x.Channels, kernel: 3, padding: 1, groups: x.Channels);
        // The published module registers this convolution twice, so its weights have two keys.
        (s / "to_global_feature").Alias("pos", s / "pos_embed");
        return x.AveragePool2d((x.Height - (rows - 1) * stride, x.Width - (columns - 1) * stride), (stride, stride));
    }

    /// <summary>Attention within windows (and among carrier tokens), then an MLP; windows [N·rows·columns, window², C], carriers [N, tokens, C].</summary>
    [Block]
    private static (Sym Windows, Sym? Carriers) HatBlock(
        Scope s, Sym x, Sym? carriers, int heads, WindowGrid grid, double dropPath, bool propagate, FasterVitConfig config)
    {
        s.StateOrder(
            "gamma3", "gamma4", "gamma1", "gamma2", "pos_embed", "norm1", "attn", "norm2", "mlp",
            "hat_norm1", "hat_norm2", "hat_attn", "hat_mlp", "hat_pos_embed");
        var (size, window) = (grid.CarrierSize, grid.Window);
        x = PositionEncoding.AbsolutePosition(s / "pos_embed", x, window, window, config.Detection);
        if (carriers is not null)
        {
            var ct = carriers.Rearrange("b (h w p q) c -> b (h p w q) c", ("h", grid.Rows), ("w", grid.Columns), ("p", size));
            // Carrier tokens have positions on square grids only, as published.
            if (config.Detection || Dim.Indicator(grid.Rows, grid.Columns) != 0)
                ct = PositionEncoding.AbsolutePosition(s / "hat_pos_embed", ct, size * grid.Rows, size * grid.Columns, config.Detection);
            var normalised = ct.LayerNorm(s / "hat_norm1");
            // The code for detection keeps the biases of the 2×2 windows of 224×224.
            var heard = config.Detection
                ? Attention.DetectionCarrierAttention(s / "hat_attn", normalised, heads, 2 * size, config)
                : Attention.WindowAttention(s / "hat_attn", normalised, heads, Dim.SquareRoot(ct.Shape[1]), config);
            ct += Scaled(s, "gamma1", heard, config).DropPath(dropPath);
            ct += Scaled(s, "gamma2", Mlp(s / "hat_mlp", ct.LayerNorm(s / "hat_norm2"), config), config).DropPath(dropPath);
            x = ToWindows(ct, grid, config.CarrierOrder).Slice(1, 0, grid.Carriers).Concat(x, axis: 1);
        }
        x += Scaled(s, "gamma3", Attention.WindowAttention(s / "attn", x.LayerNorm(s / "norm1"), heads, window, config), config).DropPath(dropPath);
        x += Scaled(s, "gamma4", Mlp(s / "mlp", x.LayerNorm(s / "norm2"), config), config).DropPath(dropPath);
        if (carriers is null) return (x, null);

        var parts = x.Split(axis: 1, grid.Carriers, window * window);
        var tokens = parts[0].Pad(left: 0, right: 0, top: 0, bottom: size * size - grid.Carriers);
        if (propagate)
        {
            var map = tokens.Rearrange("b (p q) c -> b c p q", ("p", size)).ResizeNearest(window, window);
            parts[1] += Scaled(s, "gamma1", map.Rearrange("b c h w -> b (h w) c"), config);
        }
        return (parts[1], tokens.Rearrange("(b h w) t c -> b (h w t) c", ("h", grid.Rows), ("w", grid.Columns)));
    }

    /// <summary>Carrier tokens that lie row by row, as a square for each window: [N, tokens, C] → [windows, size², C].</summary>
    private static Sym ToWindows(Sym ct, WindowGrid grid, CarrierOrder order) => order switch
    {
        CarrierOrder.Corrected => ct.Rearrange("b (h p w q) c -> (b h w) (p q) c", ("h", grid.Rows), ("p", grid.CarrierSize), ("w", grid.Columns)),
        // The published code takes rows for columns here and forgets it, which names would forbid.
        _ => ct.Unnamed().Rearrange("b (w p h q) c -> (b w h) (p q) c", ("w", grid.Columns), ("p", grid.CarrierSize), ("h", grid.Rows)).Unnamed(),
    };

    /// <summary>Linear, GELU, linear.</summary>
    [Block]
    private static Sym Mlp(Scope s, Sym x, FasterVitConfig config) =>
        x.TransformerLinear(s / "fc1", (int)((int)x.Features * config.MlpRatio))
         .Gelu()
         .Dropout(config.Dropout)
         .TransformerLinear(s / "fc2", x.Features)
         .Dropout(config.Dropout);

    private static Sym Scaled(Scope s, string name, Sym branch, FasterVitConfig config) =>
        config.LayerScale is { } init ? branch * s.Parameter(name, [branch.Features], Init.Constant(init)) : branch;
}
