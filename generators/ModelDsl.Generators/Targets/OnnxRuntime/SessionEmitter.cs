using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.OnnxRuntime;

/// <summary>Writes what takes a model to ONNX Runtime: its session, and what writes its files. All that sessions have in common is in ModelDsl.Onnx.</summary>
internal static class SessionEmitter
{
    private const string Library = "global::ModelDsl.Onnx.";
    private const string Runtime = "global::ModelDsl.Runtime.";

    private static readonly Usings s_usings = new([.. new[] { "ModelDsl", "ModelDsl.Runtime" }.Select(Usings.Of)], Usings.System);

    /// <summary>The file of a model's session.</summary>
    /// <param name="declaration">The user's class.</param>
    /// <param name="facts">What is known of the model.</param>
    /// <param name="isAlone">Whether there is no module: then <c>Info</c> is here.</param>
    public static string Emit(ModelDeclaration declaration, ModelFacts facts, bool isAlone) => FileFrame.Write(
        declaration.Namespace, declaration.ContainingTypes, $"{facts.Name} in ONNX Runtime", s_usings, writer =>
        {
            using var block = writer.Block($"{declaration.Accessibility} partial class {declaration.Identifier}");
            var names = new NameSet([.. declaration.Taken]);
            var (session, files) = (names.Take("Session"), names.Take("Onnx"));
            writer.Line("/// <summary>Writes the model to ONNX files.</summary>");
            writer.Line($"public static {Library}OnnxWriter {files} => new({InfoEmitter.NameIn(declaration.TypeName)}.Model);");
            Session(writer, declaration, facts, session, files);
            if (isAlone) InfoEmitter.Write(writer, facts, declaration, "ModelDescription");
        });

    private static void Session(SourceWriter writer, ModelDeclaration declaration, ModelFacts facts, string session, string files)
    {
        var (takes, yields) = (Text(facts.Inputs), Text(facts.Outputs));
        writer.Gap();
        writer.Line($"/// <summary>The model in ONNX Runtime, without libtorch: {takes} → {yields}.</summary>");
        writer.Line($"/// <param name=\"path\">A file that <see cref=\"{files}\"/> or <c>modeldsl export</c> wrote.</param>");
        writer.Line("/// <param name=\"settings\">How it runs: threads, execution provider.</param>");
        writer.Line(FileFrame.GeneratedCode);
        using var block = writer.Block($"public sealed class {session}(string path, {Library}SessionSettings? settings = null) : {Library}ModelSession(path, {InfoEmitter.NameIn(declaration.TypeName)}.Model, settings)");
        Run(writer, facts, takes, yields, session);
        if (IsClassifier(facts))
        {
            writer.Gap();
            writer.Line("/// <summary>What the model says of a picture of any size, the likeliest class first.</summary>");
            writer.Line($"public global::System.Collections.Generic.IReadOnlyList<{Runtime}ClassScore> Classify({Runtime}RgbImage image, int top = 5) => ClassesOf(image, top);");
        }
        if (facts.Outputs.Count < 2) return;
        writer.Gap();
        writer.Line("/// <summary>What the model yields.</summary>");
        foreach (var output in facts.Outputs) writer.Line($"/// <param name=\"{output.Property}\">{Literals.Xml(output.Shape.ToString())}</param>");
        writer.Line($"public sealed record {Results(session)}({string.Join(", ", facts.Outputs.Select(o => $"{Library}OnnxTensor {o.Property}"))});");
    }

    /// <summary>The call: elements of each input, then the sizes that are fixed only at run time.</summary>
    private static void Run(SourceWriter writer, ModelFacts facts, string takes, string yields, string session)
    {
        var names = new NameSet();
        // Two inputs of one name are an error of the specification; what is written still compiles.
        var tensors = facts.Inputs.Select(i => (Name: names.Take(i.Name), i.Type, i.Shape)).ToList();
        var sizes = facts.Inputs.SelectMany(i => i.Shape).SelectMany(size => size.Symbols).Select(s => s.Name).Distinct().ToDictionary(s => s, s => names.Take(Names.Camel(s)));
        var parameters = tensors.Select(i => $"global::System.ReadOnlySpan<{Element(i.Type)}> {i.Name}").Concat(sizes.Values.Select(s => "long " + s));
        var inputs = tensors.Select(i => $"{Library}OnnxInput.Of({string.Join(", ", i.Shape.Select(size => SizeText.Of(size, Size)).Prepend(i.Name))})");
        var compute = $"Compute({string.Join(", ", inputs)})";
        writer.Line($"/// <summary>Computes {yields} of {takes}.</summary>");
        if (facts.Outputs.Count < 2)
        {
            writer.Line($"public {Library}OnnxTensor Run({string.Join(", ", parameters)}) => {compute}[0];");
            return;
        }
        using var body = writer.Block($"public {Results(session)} Run({string.Join(", ", parameters)})");
        writer.Line($"var all = {compute};");
        writer.Line($"return new({string.Join(", ", facts.Outputs.Select((_, i) => $"all[{Literals.Of(i)}]"))});");

        string Size(Atom atom) => atom is SymbolAtom symbol ? sizes[symbol.Name] : $"({SizeText.OfAtom(atom, Size, CSharpSizes.One)})";
    }

    private static bool IsClassifier(ModelFacts facts) =>
        facts is { Preprocessing: not null, Inputs.Count: 1, Outputs.Count: 1 } && facts.Inputs[0].Shape.Rank == 4 && facts.Outputs[0].Shape is { Rank: 2 } logits && logits[1].IsConstant;

    private static string Results(string session) => session == "Outputs" ? "Results" : "Outputs";

    private static string Text(IEnumerable<TensorPlan> tensors) => Literals.Xml(string.Join(", ", tensors.Select(t => $"{t.Name} {t.Shape}")));

    private static string Element(ElementType type) => type switch
    {
        ElementType.Float32 => "float",
        ElementType.Int64 => "long",
        ElementType.Bool => "bool",
    };
}
