using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes the comments of classes and members: what they are, where they stand, which shapes they take and yield.</summary>
internal static class Documentation
{
    private const int MostShapes = 3;

    /// <summary>The comment of a block or group; <c>forward</c> says the shapes.</summary>
    public static void Block(SourceWriter writer, ClassPlan plan)
    {
        var summary = plan.Kind == ClassKind.Group ? $"Group {plan.Method}." : plan.Summary.Length > 0 ? plan.Summary : plan.Method + ".";
        writer.Line($"/// <summary>{Literals.Xml(summary)}</summary>");
    }

    public static void Member(SourceWriter writer, Member member) =>
        writer.Line($"/// <summary><c>{member.StateName}</c>{Behind(": ", Literals.Xml(Text(member)))}</summary>");

    /// <summary>What a member is: the shapes of its weights, and what goes in and out.</summary>
    private static string Text(Member member) => member switch
    {
        LayerMember layer => string.Join(", ", layer.Op.State.Where(e => e.Kind == StateKind.Parameter).Select(e => $"{e.Name} {e.Shape}")) + Behind("; ", layer.Trail),
        ParameterMember parameter => parameter.Entry.Shape.ToString(),
        BufferMember buffer => $"{buffer.Entry.Shape}, computed{(buffer.IsCached ? " from weights" : "")} when needed",
        ListMember { Count: { } count } list => (count == 0 ? "modules" : $"{count} modules") + Behind(" one after another; ", TrailOf(list.Items[0])),
        ListMember { Run: { } count } list => (count == 0 ? "modules" : $"{count} modules") + " one after another and a last one" + Behind("; ", Several([.. list.Items.Select(TrailOf).Where(t => t.Length > 0).Distinct()], ", ")),
        ListMember { Items.Count: 1 } list => "1 module" + Behind("; ", TrailOf(list.Items[0])),
        ListMember list => $"{Literals.Of(list.Items.Count)} modules" + Behind("; ", Several([.. list.Items.Select(TrailOf).Where(t => t.Length > 0).Distinct()], ", ")),
        _ => TrailOf(member),
    };

    private static string TrailOf(Member member) => member switch
    {
        LayerMember layer => layer.Trail,
        ClassMember module => module.Trail,
        _ => "",
    };

    private static string Several(IReadOnlyList<string> texts, string separator) =>
        texts.Count > MostShapes ? $"{texts[0]} … {texts[texts.Count - 1]}" : string.Join(separator, texts);

    private static string Behind(string separator, string text) => text.Length > 0 ? separator + text : "";

    /// <summary>The comment of a model.</summary>
    public static void Model(SourceWriter writer, ModelPlan model)
    {
        // A summary of the user's own stands where the class is declared; two would not go together.
        var title = model.Facts.Description.Length > 0 ? $"{model.Facts.Name}: {model.Facts.Description}" : model.Facts.Name;
        if (!model.Facts.HasSummary) writer.Line($"/// <summary>{Literals.Xml(title)}</summary>");
        writer.Line($"/// <remarks>{Literals.Xml(string.Join(" → ", ShapeTrail(model)))}; {Literals.Of(model.Facts.Parameters)} parameters.</remarks>");
    }

    /// <summary>The shapes on the way through the model: inputs, each part, outputs.</summary>
    private static IEnumerable<string> ShapeTrail(ModelPlan model)
    {
        yield return string.Join(", ", model.Facts.Inputs.Select(i => $"{i.Name} {i.Shape}"));
        foreach (var row in model.Facts.Layers.Children)
        {
            if (row.Output.Length > 0) yield return $"{row.Name} {row.Output}";
            else
            {
                foreach (var inner in row.Children.Where(r => r.Output.Length > 0)) yield return $"{row.Name}.{inner.Name} {inner.Output}";
            }
        }
        yield return string.Join(", ", model.Facts.Outputs.Select(o => $"{o.Name} {o.Shape}"));
    }
}
