namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>One small specification for each operation and each usual combination.</summary>
internal static class OperationSeeds
{
    private const string Map = "var x = s.Input(\"x\", Dim.Batch, 8, 16, 16); ";
    private const string Tokens = "var x = s.Input(\"x\", Dim.Batch, 16, 24); ";

    public static IEnumerable<Seed> All =>
    [
        new("convolution", "return s.Input(\"x\", Dim.Batch, 8, _h, _w).Conv2d(s / \"c\", _o, kernel: _k, stride: _s, padding: _p, dilation: _d);",
            "_h=16 _w=20 _o=12 _k=3 _s=2 _p=1 _d=2",
            v => v("_o") > 0 && v("_k") > 0 && v("_s") > 0 && v("_p") >= 0 && v("_d") > 0 && v("_h") > 0 && v("_w") > 0
                && Room(v("_h"), v) >= 0 && Room(v("_w"), v) >= 0),
        new("grouped convolution", "return s.Input(\"x\", Dim.Batch, _c, 8, 8).Conv2d(s / \"c\", _o, kernel: 1, groups: _g);", "_c=24 _o=36 _g=12",
            v => v("_c") > 0 && v("_o") > 0 && v("_g") > 0 && v("_c") % v("_g") == 0 && v("_o") % v("_g") == 0),
        new("depthwise convolution", Map + "return x.Conv2d(s / \"a\", _c, kernel: 1).BatchNorm2d(s / \"n\").Relu().Conv2d(s / \"b\", 48, kernel: 3, padding: 1, groups: _g);", "_c=48 _g=48",
            v => v("_c") > 0 && v("_g") > 0 && v("_c") % v("_g") == 0 && 48 % v("_g") == 0),
        new("linear", "return s.Input(\"x\", Dim.Batch, _n, _c).Linear(s / \"f\", _o);", "_n=7 _c=16 _o=10", v => v("_n") > 0 && v("_c") > 0 && v("_o") > 0),
        new("heads", Tokens + "return x.Linear(s / \"qkv\", 3 * _c).Rearrange(\"b n (k h d) -> k b h n d\", (\"k\", 3), (\"h\", _h));", "_c=48 _h=6",
            v => v("_c") > 0 && v("_h") > 0 && v("_c") % v("_h") == 0),
        new("attention", Tokens + """
            Require.Divides(_h, x.Features, $"{_h} heads do not divide {x.Features} channels");
            var qkv = x.Linear(s / "qkv", 3 * x.Features).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", _h));
            var y = qkv.Select(0, 0).MatMul(qkv.Select(0, 1).Rearrange("b h n d -> b h d n")).Softmax().MatMul(qkv.Select(0, _v));
            return x + y.Rearrange("b h n d -> b n (h d)").Linear(s / "proj", _o);
            """, "_h=4 _v=2 _o=24", v => v("_h") > 0 && 24 % v("_h") == 0 && v("_v") is >= -3 and < 3 && v("_o") is 24 or 1),
        new("windows", "return s.Input(\"x\", Dim.Batch, 8, _h, _w).Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", _p), (\"q\", _q));", "_h=28 _w=36 _p=7 _q=9",
            v => v("_h") > 0 && v("_w") > 0 && v("_p") > 0 && v("_q") > 0 && v("_h") % v("_p") == 0 && v("_w") % v("_q") == 0),
        new("windows and back", "var x = s.Input(\"x\", Dim.Batch, 8, 28, 36); var y = x.Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", 7), (\"q\", 9)).LayerNorm(s / \"n\");"
            + "return y.Rearrange(\"(b h w) (p q) c -> b c (h p) (w q)\", (\"h\", _h), (\"w\", _w), (\"p\", _p));", "_h=4 _w=4 _p=7",
            v => v("_h") == 4 && v("_w") == 4 && v("_p") == 7),
        new("average pooling", "return s.Input(\"x\", Dim.Batch, 8, _h, 24).AveragePool2d(_k, _s);", "_h=16 _k=3 _s=2",
            v => v("_h") > 0 && v("_k") > 0 && v("_s") > 0 && v("_h") >= v("_k") && v("_k") <= 24),
        new("max pooling", "return s.Input(\"x\", Dim.Batch, 8, _h, 24).MaxPool2d(_k, _s, _p);", "_h=16 _k=3 _s=2 _p=1",
            v => v("_h") > 0 && v("_k") > 0 && v("_s") > 0 && v("_p") >= 0 && 2 * v("_p") <= v("_k") && v("_h") + 2 * v("_p") >= v("_k") && 24 + 2 * v("_p") >= v("_k")),
        new("adaptive pooling", Map + "return x.AdaptiveAveragePool2d(_a, _b);", "_a=4 _b=5", v => v("_a") > 0 && v("_b") > 0),
        new("nearest", Map + "return x.ResizeNearest(_a, _b);", "_a=4 _b=5", v => v("_a") > 0 && v("_b") > 0),
        new("bilinear", Map + "return x.ResizeBilinear(_a, _b);", "_a=4 _b=5", v => v("_a") > 0 && v("_b") > 0),
        new("unfold", Map + "return x.Unfold(_k, _s, _p);", "_k=3 _s=2 _p=1", v => v("_k") > 0 && v("_s") > 0 && v("_p") >= 0 && 16 + 2 * v("_p") >= v("_k")),
        new("fold", Map + "return x.Unfold(3, 2, 1).Fold(_a, _b, 3, 2, 1);", "_a=16 _b=16",
            v => v("_a") > 0 && v("_b") > 0 && ((v("_a") - 1) / 2 + 1) * ((v("_b") - 1) / 2 + 1) == 64),
        new("slice", Tokens + "return x.Slice(1, _a, _n);", "_a=3 _n=5", v => v("_a") >= 0 && v("_n") > 0 && v("_a") + v("_n") <= 16),
        new("split", Tokens + "return x.Split(2, _a, _b)[1];", "_a=8 _b=16", v => v("_a") > 0 && v("_b") > 0 && v("_a") + v("_b") == 24),
        new("concatenation", Tokens + "return x.Concat(x.Linear(s / \"f\", _c), axis: 1);", "_c=24", v => v("_c") == 24),
        new("residual", Map + "return x + x.Conv2d(s / \"c\", _c, kernel: 1);", "_c=8", v => v("_c") is 8 or 1),
        new("residual with stride", Map + "return x + x.Conv2d(s / \"c\", 8, kernel: 3, stride: _s, padding: _p);", "_s=1 _p=1",
            v => v("_s") > 0 && v("_p") >= 0 && (13 + 2 * v("_p")) / v("_s") + 1 is 16 or 1),
        new("matrix product", Tokens + "return x.MatMul(s.Parameter(\"p\", [_a, _b], Init.Zeros));", "_a=24 _b=5", v => v("_a") == 24 && v("_b") > 0),
        new("select", Tokens + "return x.Select(1, _i);", "_i=4", v => v("_i") is >= -16 and < 16),
        new("softmax", Tokens + "return x.Softmax(_a);", "_a=2", v => v("_a") is >= -3 and < 3),
        new("mean", Map + "return x.Mean(2, _a);", "_a=3", v => v("_a") is >= -4 and < 4 and not 2 and not -2),
        new("dropout", Tokens + "return x.Dropout(_r);", "_r=0", v => v("_r") == 0),
        new("padding", Map + "return x.Pad(_l, _r, _t, _b);", "_l=1 _r=2 _t=3 _b=4", v => v("_l") >= 0 && v("_r") >= 0 && v("_t") >= 0 && v("_b") >= 0),
        new("table", "return s.Input(\"x\", Dim.Batch, 16) * s.Arange(_a, _b);", "_a=4 _b=20", v => v("_b") - v("_a") is 16 or 1),
        new("rows of a table", "var t = s.Parameter(\"t\", [_r, _f], Init.Zeros).TakeRows(s.Arange(0, 4).ToInt64()); return s.Input(\"x\", Dim.Batch, 4, 6) + t;", "_r=9 _f=6",
            v => v("_r") >= 4 && v("_f") is 6 or 1),
        new("mlp", Tokens + "return x + x.LayerNorm(s / \"n\").Linear(s / \"a\", _m).Gelu().Linear(s / \"b\", _o);", "_m=48 _o=24", v => v("_m") > 0 && v("_o") is 24 or 1),
        new("mlp with ratio", Tokens + "return x + x.Linear(s / \"a\", (int)((int)x.Features * _m)).Gelu().Linear(s / \"b\", x.Features);", "_m=4", v => v("_m") > 0),
        new("head", Map + "return x.Mean(2, 3).Linear(s / \"head\", _n);", "_n=10", v => v("_n") > 0),
        new("scale", Tokens + "return x * s.Parameter(\"gamma\", [_c], Init.Ones);", "_c=24", v => v("_c") is 24 or 1),
        new("positions", Tokens + "return x + s.Parameter(\"pos\", [1, _n, _c], Init.Zeros);", "_n=16 _c=24", v => v("_n") is 16 or 1 && v("_c") is 24 or 1),
        new("class token", Tokens + "return s.Parameter(\"cls\", [1, 1, _c], Init.Zeros).Rearrange(\"1 1 c -> b 1 c\", (\"b\", x.Shape[0])).Concat(x, axis: 1);", "_c=24", v => v("_c") == 24),
        new("patch embedding", "var x = s.Input(\"x\", Dim.Batch, 3, _r, _r).Conv2d(s / \"proj\", 32, kernel: 16, stride: 16).Rearrange(\"b c h w -> b (h w) c\"); return x + s.Parameter(\"pos\", [1, 196, 32], Init.Zeros);", "_r=224",
            v => v("_r") >= 16 && ((v("_r") - 16) / 16 + 1) * ((v("_r") - 16) / 16 + 1) is 196 or 1),
        new("own rule", Map + "Require.Divides(_w, x.Height, $\"window {_w} does not tile {x.Height} rows\"); return x;", "_w=4", v => v("_w") > 0 && 16 % v("_w") == 0),
        new("own condition", Map + "Require.That(_k % 2 == 1, $\"kernel {_k} is even\", _k); return x.Conv2d(s / \"c\", 8, _k, padding: _k / 2);", "_k=5", v => v("_k") > 0 && v("_k") % 2 == 1),
        new("depth", Map + "for (var i = 0; i < _d; i++) x = x + x.Conv2d(s / \"blocks\" / i, 8, kernel: 3, padding: 1); return x;", "_d=2", _ => true),
        new("shared weights", Tokens + "var f = s / \"f\"; return x.Linear(f, _a).Linear(s / \"g\", 24).Linear(f, _b);", "_a=6 _b=6", v => v("_a") > 0 && v("_a") == v("_b")),
        new("atrous", Map + "return x.Conv2d(s / \"c\", 8, kernel: 3, padding: 1) + x.Conv2d(s / \"c\", 8, kernel: 3, padding: _p, dilation: _d);", "_p=3 _d=3",
            v => v("_p") >= 0 && v("_d") > 0 && 16 + 2 * v("_p") - 2 * v("_d") is 16 or 1),
        new("pyramid", Map + "return x + x.Conv2d(s / \"c\", 8, kernel: 2, stride: 2).ResizeNearest(_a, _b);", "_a=16 _b=16", v => v("_a") is 16 or 1 && v("_b") is 16 or 1),
        new("pixel shuffle", "return s.Input(\"x\", Dim.Batch, _c, 4, 4).Rearrange(\"b (c p q) h w -> b c (h p) (w q)\", (\"p\", _p), (\"q\", _q));", "_c=48 _p=2 _q=4",
            v => v("_c") > 0 && v("_p") > 0 && v("_q") > 0 && v("_c") % (v("_p") * v("_q")) == 0),
        new("squeeze and excite", Map + "return x * x.AdaptiveAveragePool2d(1, 1).Conv2d(s / \"r\", x.Channels / _r, kernel: 1).Relu().Conv2d(s / \"e\", _c, kernel: 1).Sigmoid();", "_r=4 _c=8",
            v => v("_r") is > 0 and <= 8 && v("_c") is 8 or 1),
        new("patch merging", "return s.Input(\"x\", Dim.Batch, 8, _h, 24).Rearrange(\"b c (h p) (w q) -> b h w (p q c)\", (\"p\", _p), (\"q\", 2)).Linear(s / \"r\", 16);", "_h=20 _p=2",
            v => v("_h") > 0 && v("_p") > 0 && v("_h") % v("_p") == 0),
        new("stem and window", "var x = s.Input(\"x\", Dim.Batch, 3, _r, _r); for (var i = 0; i < 3; i++) x = x.Conv2d(s / i, 8, kernel: 3, stride: 2, padding: 1);"
            + "Require.Divides(_w, x.Height, $\"window {_w} does not tile the {x.Height}×{x.Width} map\"); return x.Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", _w), (\"q\", _w));", "_r=112 _w=7",
            v => v("_r") > 0 && v("_w") > 0 && ((v("_r") + 7) / 8) % v("_w") == 0),
    ];

    private static long Room(long size, Func<string, long> v) => size + 2 * v("_p") - v("_d") * (v("_k") - 1) - 1;
}
