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
    public void Every_operation() => Assert.Equal("", Comparison.Of(EveryOperation.Info.Model, 3, 6, 15, 14));
}
