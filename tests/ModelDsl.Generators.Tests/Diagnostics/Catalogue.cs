namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>For each rule what it is about, a specification that breaks it, and one that does not. The pages in docs/diagnostics are made of it.</summary>
/// <param name="Cause">What is wrong, why it matters, and what to do.</param>
/// <param name="Wrong">A project with marked places; empty for a rule that no specification is known to break.</param>
/// <param name="Expected">The diagnostics of that project, as <c>ID@primary+additional</c>.</param>
/// <param name="Right">The project put right.</param>
internal sealed partial record Entry(string Cause, string Wrong, string Expected, string Right)
{
    private const string Manifest = """
        {"file":"net.pth","format":"PyTorch","sha256":"2c26…","mapping":null,"wrappers":"","tensors":[
        {"name":"head.weight","dtype":"F32","shape":[10,8]},
        {"name":"head.bias","dtype":"F32","shape":[10]}
        ]}
        """;

    /// <summary>Files that the project shows to the compiler beside its sources.</summary>
    public IReadOnlyList<(string Name, string Text)> Files { get; init; } = [];

    public static IReadOnlyDictionary<string, Entry> All { get; } = new Dictionary<string, Entry>(Meaning())
    {
        ["MDSL1001"] = new(
            "The module is generated into the class that holds the specification, so that class has to be `partial`.",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)").Replace("partial class Net", "class {|#0:Net|}"),
            "MDSL1001@0",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)")),
        ["MDSL1002"] = new(
            "A model is what its method `Define` builds. It is static, takes the root `Scope`, and returns a `Sym`, `Features`, or a tuple of `Sym`.",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym {|#0:Define|}() => null!;
            }
            """,
            "MDSL1002@0",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)")),
        ["MDSL1003"] = new(
            "A generated part cannot complete this kind of class: a generic or static one, one that is local to its file, or one inside a class that is not partial.",
            Model("s.Input(\"x\", Dim.Batch, 8)").Replace("class Net", "class {|#0:Net|}<T>"),
            "MDSL1003@0",
            Model("s.Input(\"x\", Dim.Batch, 8)")),
        ["MDSL1004"] = new(
            "Models are found by their names, so each name is taken once in an assembly.",
            """
            [Model("net")]
            public partial class First
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, 8);
            }

            [Model({|#0:"net"|})]
            public partial class Second
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, 16);
            }
            """,
            "MDSL1004@0",
            """
            [Model("net")]
            public partial class First
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, 8);
            }

            [Model("wide_net")]
            public partial class Second
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, 16);
            }
            """),
        ["MDSL1005"] = new(
            "The name is what the model is listed and found under; it cannot be empty.",
            Model("s.Input(\"x\", Dim.Batch, 8)").Replace("\"net\"", "{|#0:\"\"|}"),
            "MDSL1005@0",
            Model("s.Input(\"x\", Dim.Batch, 8)")),
        ["MDSL2001"] = new(
            "Specifications are evaluated while you type. Most of C# works: records, `with`, loops, lambdas, LINQ, patterns. What only makes sense at run time, like `try`, `await`, `lock` and `dynamic`, does not; the message says what to write instead.",
            Body("var width = 8;\n{|#0:try { width = 16; } finally { }|}\nreturn s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", width);"),
            "MDSL2001@0",
            Body("var width = 16;\nreturn s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", width);")),
        ["MDSL2002"] = new(
            "The evaluator runs what has source in your project or in a library built with this generator, and a part of the framework: `Math`, `string`, collections, LINQ. Clocks, random numbers and files are left out on purpose: a model must be the same in every build.",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", {|#0:Environment.ProcessorCount|})"),
            "MDSL2002@0",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 4)")),
        ["MDSL2003"] = new(
            "An evaluation is bounded in steps, in operations of the model, in nested calls and in elements of a list, so that a loop without an end cannot stop your editor.",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nfor (var i = 0; i >= 0; i++) x = x.Gelu();\nreturn x;").Replace("class Net", "class {|#0:Net|}"),
            "MDSL2003@0",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nfor (var i = 0; i < 3; i++) x = x.Gelu();\nreturn x;")),
        ["MDSL2004"] = new(
            "An expression of the specification fails as it would at run time: an index outside a list, a division by zero, a null, a number that does not fit.",
            Body("int[] widths = [8, 16];\nreturn s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", {|#1:widths[{|#0:2|}]|});"),
            "MDSL2004@0+1",
            Body("int[] widths = [8, 16];\nreturn s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", widths[1]);")),
        ["MDSL3001"] = new(
            "A size, a count or a rate is outside its range: sizes, kernels, strides and groups are at least 1, paddings at least 0, rates from 0 to less than 1.",
            Model("s.Input(\"image\", Dim.Batch, 3, 32, 32).{|#1:Conv2d(s / \"conv\", 8, kernel: 3, stride: {|#0:0|})|}"),
            "MDSL3001@0+1",
            Model("s.Input(\"image\", Dim.Batch, 3, 32, 32).Conv2d(s / \"conv\", 8, kernel: 3, stride: 2)")),
        ["MDSL3002"] = new(
            "Weights have constant sizes. A size that is fixed only at run time, like the batch, cannot be one.",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nreturn x.{|#1:Linear(s / \"head\", {|#0:x.Shape[0]|})|};"),
            "MDSL3002@0+1",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nreturn x.Linear(s / \"head\", x.Features);")),
        ["MDSL3003"] = new(
            "The operation takes a tensor with another number of axes: a convolution works on maps [N, C, H, W], not on tokens [N, tokens, C]. Rearrange the tensor first.",
            Model("s.Input(\"tokens\", Dim.Batch, 196, 8).{|#0:Conv2d(s / \"conv\", 8, kernel: 3)|}"),
            "MDSL3003@0",
            Model("s.Input(\"tokens\", Dim.Batch, 196, 8).Rearrange(\"b (h w) c -> b c h w\", (\"h\", 14)).Conv2d(s / \"conv\", 8, kernel: 3)")),
        ["MDSL3004"] = new(
            "Two tensors are combined whose sizes differ in an axis where neither is 1. The message lies where the smallest change makes them fit, and offers it.",
            Body("var x = s.Input(\"image\", Dim.Batch, 32, 56, 56);\nreturn {|#1:x + x.Conv2d(s / \"conv\", {|#0:48|}, kernel: 3, padding: 1)|};"),
            "MDSL3004@0+1",
            Body("var x = s.Input(\"image\", Dim.Batch, 32, 56, 56);\nreturn x + x.Conv2d(s / \"conv\", 32, kernel: 3, padding: 1);")),
        ["MDSL3005"] = new(
            "An axis has another size than the operation takes, or parts of it do not make the whole.",
            Model("s.Input(\"tokens\", Dim.Batch, 50, 64).{|#1:Split(1, 2, {|#0:49|})|}[1]"),
            "MDSL3005@0+1",
            Model("s.Input(\"tokens\", Dim.Batch, 50, 64).Split(1, 2, 48)[1]")),
        ["MDSL3006"] = new(
            "The kernel does not fit once into the map with its padding: the padding is missing, or the map is too small.",
            Model("s.Input(\"image\", Dim.Batch, 3, 5, 5).{|#1:{|#0:Conv2d|}(s / \"conv\", 8, kernel: 7)|}"),
            "MDSL3006@0+1",
            Model("s.Input(\"image\", Dim.Batch, 3, 5, 5).Conv2d(s / \"conv\", 8, kernel: 7, padding: 3)")),
        ["MDSL3007"] = new(
            "Axes are numbered from 0, or from -1 backwards; this one does not exist, or the position in it does not.",
            Model("s.Input(\"tokens\", Dim.Batch, 49, 64).{|#1:Softmax({|#0:3|})|}"),
            "MDSL3007@0+1",
            Model("s.Input(\"tokens\", Dim.Batch, 49, 64).Softmax(2)")),
        ["MDSL3008"] = new(
            "A size that is fixed only at run time is kept as a sum of products of symbols. One that grows without end, usually by a loop, is refused.",
            Body("Dim size = Dim.Symbol(\"A\") + Dim.Symbol(\"B\");\nfor (var i = 0; i < 30; i++) size = {|#0:size * size|};\nreturn s.Input(\"x\", Dim.Batch, size);"),
            "MDSL3008@0",
            Body("Dim size = Dim.Symbol(\"A\") + Dim.Symbol(\"B\");\nsize = size * size;\nreturn s.Input(\"x\", Dim.Batch, size);")),
        ["MDSL3009"] = new(
            "Elements are 32-bit floating point numbers, 64-bit integers (inputs that are declared so, numbers of rows) or truth values (what comparisons yield). An operation takes those of its own type: a layer computes with floating point numbers, an embedding looks up integers, a mask holds truth values. `ToFloat32` and `ToInt64` convert.",
            Model("s.Input(ElementType.Int64, \"tokens\", Dim.Batch, 49).{|#0:Linear(s / \"fc\", 64)|}"),
            "MDSL3009@0",
            Model("s.Input(ElementType.Int64, \"tokens\", Dim.Batch, 49).Embedding(s / \"wte\", 1000, 64).Linear(s / \"fc\", 64)")),
        ["MDSL3102"] = new(
            "One number has to divide another and does not: heads the channels, groups the channels, a window the map. The message names both, where they come from, and the nearest values that would do; each of these has been tried on the whole specification.",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => {|#2:Attention(s, s.Input("tokens", Dim.Batch, 49, 64), heads: {|#0:7|})|};

                static Sym Attention(Scope s, Sym x, int heads) =>
                    x.Linear(s / "qkv", 3 * x.Features).{|#1:Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", heads))|}.Select(0, 0);
            }
            """,
            "MDSL3102@0+1,2",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Attention(s, s.Input("tokens", Dim.Batch, 49, 64), heads: 8);

                static Sym Attention(Scope s, Sym x, int heads) =>
                    x.Linear(s / "qkv", 3 * x.Features).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", heads)).Select(0, 0);
            }
            """),
        ["MDSL3201"] = new(
            "The pattern of a rearrangement does not describe the tensor: another number of axes, a name that stands on one side only, a parenthesis that does not close.",
            Model("s.Input(\"image\", Dim.Batch, 3, 32, 32).{|#1:Rearrange({|#0:\"b c h w -> b h v c\"|})|}"),
            "MDSL3201@0+1",
            Model("s.Input(\"image\", Dim.Batch, 3, 32, 32).Rearrange(\"b c h w -> b h w c\")")),
        ["MDSL3202"] = new(
            """
            A tensor remembers what its axes were put together from. A later rearrangement may give the parts other names, split them further, or take
            several as one; it may not take one part for another, even where the sizes agree. That is the mistake which no run-time check sees: the
            shapes are right and the elements are not. The published any-resolution code of FasterViT contains it for window grids that are not square.

            Operations that leave an axis alone keep its parts; a layer that replaces an axis (`Linear` the last one, `Conv2d` the channels) makes a new one.
            `x.Unnamed()` is the same tensor without this memory, for a model that has to reproduce such code.
            """,
            Body("var x = s.Input(\"tokens\", Dim.Batch, 24, 64).{|#2:Rearrange(\"b (h w p q) c -> b (h p w q) c\", (\"h\", 2), (\"w\", 3), (\"p\", 2))|};\n"
                + "return x.{|#1:Rearrange({|#0:\"b (w p h q) c -> (b h w) (p q) c\"|}, (\"h\", 2), (\"w\", 3), (\"p\", 2))|};"),
            "MDSL3202@0+1,2",
            Body("var x = s.Input(\"tokens\", Dim.Batch, 24, 64).Rearrange(\"b (h w p q) c -> b (h p w q) c\", (\"h\", 2), (\"w\", 3), (\"p\", 2));\n"
                + "return x.Rearrange(\"b (h p w q) c -> (b h w) (p q) c\", (\"h\", 2), (\"w\", 3), (\"p\", 2));")),
        ["MDSL3301"] = new(
            "A rule that the family states for its own hyper-parameters with `Require.That`.",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => {|#2:Block(s, {|#0:4|})|};

                static Sym Block(Scope s, int kernel)
                {
                    Require.{|#1:That(kernel % 2 == 1, $"kernel {kernel} is even, so it has no centre", kernel)|};
                    return s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "conv", 8, kernel, padding: kernel / 2);
                }
            }
            """,
            "MDSL3301@0+1,2",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Block(s, 5);

                static Sym Block(Scope s, int kernel)
                {
                    Require.That(kernel % 2 == 1, $"kernel {kernel} is even, so it has no centre", kernel);
                    return s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "conv", 8, kernel, padding: kernel / 2);
                }
            }
            """),
        ["MDSL3302"] = new(
            "The specification throws its own exception. Its message is shown on the argument that it names.",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => {|#2:Head(s, {|#0:12|})|};

                static Sym Head(Scope s, int width) => width % 8 == 0
                    ? s.Input("x", Dim.Batch, 8).Linear(s / "head", width)
                    : {|#1:throw new ArgumentException($"width {width} is not a multiple of 8", nameof(width))|};
            }
            """,
            "MDSL3302@0+1,2",
            """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Head(s, 16);

                static Sym Head(Scope s, int width) => width % 8 == 0
                    ? s.Input("x", Dim.Batch, 8).Linear(s / "head", width)
                    : throw new ArgumentException($"width {width} is not a multiple of 8", nameof(width));
            }
            """),
        ["MDSL4001"] = new(
            "One path of the state_dict is one set of weights. The same declaration twice shares them; two that differ need two names.",
            Model("s.Input(\"x\", Dim.Batch, 8).{|#2:Linear(s / \"fc\", 16)|}.Gelu().{|#1:Linear(s / {|#0:\"fc\"|}, 8)|}"),
            "MDSL4001@0+1,2",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc1\", 16).Gelu().Linear(s / \"fc2\", 8)")),
        ["MDSL4002"] = new(
            "The parts of a state_dict key are letters, digits and `_`; deeper places are written as `s / \"blocks\" / 0`.",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear({|#1:s / {|#0:\"blocks.0\"|}|}, 16)"),
            "MDSL4002@0+1",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"blocks\" / 0, 16)")),
        ["MDSL4003"] = new(
            "`Cached` keeps a value from one call to the next and `Buffer` keeps it with the weights, so neither may depend on what the model is given. A cached value is computed by the module that keeps it, from the weights in it: it is kept where these lie, or around them.",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nreturn x + {|#0:x.Mean(0)|}.{|#1:Cached(s, \"mean\")|};"),
            "MDSL4003@1",
            Body("var x = s.Input(\"x\", Dim.Batch, 8);\nreturn x + s.Parameter(\"shift\", [8], Init.Zeros).Cached(s, \"mean\");")),
        ["MDSL4004"] = new(
            "Inputs become parameters of `forward` and named outputs its results, so each has its own name.",
            Body("var a = s.Input(\"x\", Dim.Batch, 8);\nvar b = s.{|#1:Input({|#0:\"x\"|}, Dim.Batch, 8)|};\nreturn a + b;"),
            "MDSL4004@0+1",
            Body("var a = s.Input(\"x\", Dim.Batch, 8);\nvar b = s.Input(\"y\", Dim.Batch, 8);\nreturn a + b;")),
        ["MDSL4101"] = new(
            """
            `[Weights]` names a manifest of the weight file that a model is meant for, and the build holds the model against it. `modeldsl weights manifest FILE > net.weights.json`
            writes the manifest; it belongs to the project as `<AdditionalFiles Include="net.weights.json" />`. Where two files have the name, write more of the path.
            """,
            Weighted("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)", "{|#0:\"other.weights.json\"|}"),
            "MDSL4101@0",
            Weighted("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)", "\"net.weights.json\"")) { Files = [("net.weights.json", Manifest)] },
        ["MDSL4102"] = new(
            "A manifest is read strictly: the members that `modeldsl weights manifest` writes and no others, each tensor once, sizes that are whole numbers.",
            Weighted("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)", "{|#0:\"edited.weights.json\"|}"),
            "MDSL4102@0",
            Weighted("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)", "\"net.weights.json\"")) { Files = [("edited.weights.json", Manifest.Replace("head.bias", "head.weight", StringComparison.Ordinal)), ("net.weights.json", Manifest)] },
        ["MDSL4103"] = new(
            """
            The model would have other keys or shapes than the weight file that it names, so no load could succeed. The message lies on the hyper-parameter in which the two differ, where
            there is one, with its value in the file; keys that none explains are listed on the name of the manifest. The rules are those of `Weights.Load`: wrappers such as `module.` do not
            count, and what the module computes by itself need not be in the file.
            """,
            Weighted("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", {|#0:12|})", "\"net.weights.json\""),
            "MDSL4103@0",
            Weighted("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"head\", 10)", "\"net.weights.json\"")) { Files = [("net.weights.json", Manifest)] },
        ["MDSL5001"] = new(
            """
            `[Budget]` states what a model may cost: trained values, multiply-accumulate operations for an image, bytes that tensors hold at once.
            A change that makes it cost more is an error, which names the three largest contributors.
            """,
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc1\", 64).Gelu().Linear(s / \"fc2\", 10)").Replace("public partial", "[Budget({|#0:Parameters = 1_000|})]\npublic partial", StringComparison.Ordinal),
            "MDSL5001@0",
            Model("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc1\", 48).Gelu().Linear(s / \"fc2\", 10)").Replace("public partial", "[Budget(Parameters = 1_000)]\npublic partial", StringComparison.Ordinal)),
        ["MDSL5101"] = new(
            """
            Attention multiplies matrices whose inner size is the channels of a head. Fast kernels do that in steps of 8, so a head of 20 channels takes
            the time of one with 24. This is a suggestion; `dotnet_diagnostic.MDSL5101.severity = none` in `.editorconfig` turns it off.
            """,
            Attention(width: "{|#0:60|}", heads: 3),
            "MDSL5101@0",
            Attention(width: "96", heads: 6)),
        ["MDSL5102"] = new(
            """
            Buffers and cached values are kept with the weights, in memory and in files, and these are larger than all weights together. Position tables
            grow with the square of the number of positions. This is a suggestion; `dotnet_diagnostic.MDSL5102.severity = none` in `.editorconfig` turns it off.
            """,
            Body("var x = s.Input(\"tokens\", Dim.Batch, 64, 8).Linear(s / \"fc\", 8);\nvar bias = s.Buffer(\"bias\", s.Arange(0, 512).Rearrange(\"(n c) -> n c\", (\"n\", 64)));\nreturn x + bias;").Replace("class Net", "class {|#0:Net|}", StringComparison.Ordinal),
            "MDSL5102@0",
            Body("var x = s.Input(\"tokens\", Dim.Batch, 64, 8).Linear(s / \"fc\", 8);\nvar bias = s.Buffer(\"bias\", s.Arange(0, 64).Rearrange(\"n -> n 1\"));\nreturn x + bias;")),
        ["MDSL5103"] = new(
            """
            The map is padded so that windows tile it, and more than a quarter of the tokens that are then computed are zeros. This is a suggestion;
            `dotnet_diagnostic.MDSL5103.severity = none` in `.editorconfig` turns it off.
            """,
            Body("var x = s.Input(\"map\", Dim.Batch, 8, 15, 15).Pad(0, {|#0:6|}, 0, 6);\nreturn x.Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", 7), (\"q\", 7)).Linear(s / \"fc\", 8);"),
            "MDSL5103@0",
            Body("var x = s.Input(\"map\", Dim.Batch, 8, 15, 15).Pad(0, 1, 0, 1);\nreturn x.Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", 8), (\"q\", 8)).Linear(s / \"fc\", 8);")),
        ["MDSL6001"] = new(
            """
            A generated module says which shapes it takes, and the code around it often says which shape a tensor has: `zeros`, `rand`, `reshape`, `cat`,
            results of other modules, also by way of a local that a lambda captures, a readonly field, a get-only property or a helper method of the
            same project. Where both are known and differ in a size, the call would throw. Where the code does not tell, nothing is said.
            """,
            Use("net.call({|#0:zeros(1, 3, 256, 256)|})"),
            "MDSL6001@0",
            Use("net.call(zeros(1, 3, 224, 224))")),
        ["MDSL6002"] = new(
            "The tensor is known to have another number of axes than the module takes: a single image without a batch axis, for instance.\nHow it is known is what [MDSL6001](MDSL6001.md) says.",
            Use("net.call({|#0:zeros(3, 224, 224)|})"),
            "MDSL6002@0",
            Use("net.call(zeros(3, 224, 224).unsqueeze(0))")),
        ["MDSL6003"] = new(
            "The module takes tensors of several sizes, and this one is known to be none of them: too small, or no multiple of what it has to be.\nHow the size is known is what [MDSL6001](MDSL6001.md) says.",
            Use("net.call({|#0:zeros(1, 3, 100, 128)|})").Replace("224, 224", "Dim.Symbol(\"H\", multipleOf: 32), Dim.Symbol(\"W\", multipleOf: 32)", StringComparison.Ordinal),
            "MDSL6003@0",
            Use("net.call(zeros(1, 3, 96, 128))").Replace("224, 224", "Dim.Symbol(\"H\", multipleOf: 32), Dim.Symbol(\"W\", multipleOf: 32)", StringComparison.Ordinal)),
        ["MDSL9001"] = new(
            "ModelDsl itself failed. Your specification may be right or wrong; please report it with the message. Nothing known leads here.",
            "", "", Model("s.Input(\"x\", Dim.Batch, 8)")),
    };

    private static string Use(string call) => $$"""
        using static TorchSharp.torch;

        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 224, 224).Conv2d(s / "conv", 8, kernel: 32, stride: 32);
        }

        static class Program
        {
            static Tensor Run(Net net) => {{call}};
        }
        """;

    private static string Attention(string width, int heads) => $$"""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s)
            {
                var tokens = s.Input("tokens", Dim.Batch, 49, 96);
                return Attention(s, tokens.Linear(s / "in", {{width}}), {{heads}}).Linear(s / "out", 96);
            }

            static Sym Attention(Scope s, Sym x, int heads)
            {
                var qkv = x.Linear(s / "qkv", 3 * x.Features).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", heads));
                var weights = (qkv.Select(0, 0).MatMul(qkv.Select(0, 1).Rearrange("b h n d -> b h d n")) * 0.2).Softmax();
                return weights.MatMul(qkv.Select(0, 2)).Rearrange("b h n d -> b n (h d)");
            }
        }
        """;

    private static string Weighted(string result, string manifest) =>
        Model(result).Replace("public partial", $"[Weights({manifest})]\npublic partial", StringComparison.Ordinal);

    private static string Model(string expression) => $$"""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s) => {{expression}};
        }
        """;

    private static string Body(string statements) => $$"""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
