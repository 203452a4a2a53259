using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>Published models compute in ONNX Runtime what they compute in TorchSharp.</summary>
public sealed class ModelTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, long, long, long> Cases => new()
    {
        { "faster_vit_0_224", 2, 224, 224 },
        { "lvt_cls", 2, 224, 224 },
        { "lvt", 1, 224, 224 },
        { "faster_vit_0_any_res", 1, 576, 960 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_computes_the_same(string name, long batch, long height, long width)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        using var session = Engine.Open(Engine.Bytes(model, module));
        Assert.Equal([], Engine.Compare(model, module, session, [batch, 3, height, width]).Where(o => !(o.Deviation <= Tolerance)));
    }

    [Theory]
    [InlineData("faster_vit_0_any_size")]
    [InlineData("faster_vit_0_backbone")]
    [InlineData("lvt_backbone")]
    public void One_file_serves_images_of_any_size(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        using var session = Engine.Open(Engine.Bytes(model, module));
        foreach (var (batch, height, width) in new[] { (2, 224, 224), (1, 256, 320), (1, 64, 32), (1, 192, 416), (1, 512, 352) })
            Assert.Equal([], Engine.Compare(model, module, session, [batch, 3, height, width]).Where(o => !(o.Deviation <= Tolerance)));
    }
}
