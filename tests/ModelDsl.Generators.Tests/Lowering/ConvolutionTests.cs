
namespace ModelDsl.Generators.Tests.Lowering;

/// <summary>How convolutions are computed, and where maps are copied for them.</summary>
public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 0, "Linear")]
    [InlineData(1, 2, 1, 1, 0, "Linear")]
    [InlineData(1, 1, 1, 3, 1, "Linear")]
    [InlineData(1, 1, 8, 1, 0, "AsItLies")]
    [InlineData(1, 2, 2, 1, 0, "LinearByGroup")]
    [InlineData(3, 1, 1, 1, 1, "OnChannelsLast")]
    [InlineData(7, 2, 1, 1, 3, "OnChannelsLast")]
    [InlineData(3, 1, 1, 2, 2, "OnChannelsLast")]
    [InlineData(3, 1, 8, 1, 1, "AsItLies")]
    [InlineData(3, 1, 8, 2, 2, "OnPlanes")]
    [InlineData(3, 2, 4, 5, 5, "OnPlanes")]
    public void The_rule(long kernel, long stride, long groups, long dilation, long padding, string expected) =>
        Assert.Equal(
            expected,
            ConvolutionKernels.For(new Conv2dOp(8, 8, kernel, stride, padding, dilation, groups, true, Init.Zeros, Init.Zeros)).ToString());

    [Fact]
    public void Several_outputs_for_a_channel_are_computed_on_planes() =>
        Assert.Equal(ConvolutionKernel.OnPlanes, ConvolutionKernels.For(new Conv2dOp(8, 16, 3, 1, 1, 1, 8, true, Init.Zeros, Init.Zeros)));

    [Fact]
    public void Branches_of_one_map_share_one_copy_and_what_lies_in_planes_is_not_copied_again()
    {
        var forward = Forward("""
            var map = x.Linear(s / "q", 8).Rearrange("b h w c -> b c h w");
            var sum = Kernel(map, 1).Silu() + Kernel(map, 3).Silu() + Kernel(map, 5).Silu();
            return Kernel(sum, 3);

            Sym Kernel(Sym y, int dilation) => y.Conv2d(s / "ds", 8, kernel: 3, padding: dilation, dilation: dilation, groups: 8);
            """);
        Assert.Equal(
            [
                "var q = Q.call(x);",
                "var map = q.permute(0, 3, 1, 2);  // b h w c -> b c h w: [N, 8, 16, 16]",
                "var planes = Layout.Planes(map);",
                "var ds = Ds.call(planes);",
                "var silu = functional.silu(ds);",
                "var ds2 = functional.conv2d(planes, Ds.weight, Ds.bias, [1, 1], [3, 3], [3, 3], 8);",
                "var silu2 = functional.silu(ds2);",
                "var add = silu.add(silu2, Scalars.One);",
                "var ds3 = functional.conv2d(planes, Ds.weight, Ds.bias, [1, 1], [5, 5], [5, 5], 8);",
                "var silu3 = functional.silu(ds3);",
                "var sum = add.add(silu3, Scalars.One);",
                "var ds4 = functional.conv2d(sum, Ds.weight, Ds.bias, [1, 1], [3, 3], [3, 3], 8);",
            ],
            forward.Where(l => l.StartsWith("var", StringComparison.Ordinal)));
    }

    [Fact]
    public void Kernels_over_groups_without_dilation_take_a_map_as_it_lies()
    {
        var forward = Forward("""
            return x.Rearrange("b h w c -> b c h w").Conv2d(s / "near", 8, kernel: 3, padding: 1, groups: 8).Conv2d(s / "far", 8, kernel: 5, padding: 2, groups: 4);
            """);
        Assert.DoesNotContain(forward, l => l.Contains("Layout.", StringComparison.Ordinal));
    }

    [Fact]
    public void Dense_kernels_want_channels_last_and_what_lies_so_is_not_copied()
    {
        var forward = Forward("""
            var first = x.Rearrange("b h w c -> b c h w").Conv2d(s / "first", 8, kernel: 3, padding: 1).BatchNorm2d(s / "norm").Relu().Conv2d(s / "second", 8, kernel: 3, padding: 1);
            return first.LayerNorm2d(s / "ln").Conv2d(s / "third", 8, kernel: 3, padding: 1);
            """);
        Assert.Equal(["var channelsLast = Layout.ChannelsLast(view);"], forward.Where(l => l.Contains("Layout.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_group_norm_reads_its_map_in_planes()
    {
        var forward = Forward("""
            return x.Rearrange("b h w c -> b c h w").GroupNorm(s / "first", groups: 4).Relu().GroupNorm(s / "second", groups: 2);
            """);
        Assert.Equal(["var planes = Layout.Planes(view);"], forward.Where(l => l.Contains("Layout.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_copy_between_kernels_is_made_where_a_module_or_a_linear_layer_lies_between()
    {
        var forward = Forward("""
            var map = Kernel("a", x.Rearrange("b h w c -> b c h w"));
            return Kernel("c", Kernel("b", map.Conv2d(s / "pointwise", 8, kernel: 1)).Relu());

            Sym Kernel(string name, Sym y) => y.Conv2d(s / name, 8, kernel: 3, padding: 2, dilation: 2, groups: 8);
            """);
        Assert.Equal(["var planes = Layout.Planes(view);", "var planes2 = Layout.Planes(pointwise);"], forward.Where(l => l.Contains("Layout.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_1x1_kernel_is_a_layer_of_its_own_with_the_weights_of_a_convolution()
    {
        var text = Generate("""
            x = x.Rearrange("b h w c -> b c h w");
            var down = s / "down";
            return x.Conv2d(down, 4, kernel: 1, stride: 2, padding: 1) + x.Conv2d(down, 4, kernel: 1, stride: 2, padding: 1, dilation: 3);
            """);
        Assert.Contains("public PointwiseConv2d Down { get; }", text, StringComparison.Ordinal);
        Assert.Contains("NewLayer.PointwiseConv2d(8, 4, stride: 2, padding: 1, bias: true,", text, StringComparison.Ordinal);
        Assert.Contains("= Down.call(view);", text, StringComparison.Ordinal);
        Assert.Contains("= PointwiseConv2d.Convolve(view, Down.weight, Down.bias, stride: 2, padding: 1);", text, StringComparison.Ordinal);
        Assert.Contains("<c>down</c>: weight [4, 8, 1, 1], bias [4]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_1x1_kernel_of_groups_yields_planes()
    {
        const string body = """
            var map = x.Rearrange("b h w c -> b c h w").Conv2d(s / "groups", 8, kernel: 1, groups: 2);
            return map.Conv2d(s / "far", 8, kernel: 3, padding: 2, dilation: 2, groups: 8);
            """;
        Assert.Contains("NewLayer.PointwiseConv2d(8, 8, stride: 1, padding: 0, bias: true,", Generate(body), StringComparison.Ordinal);
        Assert.Contains("initialization, groups: 2)", Generate(body), StringComparison.Ordinal);
        Assert.DoesNotContain(Forward(body), l => l.Contains("Layout.", StringComparison.Ordinal));
    }

    [Fact]
    public void Kernels_of_both_kinds_can_stand_in_one_list()
    {
        var text = Generate("""
            x = x.Rearrange("b h w c -> b c h w").Conv2d(s / "convs" / 0, 8, kernel: 3, padding: 1);
            return x.Conv2d(s / "convs" / 1, 8, kernel: 1);
            """);
        Assert.Contains("public ModuleArray<torch.nn.Module<Tensor, Tensor>> Convs { get; }", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_puts_its_images_in_order_if_it_convolves()
    {
        const string head = "[Model(\"m\")] public partial class M { static Sym Define(Scope s) => s.Input(\"image\", Dim.Batch, 3, 8, 8)";
        Assert.Contains("var channelsLast = Layout.ChannelsLast(image);  // however it came", Generation.Generation.Generate(head + ".Conv2d(s / \"conv\", 4, kernel: 3); }")["M.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("Layout.", Generation.Generation.Generate(head + ".Linear(s / \"head\", 4); }")["M.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>The lines of the forward of a block over [N, 16, 16, 8].</summary>
    private static List<string> Forward(string body) =>
        [.. Generate(body).Split('\n').Select(l => l.Trim()).SkipWhile(l => !l.StartsWith("public sealed class Part", StringComparison.Ordinal)).SkipWhile(l => !l.StartsWith("public override Tensor forward(", StringComparison.Ordinal)).TakeWhile(l => l != "}")];

    private static string Generate(string body) => Generation.Generation.Generate($$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => Part(s / "part", s.Input("x", Dim.Batch, 16, 16, 8));

            /// <summary>The part under test.</summary>
            [Block]
            static Sym Part(Scope s, Sym x)
            {
                {{body}}
            }
        }
        """)["MBlocks.g.cs"];
}
