using ModelDsl.Cli.Commands;
using ModelDsl.Models.Tests;

namespace ModelDsl.PyTorch.Tests;

/// <summary>Models compute in PyTorch, from their files, what they compute in TorchSharp, with the same keys and gradients.</summary>
public sealed class ModelTests
{
    /// <summary>Some small ones with the tests; all of them, which takes minutes, with <c>MODELDSL_MODELS=all</c>.</summary>
    public static TheoryData<string> Names => TestedModels.Or("lvt_cls", "resnet18", "vit_tiny_patch16_224", "mobilenetv2_100");

    [PythonTheory]
    [MemberData(nameof(Names))]
    public void A_model_has_the_same_keys_outputs_and_gradients(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        var differences = Comparison.Of(model, [.. TestedModels.Shapes(model, 1)]);
        Assert.True(differences.Length == 0, differences);
    }

    [PythonFact]
    public void Small_variants_with_carrier_tokens_and_shared_weights()
    {
        Assert.Equal("", Comparison.Of(FashionMnist.FasterVitFashion.Info.Model, 2, 1, 64, 64));
        Assert.Equal("", Comparison.Of(FashionMnist.LvtFashion.Info.Model, 2, 1, 32, 32));
    }

    [PythonFact]
    public void One_file_serves_images_of_any_size() => Assert.Equal("", Comparison.Of(ModelDsl.Models.Models.Find("faster_vit_0_any_size")!, 1, 3, 64, 96));

    [PythonFact]
    public void A_model_converted_to_double_precision_has_its_tables_in_it() =>
        Assert.Empty(Comparison.Differences(ModelDsl.Models.Models.Find("faster_vit_0_any_size")!, [[1, 3, 64, 96]], TorchSharp.torch.float64));

    [PythonFact]
    public void A_model_answers_what_training_programs_ask()
    {
        using var folder = new TemporaryFolder();
        var model = TinyNet.Info.Model;
        File.WriteAllText(folder.File("model.py"), PyTorchModel.Of(model.Specification!(), PyTorchExport.OptionsOf(model)).Text);
        _ = Python.Run(Path.Combine(AppContext.BaseDirectory, "services.py"), folder.File("model.py"), model.Name);
    }

    [PythonFact]
    public void A_mask_moves_the_positions_of_Dino() => Assert.Equal("", Comparison.Of(PaddedDinoNeck.Info.Model, [[2, 48, 68], [2, 8, 6, 9]]));

    [PythonFact]
    public void Two_images_share_the_modules_of_one_backbone() => Assert.Equal("", Comparison.Of(SiameseWindows.Info.Model, [[2, 3, 64, 64], [2, 3, 64, 64]]));

    [PythonFact]
    public void Calls_that_differ_share_weights_at_a_numbered_place() => Assert.Equal("", Comparison.Of(UnlikeCalls.Info.Model, [[2, 8], [2, 8]]));

    [PythonFact]
    public void Every_operation() => Assert.Equal("", Comparison.Of(EveryOperation.Info.Model, 3, 6, 15, 14));

    [PythonFact]
    public void Tokens_may_be_all_that_a_model_takes() => Assert.Equal("", Comparison.Of(TokenPositions.Info.Model, 2, 7));

    [PythonFact]
    public void Numbers_with_which_parameters_start_may_be_whole() => Assert.Equal("", Comparison.Of(WholeStarts.Info.Model, 2, 8));

    /// <summary>A number of 16 bits with the exponent of 32 counts to 256.</summary>
    [PythonFact]
    public void Positions_are_exact_in_16_bits()
    {
        Run(TokenPositions.Info.Model.Specification!(), """
            m = m.bfloat16()
            ids = torch.arange(300)[None] % 50
            assert torch.equal(m(ids), m.wte(ids) + m.wpe[:300] + (torch.arange(300, dtype=torch.bfloat16) * 0.1)[:, None]), "rows"
            """);
        Run(Specification.Of(s =>
        {
            var x = s.Input("x", Dim.Batch, 300, 300);
            var near = (s.Arange(0, 300).Unsqueeze(0) - s.Arange(0, 300).Unsqueeze(1)).Abs() < 2;
            return x.MaskedFill(near, 1) + s.Parameter("pairs", [150, 300], Init.Zeros).TakeRows((s.Arange(0, 300) / 2).ToInt64());
        }, "output"), """
            m = m.bfloat16()
            torch.nn.init.normal_(m.pairs)
            place = torch.arange(300)
            expected = ((place[None] - place[:, None]).abs() < 2).bfloat16() + m.pairs[place // 2]
            assert torch.equal(m(torch.zeros(1, 300, 300).bfloat16())[0], expected), "places"
            """);
    }

    [PythonFact]
    public void A_model_may_have_no_weights() => Run(Specification.Of(s => s.Input("x", Dim.Batch, 16, 32).Sum(2), "output"), """
        x = torch.rand(2, 16, 32)
        assert torch.equal(m(x), x.sum(2)), "sum"
        assert m.group_matcher() == {"blocks": []} and m.no_weight_decay() == set() and len(m.state_dict()) == 0, "services"
        m.set_grad_checkpointing()
        """);

    [PythonFact]
    public void A_model_may_have_no_inputs() => Run(Specification.Of(s => s.Parameter("table", [4, 8], Init.Normal(1)) * 2 + s.Arange(0, 8), "output"), """
        assert torch.equal(m(), m.table * 2 + torch.arange(8.0)), "values"
        assert m.bfloat16()().dtype == torch.bfloat16, "type"
        """);

    /// <summary>Runs Python on a model called m.</summary>
    private static void Run(Specification specification, string code)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("exported.py"), PyTorchModel.Of(specification, new() { Name = "small", ClassName = "Small" }).Text);
        File.WriteAllText(folder.File("run.py"), $"import torch\nimport exported\n\nm = exported.small()\n{code.ReplaceLineEndings("\n")}\n");
        _ = Python.Run(folder.File("run.py"));
    }
}

/// <summary>Tokens and their positions, of any number; further numbers follow from the position too.</summary>
[Model("token_positions")]
public partial class TokenPositions
{
    private static Sym Define(Scope s)
    {
        var ids = s.Input(ElementType.Int64, "ids", Dim.Batch, Dim.Symbol("T", minimum: 1, reference: 8));
        var count = ids.Shape[1];
        return ids.Embedding(s / "wte", 50, 16) + s.Parameter("wpe", [2048, 16], Init.Normal(1)).TakeRows(s.Arange(0, count).ToInt64()) + (s.Arange(0, count) * 0.1).Unsqueeze(1);
    }
}

/// <summary>Parameters that start at whole numbers: one stated in place, others by a number of their block.</summary>
[Model("whole_starts")]
public partial class WholeStarts
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("x", Dim.Batch, 8) * s.Parameter("log_dt", [8], Init.Constant(-3));
        return Shift(s / "b", Shift(s / "a", x, -4), 2);
    }

    private static Sym Shift(Scope s, Sym x, double start) => x + s.Parameter("shift", [8], Init.Constant(start));
}

/// <summary>Two calls at one place of which one does more, so that neither is a module.</summary>
[Model("unlike_calls")]
public partial class UnlikeCalls
{
    private static (Sym Left, Sym Right) Define(Scope s)
    {
        var place = s / "blocks" / 0;
        return (Block(place, s.Input("left", Dim.Batch, 8)), Block(place, s.Input("right", Dim.Batch, 8), isActive: true));
    }

    [Block]
    private static Sym Block(Scope s, Sym x, bool isActive = false)
    {
        x = x.Linear(s / "fc", 8) * s.Parameter("0", [8], Init.Normal(1)) + (s.Parameter("bias", [8], Init.Normal(1)) * 2).Cached(s, "twice");
        return isActive ? x.Gelu() : x;
    }
}
