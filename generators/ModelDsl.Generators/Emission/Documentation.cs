using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Emission;

/// <summary>Writes the comments of classes and members: what they are, where they stand, which shapes they take and yield.</summary>
internal static class Documentation
{
    public static void Write(SourceWriter writer, ClassPlan plan, ModelPlan model)
    {
        if (plan.Kind == ClassKind.Model)
        {
            Model(writer, model);
            return;
        }
        var summary = plan.Kind == ClassKind.Group ? $"Group {plan.Method}." : plan.Summary.Length > 0 ? plan.Summary : plan.Method + ".";
        writer.Line($"/// <summary>{Literals.Xml(summary)}</summary>");
        writer.Line($"/// <remarks>{Literals.Xml(Paths(plan.Paths))}{(plan.Kind == ClassKind.Group ? "" : ": " + Literals.Xml(Trail(plan)))}</remarks>");
    }

    public static void Member(SourceWriter writer, Member member)
    {
        var text = member switch
        {
            LayerMember layer => string.Join(", ", layer.Op.State.Where(e => e.Kind == StateKind.Parameter).Select(e => $"{e.Name} {e.Shape}")),
            ParameterMember parameter => parameter.Entry.Shape.ToString(),
            BufferMember buffer => $"{buffer.Entry.Shape}, computed{(buffer.IsCached ? " from weights" : "")} when needed",
            ListMember list => $"{Literals.Of(list.Items.Count)} modules",
            _ => "",
        };
        writer.Line($"/// <summary><c>{member.StateName}</c>{(text.Length > 0 ? ": " + Literals.Xml(text) : "")}</summary>");
    }

    private static void Model(SourceWriter writer, ModelPlan model)
    {
        // The class's own summary stands where the user declares it; a second one would not compile away.
        writer.Line("/// <remarks>");
        writer.Line("/// <list type=\"table\">");
        foreach (var (name, shape) in ShapeTrail(model)) writer.Line($"/// <item><term>{Literals.Xml(name)}</term><description>{Literals.Xml(shape)}</description></item>");
        writer.Line("/// </list>");
        writer.Line($"/// {Literals.Of(model.Facts.Parameters)} parameters.");
        writer.Line("/// </remarks>");
    }

    /// <summary>The shapes on the way through the model: input, each part, output.</summary>
    private static IEnumerable<(string Name, string Shape)> ShapeTrail(ModelPlan model)
    {
        foreach (var input in model.Facts.Inputs) yield return (input.Name, input.Shape.ToString());
        foreach (var row in model.Root.Table.Children)
        {
            if (row.Output.Length > 0) yield return (row.Name, row.Output);
            else
            {
                foreach (var inner in row.Children.Where(r => r.Output.Length > 0)) yield return (row.Name + "." + inner.Name, inner.Output);
            }
        }
        foreach (var output in model.Facts.Outputs) yield return (output.Name, output.Shape.ToString());
    }

    private static string Trail(ClassPlan plan) =>
        string.Join(", ", plan.Inputs.Select(i => i.Shape.ToString())) + " → " + string.Join(", ", plan.Outputs.Select(o => o.Shape.ToString()));

    private static string Paths(IReadOnlyList<string> paths) => paths.Count switch
    {
        <= 3 => string.Join(", ", paths),
        _ => $"{paths[0]}, {paths[1]} … {paths[paths.Count - 1]} ({Literals.Of(paths.Count)} instances)",
    };
}
