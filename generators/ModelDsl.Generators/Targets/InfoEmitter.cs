using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets;

/// <summary>Writes what is known of a model at compile time.</summary>
internal static class InfoEmitter
{
    /// <summary>What the class is called inside of another: no member has the name of its class.</summary>
    public static string NameIn(string typeName) => typeName == "Info" ? "Facts" : "Info";

    /// <summary>Writes the class <c>Info</c> of a model.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="declaration">The user's class.</param>
    /// <param name="type">The type that holds all of it.</param>
    /// <param name="more">What the target has to say besides.</param>
    public static void Write(SourceWriter writer, ModelFacts facts, ModelDeclaration declaration, string type, params string[] more)
    {
        writer.Gap();
        writer.Line("/// <summary>What is known of the model at compile time; reading it loads no native library.</summary>");
        using var block = writer.Block($"public static class {NameIn(declaration.TypeName)}");
        Constant("string", "Name", Literals.Of(facts.Name), "The name under which the model is listed.");
        Constant("long", "Parameters", Literals.Of(facts.Parameters), "Trained values.");
        Constant("long", "Buffers", Literals.Of(facts.Buffers), "Saved values that are not trained.");
        Constant("long", "Macs", Literals.Of(facts.Macs.Convolution + facts.Macs.Linear + facts.Macs.WeightsOnly + facts.Macs.MatMul), "Multiply-accumulate operations for one image.");
        Constant("long", "ActivationBytes", Literals.Of(facts.ActivationBytes), "The most bytes that tensors hold at once for one image: float32, without gradients, the input included.");
        Constant("string", "InputShape", Literals.Of(string.Join(", ", facts.Inputs.Select(i => i.Shape.ToString()))), "The shapes that forward takes.");
        Constant("string", "OutputShape", Literals.Of(string.Join(", ", facts.Outputs.Select(o => o.Shape.ToString()))), "What forward yields.");
        writer.Gap();
        writer.Line("/// <summary>All facts about the model.</summary>");
        writer.Line($"public static {type} Model {{ get; }} = new()");
        using (writer.Indent("{", "};"))
        {
            writer.Line("Name = Name,");
            writer.Line($"Description = {Literals.Of(facts.Description)},");
            writer.Line($"Paper = {Literals.Of(facts.Paper)},");
            writer.Line($"Inputs = [{string.Join(", ", facts.Inputs.Select(Tensor))}],");
            writer.Line($"Outputs = [{string.Join(", ", facts.Outputs.Select(Tensor))}],");
            writer.Line("Parameters = Parameters,");
            writer.Line("Buffers = Buffers,");
            writer.Line($"Macs = new MacInfo(Convolution: {Literals.Of(facts.Macs.Convolution)}, Linear: {Literals.Of(facts.Macs.Linear)}, WeightsOnly: {Literals.Of(facts.Macs.WeightsOnly)}, MatMul: {Literals.Of(facts.Macs.MatMul)}),");
            writer.Line("ActivationBytes = ActivationBytes,");
            if (facts.Preprocessing is { } p)
                writer.Line($"Preprocessing = new PreprocessingInfo({Literals.Of(p.Height)}, {Literals.Of(p.Width)}, {Literals.Of(p.CropFraction)}, CropMode.{p.Mode}, {Literals.List(p.Mean)}, {Literals.List(p.StandardDeviation)}),");
            if (facts.Published is { } published)
                writer.Line($"Published = new PublishedInfo({Literals.Of(published.Dataset)}, {Percent(published.Top1)}, {Percent(published.Top5)}, {Literals.Of(published.Checkpoint)}, {Literals.Of(published.License)}),");
            if (facts.Taps.Count > 0)
                writer.Line($"Taps = [{string.Join(", ", facts.Taps.Select(t => $"new({Literals.Of(t.Name)}, {Literals.Of(t.Module)})"))}],");
            HyperParameters(writer, facts.HyperParameters);
            writer.Line("// Path, kind, output, parameters and MACs of each module: what it is made of. A name alone has a line below.");
            LayerTableEmitter.Write(writer, "Layers = LayerTable.Read(", facts.Layers, ") with { Name = Name },");
            Specification(writer, facts);
            foreach (var line in more) writer.Line(line);
        }

        void Constant(string type, string name, string value, string summary)
        {
            writer.Line($"/// <summary>{summary}</summary>");
            writer.Line($"public const {type} {name} = {value};");
        }
    }

    private static void HyperParameters(SourceWriter writer, ValueList<HyperParameterPlan> parameters)
    {
        if (parameters.Count == 0) return;
        writer.Line("HyperParameters =");
        using var list = writer.Indent("[", "],");
        foreach (var parameter in parameters)
        {
            string[] witnesses =
            [
                .. Witnesses("Sizes", parameter.Sizes.Select(s => $"({Literals.Of(s.Key)}, {Literals.Of(s.Axis)})")),
                .. Witnesses("Lists", parameter.Lists.Select(l => Literals.Of(l))),
                .. Witnesses("Parts", parameter.Parts.Select(p => $"({Literals.Of(p.Scope)}, {Literals.Of(p.Name)})")),
            ];
            writer.Line($"new({Literals.Of(parameter.Name)}, {Literals.Of(parameter.Value)}) {{ {string.Join(", ", witnesses)} }},");
        }
    }

    private static IEnumerable<string> Witnesses(string property, IEnumerable<string> items)
    {
        var list = string.Join(", ", items);
        if (list.Length > 0) yield return $"{property} = [{list}]";
    }

    private static string Percent(double accuracy) => accuracy == 0 ? "null" : Literals.Of(accuracy);

    private static string Tensor(TensorPlan tensor) =>
        $"new({Literals.Of(tensor.Name)}, {Literals.List(tensor.Shape.Select(TensorPlan.Known))}, {Literals.Of(tensor.Shape.ToString())})"
        + Properties(
        [
            .. tensor.Shape.All(d => d.IsConstant || d == Dim.Batch) ? Enumerable.Empty<string>() : [$"Reference = {Literals.List(tensor.Shape.Select(d => d.AtReference()))}"],
            .. tensor.Rules is { } rules ? [$"Minimum = {Literals.List(rules.Minimum)}", $"MultipleOf = {Literals.List(rules.MultipleOf)}"] : Enumerable.Empty<string>(),
            .. tensor.Type == ElementType.Float32 ? Enumerable.Empty<string>() : [$"Type = global::ModelDsl.ElementType.{tensor.Type}"],
        ]);

    private static string Properties(List<string> properties) => properties.Count == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";

    private static void Specification(SourceWriter writer, ModelFacts facts)
    {
        var start = $"Specification = static () => {Specification(facts)}";
        if (facts.Blocks.Count == 0)
        {
            writer.Line(start + ",");
            return;
        }
        // The last line's indentation is taken off all others.
        using var text = writer.Indent(start + ".WithBlocks(\"\"\"", "");
        foreach (var line in facts.Blocks) writer.Line(line);
        writer.Line("\"\"\"),");
    }

    private static string Specification(ModelFacts facts)
    {
        if (facts.Outputs.Count == 0) return "throw new InvalidOperationException()";
        var names = string.Join(", ", facts.Outputs.Select(o => Literals.Of(o.Name)));
        return facts.Form switch
        {
            ResultForm.Single => $"Specification.Of(Define, {names})",
            ResultForm.Features => "Specification.Of(Define)",
            ResultForm.List => $"Specification.Of(static s => [.. Define(s)], {names})",
            ResultForm.Tuple => $"Specification.Of(static s => Define(s) is var all ? [{string.Join(", ", facts.Outputs.Select((_, i) => "all.Item" + Dim.Text(i + 1)))}] : [], {names})",
        };
    }
}
