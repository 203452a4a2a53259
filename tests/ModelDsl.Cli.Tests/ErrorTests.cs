namespace ModelDsl.Cli.Tests;

/// <summary>Every mistake is one line on standard error and exit code 2.</summary>
public sealed class ErrorTests : IDisposable
{
    private static readonly string Image = Scratch.Fixture("rgb.png");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("tiny_clasifier", "unknown model 'tiny_clasifier': did you mean 'tiny_classifier'?")]
    [InlineData("TINY-BACKBONE", "unknown model 'TINY-BACKBONE': did you mean 'tiny_backbone'?")]
    [InlineData("resnet", "unknown model 'resnet': 'modeldsl list' names them all")]
    public async Task Unknown_model(string name, string message)
    {
        Assert.Equal(message, (await Command.Run("summary", name)).Failure);
        Assert.Equal(message, (await Command.Run("run", name, Image)).Failure);
        Assert.Equal(message, (await Command.Run("bench", name)).Failure);
        Assert.Equal(message, (await Command.Run("verify", name, "x.json")).Failure);
    }

    [Theory]
    [InlineData("lst", "unknown command 'lst': did you mean 'list'?")]
    [InlineData("fly away", "unknown command 'fly away': --help names them all")]
    public async Task Unknown_command(string name, string message) => Assert.Equal(message, (await Command.Run(name)).Failure);

    [Theory]
    [InlineData("summary")]
    [InlineData("run", "tiny_classifier")]
    [InlineData("list", "--jason")]
    [InlineData("list", "extra")]
    public async Task Wrong_usage(params string[] args) => Assert.NotEqual("", (await Command.Run(args)).Failure);

    [Theory]
    [InlineData("unknown option '--bogus': 'modeldsl run --help' tells more", "run", "tiny_classifier", "x.png", "--bogus")]
    [InlineData("unknown option '--tpo': did you mean '--top'?", "run", "tiny_classifier", "x.png", "--tpo", "3")]
    [InlineData("unknown option '--jason': did you mean '--json'?", "list", "--jason")]
    [InlineData("--none.png: no such file", "run", "tiny_classifier", "--", "--none.png")]
    [InlineData("IMAGE is missing: run takes MODEL IMAGE; 'modeldsl run --help' tells more", "run", "tiny_classifier")]
    [InlineData("MODEL is missing: summary takes MODEL; 'modeldsl summary --help' tells more", "summary")]
    [InlineData("'extra': summary takes no more than MODEL; 'modeldsl summary --help' tells more", "summary", "tiny_classifier", "extra")]
    [InlineData("--data is missing: --data DATA; 'modeldsl train --help' tells more", "train", "tiny_classifier")]
    [InlineData("--lr: its value is missing: --lr X", "train", "tiny_classifier", "--data", "x", "--lr")]
    [InlineData("--lr: is given 2 times; give it once", "train", "tiny_classifier", "--data", "x", "--lr", "1", "--lr", "2")]
    [InlineData("weights: a command is missing: weights has inspect, manifest, convert, diff", "weights")]
    [InlineData("unknown command 'weights inspcet': did you mean 'inspect'?", "weights", "inspcet")]
    public async Task What_the_line_lacks_or_has_too_much_is_named_with_what_to_do(string message, params string[] args) => Assert.Equal(message, (await Command.Run(args)).Failure);

    [Theory]
    [InlineData("--optimizer: 'adam' is none of adamw, sgd", "train", "tiny_classifier", "--data", "x", "--optimizer", "adam")]
    [InlineData("--schedule: 'step' is none of cosine, poly", "train", "tiny_classifier", "--data", "x", "--schedule", "step")]
    [InlineData("--amp: 'float16' is none of bfloat16", "train", "tiny_classifier", "--data", "x", "--amp", "float16")]
    [InlineData("--model: 'foo' is none of faster-vit, lvt", "demo", "--model", "foo")]
    [InlineData("--task: 'detection' is none of classification, segmentation", "run", "tiny_classifier", "x.png", "--task", "detection")]
    public async Task A_choice_that_does_not_exist_is_answered_with_those_that_do(string message, params string[] args) => Assert.Equal(message, (await Command.Run(args)).Failure);

    [Fact]
    public async Task Names_that_neither_model_nor_file_has_are_refused_with_the_nearest()
    {
        using var module = TinyModels.Classifier.Create(Runtime.Initialization.Published);
        var file = scratch.Path("w.safetensors");
        Runtime.Weights.Save(module, file);
        Assert.Equal(file + ": new head 'haed': a layer neither of the model nor of the file; did you mean 'head'?", await Refused("--new-head", "haed"));
        Assert.Equal(file + ": new head 'nosuch': a layer neither of the model nor of the file; there are stem, head", await Refused("--new-head", "head,nosuch"));
        Assert.Equal(file + ": leave out 'nothing.': none of the file's keys begins so; there are stem., head.", await Refused("--leave-out", "nothing."));
        Assert.Equal(file + ": input channels of 'stem': not a key of the model; did you mean 'stem.weight'?", await Refused("--input-channels", "stem"));
        var (code, _, error) = await Command.Run("run", "tiny_classifier", Image, "--weights", file, "--new-head", "head", "--leave-out", "head.", "--input-channels", "stem.weight");
        Assert.Equal((0, ""), (code, error));

        async Task<string> Refused(string option, string value) => (await Command.Run("run", "tiny_classifier", Image, "--weights", file, option, value)).Failure;
    }

    [Fact]
    public async Task A_file_of_another_model_is_told_with_the_hyper_parameter_and_the_model_that_it_fits()
    {
        var (file, head) = (scratch.Path("w.safetensors"), scratch.Path("head.safetensors"));
        using (var module = FashionMnist.Models.Find("faster_vit_fashion")!.Create(Runtime.Initialization.Published)) Runtime.Weights.Save(module, file);
        using var weight = TorchSharp.torch.zeros(5, 3);
        using var bias = TorchSharp.torch.zeros(5);
        Runtime.Weights.SaveTensors(head, [new("head.weight", weight), new("head.bias", bias)], new Dictionary<string, string>());
        var catalog = new ModelCatalog([.. FashionMnist.Models.All, FewClasses.Info.Model]);
        Assert.EndsWith("; it fits faster_vit_fashion", (await Command.Run(catalog, "run", "lvt_fashion", Image, "--weights", file)).Failure);
        var line = (await Command.Run(catalog, "bench", "few_classes", "--weights", head)).Failure;
        Assert.Contains("; features is 3 here and 5 in the file: head.weight is [3, 3] here, [5, 3] in the file", line);
        Assert.DoesNotContain("it fits", line);
    }

    [Fact]
    public async Task Means_and_deviations_that_do_not_fit_together_are_a_line_about_the_model()
    {
        var preprocessing = TinyModels.Classifier.Preprocessing! with { Mean = [0.5, 0.5] };
        var broken = new ModelCatalog([TinyModels.Classifier with { Preprocessing = preprocessing }]);
        Assert.Equal(
            "tiny_classifier: its [Preprocessing] has 2 means and 3 deviations; give three of each for colours, or one for grey",
            (await Command.Run(broken, "run", "tiny_classifier", Image)).Failure);
    }

    [Theory]
    [InlineData("--depth: '-1' is not a whole number from 0 to 100", "summary", "tiny_classifier", "--depth", "-1")]
    [InlineData("--top: '0' is not a whole number from 1 to 100000", "run", "tiny_classifier", "x.png", "--top", "0")]
    [InlineData("--top: '1.5' is not a whole number from 1 to 100000", "run", "tiny_classifier", "x.png", "--top", "1.5")]
    [InlineData("--batch: 'many' is not a whole number from 1 to 65536", "bench", "tiny_classifier", "--batch", "many")]
    [InlineData("--batch: '99999999999999' is not a whole number from 1 to 65536", "bench", "tiny_classifier", "--batch", "99999999999999")]
    [InlineData("--seconds: '0' is not a number of seconds above 0 and up to 86400", "bench", "tiny_classifier", "--seconds", "0")]
    [InlineData("--seconds: 'NaN' is not a number of seconds above 0 and up to 86400", "bench", "tiny_classifier", "--seconds", "NaN")]
    [InlineData("--device: 'tpu' is neither cpu nor cuda", "bench", "tiny_classifier", "--device", "tpu")]
    public async Task Bad_option_value(string message, params string[] args) => Assert.Equal(message, (await Command.Run(args)).Failure);

    [Fact]
    public async Task Missing_image() =>
        Assert.Equal("none.png: no such file", (await Command.Run("run", "tiny_classifier", "none.png")).Failure);

    [Fact]
    public async Task A_file_called_at_something_is_a_file() =>
        Assert.Equal("@none.png: no such file", (await Command.Run("run", "tiny_classifier", "@none.png")).Failure);

    [Fact]
    public async Task A_folder_is_no_image()
    {
        Directory.CreateDirectory(scratch.Path("folder"));
        Assert.Equal($"{scratch.Path("folder")}: is a folder, not an image", (await Command.Run("run", "tiny_classifier", scratch.Path("folder"))).Failure);
    }

    [Fact]
    public async Task Empty_image()
    {
        var file = scratch.Write("empty.png", "");
        Assert.Equal($"{file}: the file is empty", (await Command.Run("run", "tiny_classifier", Image, file)).Failure);
    }

    [Fact]
    public async Task Truncated_images()
    {
        var png = scratch.Write("cut.png", File.ReadAllBytes(Image)[..300]);
        var jpeg = scratch.Write("cut.jpg", File.ReadAllBytes(Scratch.Fixture("rgb.jpg"))[..1500]);
        Assert.Equal($"{png}: the PNG data is truncated", (await Command.Run("run", "tiny_classifier", png)).Failure);
        Assert.Equal($"{jpeg}: the JPEG data is truncated", (await Command.Run("run", "tiny_classifier", jpeg)).Failure);
    }

    [Fact]
    public async Task Weights_of_another_model()
    {
        using var other = TorchSharp.torch.nn.Linear(3, 3);
        Runtime.Weights.Save(other, scratch.Path("other.safetensors"));
        Assert.Equal(
            $"{scratch.Path("other.safetensors")}: not weights of this model (nothing was loaded): of 4 entries in the model and 2 in the file, "
            + "4 missing from the file: stem.weight, stem.bias, head.weight, …; 2 unknown to the model: weight, bias",
            (await Command.Run("run", "tiny_classifier", Image, "--weights", scratch.Path("other.safetensors"))).Failure);
    }

    [Fact]
    public async Task Missing_weights() =>
        Assert.Equal("none.safetensors: no such file", (await Command.Run("run", "tiny_classifier", Image, "--weights", "none.safetensors")).Failure);

    [Fact]
    public async Task A_peer_that_is_none()
    {
        const string option = "--peer-torchscript";
        Assert.Equal($"{option}: none.pt: no such file", (await Command.Run("bench", "tiny_classifier", option, "none.pt")).Failure);
        Assert.StartsWith(
            $"{option}: {Image} is not TorchScript that this libtorch can load (torch.jit.save makes it): ",
            (await Command.Run("bench", "tiny_classifier", option, Image)).Failure);
        Assert.Equal(
            "tiny_backbone has 2 outputs; --peer-torchscript knows models of one",
            (await Command.Run("bench", "tiny_backbone", option, Scratch.Fixture("tiny_classifier.pt"))).Failure);
        var wide = new ModelCatalog([TinyModels.Classifier with { Inputs = [new Runtime.TensorInfo("images", [-1, 4, 16, 16], "[N, 4, 16, 16]")] }]);
        Assert.StartsWith(
            $"{option}: {Scratch.Fixture("tiny_classifier.pt")} does not take images of [1, 4, 16, 16]: ",
            (await Command.Run(wide, "bench", "tiny_classifier", option, Scratch.Fixture("tiny_classifier.pt"), "--weights", Scratch.Fixture("tiny_classifier.pth"))).Failure);
    }

    [Fact]
    public async Task No_CUDA()
    {
        if (TorchSharp.torch.cuda.is_available()) return;
        Assert.Equal("--device cuda: this libtorch finds no CUDA device", (await Command.Run("bench", "tiny_classifier", "--device", "cuda")).Failure);
        Assert.Equal("--device cuda: this libtorch finds no CUDA device", (await Command.Run("run", "tiny_classifier", Image, "--device", "cuda")).Failure);
    }

    [Fact]
    public async Task Labels_that_do_not_fit()
    {
        var labels = scratch.Write("labels.txt", "a\nb\n");
        Assert.Equal("--labels: 2 names for a model of 10 classes", (await Command.Run("run", "tiny_classifier", Image, "--labels", labels)).Failure);
        Assert.Equal("--labels: none.txt: no such file", (await Command.Run("run", "tiny_classifier", Image, "--labels", "none.txt")).Failure);
        var folder = Path.GetDirectoryName(labels)!;
        Assert.Equal($"--labels: {folder}: is a folder, not a file with a name in each line", (await Command.Run("run", "tiny_classifier", Image, "--labels", folder)).Failure);
        Assert.Equal($"--assembly: {folder}: is a folder, not an assembly (.dll)", (await Command.Run("run", "tiny_classifier", Image, "--assembly", folder)).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"parameters":1,"input":[1],"state":[["a",[1],"float32"]]}""")]
    [InlineData("""{"parameters":"x","input":[1],"state":[]}""")]
    [InlineData("""{"parameters":1,"input":[1],"state":[],"outputs":{"o":{"shape":[1],"mean":0,"rms":0,"samples":[[1,0]]}},"taps":{},"loss":0,"grad_norms":{}}""")]
    public async Task What_is_no_golden_file(string content)
    {
        var file = scratch.Write("bad.json", content);
        Assert.StartsWith($"{file}: not a golden file: ", (await Command.Run("verify", "tiny_classifier", file)).Failure);
    }

    [Theory]
    [InlineData("{}", "'parameters' is missing")]
    [InlineData("""{"parameters":"x","input":[1],"state":[]}""", "a list or value in it is of another form than in those of tests/Goldens")]
    public async Task A_golden_file_is_told_what_it_lacks(string content, string reason)
    {
        var file = scratch.Write("bad.json", content);
        Assert.Equal($"{file}: not a golden file: {reason}", (await Command.Run("verify", "tiny_classifier", file)).Failure);
    }

    [Fact]
    public async Task Missing_golden_file() =>
        Assert.Equal("none.json: no such file", (await Command.Run("verify", "tiny_classifier", "none.json")).Failure);

    [Fact]
    public async Task A_folder_is_not_a_golden_file() =>
        Assert.Equal($"{AppContext.BaseDirectory}: is a folder, not a golden file", (await Command.Run("verify", "tiny_classifier", AppContext.BaseDirectory)).Failure);

    [Fact]
    public async Task An_unexpected_error_is_one_line_too_and_debug_tells_more()
    {
        var broken = new ModelCatalog([TinyModels.Classifier with { Call = (_, _) => throw new InvalidDataException("boom\nand more") }]);
        Assert.Equal("unexpected error: boom", (await Command.Run(broken, "run", "tiny_classifier", Image)).Failure);
        var debug = await Command.Run(broken, "run", "tiny_classifier", Image, "--debug");
        Assert.Equal(2, debug.Code);
        Assert.Contains("   at ", debug.Error);
    }

    [Fact]
    public async Task Stopping_is_exit_code_130()
    {
        var stopped = new ModelCatalog([TinyModels.Classifier with { Call = (_, _) => throw new OperationCanceledException() }]);
        Assert.Equal(130, (await Command.Run(stopped, "run", "tiny_classifier", Image)).Code);
    }
}
