namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>The rules about networks that run and hardly are what was meant.</summary>
internal sealed partial record Entry
{
    private static Dictionary<string, Entry> Meaning() => new()
    {
        ["MDSL7001"] = new(
            "Tensors are never changed in place: each call yields a new one. A call whose result goes nowhere computes for nothing, and what follows works on the tensor from before.",
            Body("var x = s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc1\", 16);\n{|#0:x.Relu()|};\nreturn x.Linear(s / \"fc2\", 4);"),
            "MDSL7001@0",
            Body("var x = s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc1\", 16);\nx = x.Relu();\nreturn x.Linear(s / \"fc2\", 4);")),
        ["MDSL7002"] = new(
            """
            A layer, table or input that no output depends on is never trained, and costs time and memory all the same. Often another variable was meant to be it: one that is taken twice
            nearby. What is there on purpose says so: `_ = …` discards it, `Tap` lets it be observed.
            """,
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nvar a = x.Linear(s / \"a\", 4);\nvar {|#1:b|} = x.Linear(s / \"b\", 4);\nreturn a.Concat({|#0:a|}, axis: -1);"),
            "MDSL7002@0+1",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nvar a = x.Linear(s / \"a\", 4);\nvar b = x.Linear(s / \"b\", 4);\nreturn a.Concat(b, axis: -1);")),
        ["MDSL7003"] = new(
            """
            Two layers at one path of the state_dict share their weights. Where that is meant it is written so that a reader sees it: the place is kept in a variable that both use, or one
            method is called with several inputs. A name that is written twice, or a loop that does not number its layers, is more likely a mistake.
            """,
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nfor (var i = 0; i < 3; i++) x = x.Linear(s / {|#0:\"layers\"|}, 8).Relu();\nreturn x;"),
            "MDSL7003@0",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nfor (var i = 0; i < 3; i++) x = x.Linear(s / \"layers\" / i, 8).Relu();\nreturn x;")),
        ["MDSL7004"] = new(
            "Two arguments of one type are given for each other's parameters, as their names tell. Both fit, so nothing else complains.",
            """
            [Model("net")]
            public partial class Net
            {
                const int Width = 32, Depth = 2;

                static Sym Define(Scope s) => Mlp(s / "mlp", s.Input("x", Dim.Batch, 8), {|#0:Depth|}, {|#1:Width|});

                static Sym Mlp(Scope s, Sym x, int width, int depth)
                {
                    for (var i = 0; i < depth; i++) x = x.Linear(s / i, width).Relu();
                    return x;
                }
            }
            """,
            "MDSL7004@0+1",
            """
            [Model("net")]
            public partial class Net
            {
                const int Width = 32, Depth = 2;

                static Sym Define(Scope s) => Mlp(s / "mlp", s.Input("x", Dim.Batch, 8), Width, Depth);

                static Sym Mlp(Scope s, Sym x, int width, int depth)
                {
                    for (var i = 0; i < depth; i++) x = x.Linear(s / i, width).Relu();
                    return x;
                }
            }
            """),
        ["MDSL7005"] = new(
            "Convolutions take maps as [N, C, H, W]. An image that is declared with its channels last fits as well, as one of many channels and a few columns.",
            Model("s.Input(\"image\", Dim.Batch, {|#0:64|}, 64, 3).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1).Mean(2, 3)"),
            "MDSL7005@0",
            Model("s.Input(\"image\", Dim.Batch, 3, 64, 64).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1).Mean(2, 3)")),
        ["MDSL7006"] = new(
            "A norm subtracts the mean of what it works on, and a softmax makes shares of it. Of a single value they make 0 and 1, whatever the network is given.",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", {|#0:1|}).{|#1:LayerNorm(s / \"norm\")|}"),
            "MDSL7006@0+1",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 16).LayerNorm(s / \"norm\")")),
        ["MDSL7007"] = new(
            "A symbol is known by its name: two of one name are one size, so the model takes square images only. A size that is meant to be shared is kept in one variable.",
            Body("var height = {|#1:Dim.Symbol(\"H\")|};\nvar width = Dim.Symbol({|#0:\"H\"|});\nreturn s.Input(\"image\", Dim.Batch, 3, height, width).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1);"),
            "MDSL7007@0+1",
            Body("var height = Dim.Symbol(\"H\");\nvar width = Dim.Symbol(\"W\");\nreturn s.Input(\"image\", Dim.Batch, 3, height, width).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1);")),
        ["MDSL7008"] = new(
            "A block takes its place in the state_dict as its first parameter, so that every call shows it at once.",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Step(s.Input("x", Dim.Batch, 8), s / "step");

                [Block]
                static Sym {|#0:Step|}(Sym x, Scope s) => x.Linear(s / "fc", 8).Relu();
            }
            """,
            "MDSL7008@0",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Step(s / "step", s.Input("x", Dim.Batch, 8));

                [Block]
                static Sym Step(Scope s, Sym x) => x.Linear(s / "fc", 8).Relu();
            }
            """),
        ["MDSL7009"] = new(
            """
            A linear layer works on the last axis, which is the width of a map [N, C, H, W]; a mean over the channels leaves places to the layer behind it; tensors that are joined along the batch
            yield several results for one image, and a mean over the batch one for all. Each fits, and what comes out is something else than was meant.
            """,
            Model("s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3).{|#0:Linear(s / \"fc\", 10)|}"),
            "MDSL7009@0",
            Model("s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3).Mean(2, 3).Linear(s / \"fc\", 10)")),
        ["MDSL7010"] = new(
            "`[Preprocessing]` says how an image becomes the input: a mean and a deviation for each of its channels. What does not fit the input is only seen when the first image comes, or is left out in silence.",
            Model("s.Input(\"image\", Dim.Batch, 1, 28, 28).Mean(2, 3)").Replace("[Model(\"net\")]", "[Model(\"net\")]\n[{|#0:Preprocessing|}]"),
            "MDSL7010@0",
            Model("s.Input(\"image\", Dim.Batch, 1, 28, 28).Mean(2, 3)").Replace("[Model(\"net\")]", "[Model(\"net\")]\n[Preprocessing(Mean = [0.5], StandardDeviation = [0.25])]")),
        ["MDSL7011"] = new(
            "The height of a tensor stands where its width belongs, or the other way round. While images are square everything fits; with others the model computes something else or ends with an error.",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Doubled(s.Input("image", Dim.Batch, 1, 28, 28));

                static Sym Doubled(Sym x) => x.ResizeNearest({|#1:2 * x.Height|}, {|#0:2 * x.Height|});
            }
            """,
            "MDSL7011@0+1",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Doubled(s.Input("image", Dim.Batch, 1, 28, 28));

                static Sym Doubled(Sym x) => x.ResizeNearest(2 * x.Height, 2 * x.Width);
            }
            """),
    };
}
