using System;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes the record that a model with several outputs yields.</summary>
internal static class OutputsEmitter
{
    /// <summary>What the record is called inside of a class.</summary>
    public static string NameIn(string typeName) => typeName == "Outputs" ? "Results" : "Outputs";

    public static void Write(SourceWriter writer, ModelPlan model)
    {
        var outputs = model.Facts.Outputs;
        writer.Gap();
        writer.Line("/// <summary>What the model yields; disposing it disposes each tensor.</summary>");
        foreach (var output in outputs) writer.Line($"/// <param name=\"{output.Property}\">{Literals.Xml(output.Shape.ToString())}</param>");
        using var block = writer.Block($"public sealed record {NameIn(model.Declaration.TypeName)}({string.Join(", ", outputs.Select(o => $"{(model.IsOutline ? "" : ShapeAttribute.OfProperty(o.Shape) + " ")}Tensor {o.Property}"))}) : IOutputs<{NameIn(model.Declaration.TypeName)}>");
        foreach (var output in outputs.Where(o => o.Shape.Rank == 4)) Constants(writer, output, model.Facts.Inputs[0]);
        writer.Gap();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("public void Dispose()"))
        {
            foreach (var output in outputs) writer.Line($"{output.Property}.Dispose();");
        }
        writer.Gap();
        writer.Line($"static {NameIn(model.Declaration.TypeName)} IOutputs<{NameIn(model.Declaration.TypeName)}>.Of(IReadOnlyList<Tensor> tensors) => new({string.Join(", ", outputs.Select((_, i) => $"tensors[{i}]"))});");
        writer.Gap();
        using (writer.Block("internal IReadOnlyList<NamedTensor> Named()"))
        {
            writer.Line($"return [{string.Join(", ", outputs.Select(o => $"new({Literals.Of(o.Name)}, {o.Property})"))}];");
        }
    }

    private static void Constants(SourceWriter writer, TensorPlan map, TensorPlan image)
    {
        var name = map.Property;
        if (map.Shape[1].IsConstant)
        {
            writer.Gap();
            writer.Line($"/// <summary>Channels of <see cref=\"{name}\"/>.</summary>");
            writer.Line($"public const long {name}Channels = {Literals.Of(map.Shape[1].Value)};");
        }
        if (image.Shape.Rank == 4 && Stride(image.Shape[2], map.Shape[2]) is { } stride)
        {
            writer.Gap();
            writer.Line($"/// <summary>Pixels of the input for one row of <see cref=\"{name}\"/>.</summary>");
            writer.Line($"public const long {name}Stride = {Literals.Of(stride)};");
        }
    }

    /// <summary>How many pixels one row stands for; null where that is no whole number.</summary>
    private static long? Stride(Dim pixels, Dim rows)
    {
        try
        {
            var (all, some) = (OfLargeImage(pixels), OfLargeImage(rows));
            return some > 0 && all % some == 0 ? all / some : null;
        }
        catch (OverflowException)
        {
            // A product of many open sizes, which is the height of no map.
            return null;
        }
    }

    /// <summary>A size, where it is open that of an image of many powers of two: of 224 pixels ⌈H/64⌉ rows stand for 56 each.</summary>
    private static long OfLargeImage(Dim size) => size.At(symbol => symbol.Multiple << 20);
}
