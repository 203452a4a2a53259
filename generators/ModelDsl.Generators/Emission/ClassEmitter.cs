using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Emission;

/// <summary>Writes a class: the model with all that is nested in it, a block or a group.</summary>
internal static class ClassEmitter
{
    /// <summary>Writes a class; the model's own holds the others.</summary>
    public static void Write(SourceWriter writer, ClassPlan plan, ModelPlan model)
    {
        Documentation.Write(writer, plan, model);
        if (plan.Kind == ClassKind.Model) writer.Line(FileFrame.GeneratedCode);
        using var block = writer.Block(Head(plan, model));
        Fields(writer, plan);
        MemberEmitter.Constructor(writer, plan, plan.Kind == ClassKind.Model ? model.Facts.Name : plan.Name);
        MemberEmitter.Properties(writer, plan);
        if (plan.Kind != ClassKind.Group) Forward(writer, plan, model);
        foreach (var method in plan.Methods) Method(writer, plan, method);
        if (plan.Scalars.Count > 0) Scalars(writer, plan);
        if (plan.Kind == ClassKind.Model)
        {
            if (plan.Outputs.Count > 1) OutputsEmitter.Write(writer, model);
            InfoEmitter.Write(writer, model);
            foreach (var view in model.Interfaces) View(writer, view);
            // Outer classes first: that is how one reads them.
            foreach (var inner in model.Classes.Reverse())
            {
                writer.Gap();
                Write(writer, inner, model);
            }
        }
        else
        {
            InfoEmitter.Describe(writer, plan.Table, "internal");
        }
    }

    /// <summary>The field of a number.</summary>
    public static string Number(int index) => "N" + Literals.Of(index);

    /// <summary>What a class yields.</summary>
    public static string ResultType(ClassPlan plan) => plan.Outputs.Count switch
    {
        1 => "Tensor",
        _ when plan.Kind == ClassKind.Model => "Outputs",
        _ => "(" + string.Join(", ", plan.Outputs.Select(o => $"Tensor {Names.Pascal(o.Name)}")) + ")",
    };

    private static string Head(ClassPlan plan, ModelPlan model)
    {
        var modifiers = plan.Kind == ClassKind.Model ? model.Accessibility + " partial" : "public sealed";
        var inputs = string.Concat(Enumerable.Repeat("Tensor, ", plan.Inputs.Count));
        // Without inputs there is no forward that TorchSharp knows; the class has one of its own.
        var parent = plan.Kind == ClassKind.Group || plan.Inputs.Count == 0 ? "ModuleGroup" : $"Block<{inputs}{(ResultType(plan) == "Outputs" ? plan.Name + "." : "")}{ResultType(plan)}>";
        return $"{modifiers} class {plan.Name} : {string.Join(", ", plan.Views.Select(v => v.Interface).Prepend(parent))}";
    }

    private static void Fields(SourceWriter writer, ClassPlan plan)
    {
        foreach (var rate in plan.Rates.Where(r => IsUsed(plan, r))) writer.Line($"private readonly double _{rate};");
        foreach (var method in plan.Methods.Where(m => m.IsCached)) writer.Line($"private readonly WeightCache {MemberEmitter.Cache(method)};");
        foreach (var member in plan.Members)
        {
            switch (member)
            {
                case ParameterMember or BufferMember:
                    writer.Line($"[global::TorchSharp.Utils.ComponentName(Name = {Literals.Of(member.StateName)})] private {member.Type} {MemberEmitter.Field(member)};");
                    break;
                case ListMember { IsMixed: true } list:
                    foreach (var (item, i) in list.Items.Select((item, i) => (item, i))) writer.Line($"internal readonly {item.Type} {list.ItemField(i)};");
                    break;
            }
        }
    }

    /// <summary>Whether the body itself applies a rate, or only modules below do.</summary>
    public static bool IsUsed(ClassPlan plan, string rate) =>
        plan.Steps.Concat(plan.Methods.SelectMany(m => m.Steps)).Any(s => s.Action is ApplyRate apply && apply.Rate.Parameter == rate);

    private static void Forward(SourceWriter writer, ClassPlan plan, ModelPlan model)
    {
        writer.Gap();
        var parameters = string.Join(", ", plan.Inputs.Select(i => $"Tensor {i.Name}"));
        var trail = string.Join(", ", plan.Inputs.Select(i => $"{i.Name} {i.Shape}")) + " → " + string.Join(", ", plan.Outputs.Select(o => o.Shape.ToString()));
        writer.Line($"/// <summary>{Literals.Xml(trail)}</summary>");
        using var block = writer.Block($"public {(plan.Inputs.Count > 0 ? "override " : "")}{ResultType(plan)} forward({parameters})");
        if (plan.Kind == ClassKind.Model)
        {
            foreach (var input in plan.Inputs)
                writer.Line($"Guard.Input({input.Name}, {Literals.Of(model.Facts.Name)}, {Literals.Of(input.Name)}, {Literals.List(input.Shape.Select(Known))}, {Literals.Of(input.Shape.ToString())});");
        }
        StepEmitter.Write(writer, plan.Steps);
        writer.Line(ResultType(plan) == "Outputs" ? $"return new Outputs{Parenthesised(plan.Results)};" : $"return {StepEmitter.Results(plan.Results)};");
    }

    /// <summary>A size, or −1 where it is fixed only at run time.</summary>
    public static long Known(Dim size) => size.IsConstant ? size.Value : -1;

    private static string Parenthesised(IReadOnlyList<Value> results) => "(" + string.Join(", ", results.Select(r => r.Expression)) + ")";

    private static void Method(SourceWriter writer, ClassPlan plan, MethodPlan method)
    {
        writer.Gap();
        if (method.IsCached)
        {
            var cache = MemberEmitter.Cache(method);
            writer.Line($"/// <summary>{Literals.Xml($"{method.StateName} {method.Shape}")}: depends on weights only, so it is kept while gradients are off and weights stay.</summary>");
            using var block = writer.Block($"private Tensor {method.Name}()");
            writer.Line($"if ({cache}.IsCurrent) return {method.Buffer}.alias();");
            StepEmitter.Write(writer, method.Steps);
            writer.Line($"return {cache}.Keep({method.Buffer}, {method.Result.Expression});");
        }
        else
        {
            writer.Line($"/// <summary>{Literals.Xml($"{method.StateName} {method.Shape}")}: a table.</summary>");
            using var block = writer.Block($"private static Tensor {method.Name}()");
            StepEmitter.Write(writer, method.Steps);
            writer.Line($"return {method.Result.Expression};");
        }
    }

    private static void Scalars(SourceWriter writer, ClassPlan plan)
    {
        writer.Gap();
        writer.Line("/// <summary>Numbers that live as long as the program: one made on the way would wait for its finalizer.</summary>");
        using var block = writer.Block("private static class Numbers");
        for (var i = 0; i < plan.Scalars.Count; i++) writer.Line($"public static readonly Scalar {Number(i)} = {Literals.Of(plan.Scalars[i])};");
    }

    private static void View(SourceWriter writer, InterfacePlan view)
    {
        writer.Gap();
        writer.Line($"/// <summary>Any of {Literals.Xml(view.Summary)}; a member that one of them lacks throws there.</summary>");
        using var block = writer.Block($"public interface {view.Name}{(view.Bases.Count > 0 ? " : " + string.Join(", ", view.Bases) : "")}");
        var isNew = view.Bases.Count > 0 ? "new " : "";
        foreach (var (name, type) in view.Members) writer.Line($"{isNew}{type} {name} => throw Absent.Member(this, nameof({name}));");
    }
}
