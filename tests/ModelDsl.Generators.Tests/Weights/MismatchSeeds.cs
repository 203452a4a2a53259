namespace ModelDsl.Generators.Tests.Weights;

/// <summary>Variants of the families and small models, each beside a file of another one.</summary>
internal static class MismatchSeeds
{
    public static IReadOnlyList<MismatchSeed> All { get; } = [.. FasterVit(), .. AnySize(), .. Lvt(), .. Small()];

    private static IEnumerable<MismatchSeed> FasterVit()
    {
        yield return Hat("B0", "Heads = [8, {|16=>32|}]", "Heads[1]");
        yield return Hat("B0", "Heads = [{|8=>16|}, 16]", "Heads[0]");
        yield return Hat("B4", "Heads = [{|16=>8|}, 32]", "Heads[0]");
        yield return Hat("B0", "Dim = {|64=>80|}", "Dim");
        yield return Hat("B1", "Dim = {|80=>48|}", "Dim");
        yield return Hat("B4", "Dim = {|196=>320|}, StemDim = 64", "Dim");
        yield return Hat("B0", "StemDim = {|64=>32|}", "StemDim");
        yield return Hat("B1", "StemDim = {|32=>64|}", "StemDim");
        yield return Plain("B0", "Depths = [{|1=>2|}, 1, 2, 1]", "Depths[0]");
        yield return Plain("B0", "Depths = [2, {|2=>1|}, 2, 2]", "Depths[1]");
        yield return Plain("B0", "Depths = [2, 3, {|6=>4|}, 5]", "Depths[2]");
        yield return Plain("B1", "Depths = [1, 1, 1, {|1=>3|}]", "Depths[3]");
        yield return Hat("B0", "Windows = [{|7=>14|}, 7]", "Windows[0]");
        yield return Hat("B0", "Resolution = 448, Windows = [7, {|7=>14|}]", "Windows[1]");
        yield return Hat("B0", "CarrierSize = {|2=>1|}", "CarrierSize");
        yield return Hat("B1", "CarrierSize = {|2=>3|}", "CarrierSize");
        yield return Hat("B0", "Resolution = {|224=>448|}", "Resolution");
        yield return Hat("B0", "MlpRatio = {|4=>3|}", "MlpRatio");
        yield return Hat("B1", "MlpRatio = {|4=>3.5|}", "MlpRatio");
        yield return Hat("B0", "Classes = {|1000=>10|}", "Classes");
        yield return Hat("B0", "Classes = {|10=>21841|}", "Classes");
        yield return Hat("B1", "InChannels = {|3=>1|}", "InChannels");
        yield return Hat("B0", "InChannels = {|4=>3|}", "InChannels");
        yield return Hat("B0", "Hierarchical = [{|true=>false|}, false]", "Hierarchical[0]");
        yield return Hat("B0", "Hierarchical = [{|false=>true|}, false]", "Hierarchical[0]");
        yield return Hat("B3", "Heads = [8, 16], LayerScale = {|1e-5=>!null|}", "LayerScale");
        yield return MismatchSeed.Of("FasterVit.Classifier(s, {|FasterVit.B0=>!(FasterVit.B0 with { LayerScale = 1e-5 })|})", "LayerScale");
        yield return MismatchSeed.Of("FasterVit.Classifier(s, {|FasterVit.B0=>!(FasterVit.B0 with { ConvLayerScale = 1e-5 })|} with { Classes = 7 })", "ConvLayerScale");
        yield return Hat("B0", "Heads = [{|8=>4|}, 16], Classes = {|1000=>100|}", "Heads[0]", "Classes");
        yield return Hat("B0", "Dim = {|64=>96|}, MlpRatio = {|4=>2|}", "Dim", "MlpRatio");
        yield return Hat("B0", "Dim = {|64=>128|}, StemDim = {|64=>32|}", "Dim", "StemDim");
        yield return Plain("B0", "Depths = [1, 1, {|2=>3|}, 1], Heads = [8, {|16=>8|}]", "Depths[2]", "Heads[1]");
        yield return Hat("B0", "Classes = {|1000=>5|}, InChannels = {|3=>1|}", "Classes", "InChannels");
        yield return Hat("B0", "Windows = [{|7=>14|}, 7], Heads = [8, {|16=>32|}]", "Windows[0]", "Heads[1]");
        yield return MismatchSeed.Of("FasterVit.Backbone(s, FasterVit.B0 with { Depths = [1, 1, {|1=>2|}, 1], Dim = {|64=>32|} })", "Depths[2]", "Dim");
    }

    private static IEnumerable<MismatchSeed> AnySize()
    {
        yield return Any("Heads = [{|8=>16|}, 16]", "Heads[0]");
        yield return Any("Dim = {|64=>80|}", "Dim");
        yield return Any("Classes = {|1000=>3|}, MlpRatio = {|4=>3|}", "Classes", "MlpRatio");
        yield return Any("Windows = [{|7=>8|}, 7]", "Windows[0]");
        yield return MismatchSeed.Of("FasterVit.Classifier(s, FasterVit.AnySize(FasterVit.B0 with { Depths = [1, {|1=>2|}, 1, {|2=>1|}] }))", "Depths[1]", "Depths[3]");
    }

    private static IEnumerable<MismatchSeed> Lvt()
    {
        yield return LastStage("Dim = {|256=>320|}", "Dim");
        yield return LastStage("Depth = {|2=>3|}", "Depth");
        yield return LastStage("MlpRatio = {|4=>8|}", "MlpRatio");
        yield return LastStage("DepthwiseMlp = {|true=>false|}", "DepthwiseMlp");
        yield return LastStage("Dim = {|256=>384|}, MlpRatio = {|4=>3|}", "Dim", "MlpRatio");
        yield return LastStage("Attention = new GlobalAttention { Reduction = {|2=>4|} }", "Attention.Reduction");
        yield return LastStage("Attention = new GlobalAttention { Reduction = {|1=>!2|} }", "Attention.Reduction");
        yield return LastStage("Depth = {|3=>1|}, Dim = {|128=>256|}", "Depth", "Dim");
        yield return MismatchSeed.Of("Lvt.MeanClassifier(s, Lvt.Published with { Classes = {|1000=>19|} })", "Classes");
        yield return MismatchSeed.Of("Lvt.ClassAttentionClassifier(s, Lvt.Published with { Classes = {|1000=>10|}, Encoder = Lvt.Encoder with { InChannels = {|3=>1|} } })", "Classes", "Encoder.InChannels");
        yield return MismatchSeed.Of("Lvt.MeanClassifier(s, Lvt.Published with { Encoder = Lvt.Encoder with { Stages = [Lvt.Encoder.Stages[0] with { Heads = {|2=>4|} }, .. Lvt.Encoder.Stages.Skip(1)] } })", "Encoder.Stages[0].Heads");
    }

    private static IEnumerable<MismatchSeed> Small()
    {
        yield return MismatchSeed.Of("s.Input(\"x\", Dim.Batch, 3, 32, 32).Conv2d(s / \"conv\", {|8=>16|}, kernel: 3)", "channels");
        yield return MismatchSeed.Of("s.Input(\"x\", Dim.Batch, 3, 32, 32).Conv2d(s / \"conv\", 8, kernel: {|3=>5|})", "kernel");
        yield return MismatchSeed.Of("s.Input(\"x\", Dim.Batch, {|8=>12|}).Linear(s / \"fc\", 16).Linear(s / \"head\", {|10=>4|})", "dims", "features");
        yield return MismatchSeed.Of("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", {|16=>24|}).Gelu().Linear(s / \"head\", 10)", "features");
        yield return MismatchSeed.Of("Net(s, {|3=>5|});\n    static Sym Net(Scope s, int depth)\n    {\n        var x = s.Input(\"x\", Dim.Batch, 8);\n        for (var i = 0; i < depth; i++) x = x.Linear(s / \"blocks\" / i, 8);\n        return x;\n    }\n    const int Unused = 0", "depth");
    }

    private static MismatchSeed Plain(string variant, string with, params string[] names) =>
        MismatchSeed.Of($"FasterVit.Classifier(s, FasterVit.{variant} with {{ {with} }})", names);

    private static MismatchSeed Hat(string variant, string with, params string[] names) => Plain(variant, "Depths = [1, 1, 2, 1], " + with, names);

    private static MismatchSeed Any(string with, params string[] names) =>
        MismatchSeed.Of($"FasterVit.Classifier(s, FasterVit.AnySize(FasterVit.B0 with {{ Depths = [1, 1, 2, 1], {with} }}))", names);

    private static MismatchSeed LastStage(string with, params string[] names) => MismatchSeed.Of(
        $"Lvt.MeanClassifier(s, Lvt.Published with {{ Encoder = Lvt.Encoder with {{ Stages = [.. Lvt.Encoder.Stages.Take(3), Lvt.Encoder.Stages[3] with {{ {with} }}] }} }})", names);
}
