using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes a model's file.</summary>
internal static class ModelEmitter
{
    /// <summary>The text for a plan.</summary>
    public static string Emit(ModelPlan plan)
    {
        var (declaration, name) = (plan.Declaration, plan.Facts.Name);
        var title = plan.IsOutline ? SkeletonEmitter.Title(name, declaration.TypeName) : $"{name}: written from its specification in {declaration.TypeName}.Define";
        return FileFrame.Write(declaration.Namespace, declaration.ContainingTypes, title, TorchSharpTarget.Usings, writer => ClassEmitter.Write(writer, plan));
    }

    /// <summary>Writes the class <c>Info</c> of a module.</summary>
    public static void Info(SourceWriter writer, ModelFacts facts, ModelDeclaration declaration)
    {
        var typeName = SelfText.Of(declaration);
        InfoEmitter.Write(
            writer, facts, declaration, "ModelInfo",
            $"Create = static initialization => new {typeName}(initialization),", $"Call = static (module, inputs) => {Call(facts, typeName)},");
    }

    private static string Call(ModelFacts facts, string typeName)
    {
        // Of a specification that did not finish nothing is known.
        if (facts.Outputs.Count == 0) return "throw new InvalidOperationException()";
        var call = $"(({typeName})module).{ModuleCall.Method(facts.Inputs.Count, 0)}({string.Join(", ", facts.Inputs.Select((_, i) => $"inputs[{Literals.Of(i)}]"))})";
        return facts.Outputs.Count == 1 ? $"[new({Literals.Of(facts.Outputs[0].Name)}, {call})]" : $"{call}.Named()";
    }
}

/// <summary>Writes the file of the blocks that one type declares.</summary>
internal static class BlocksEmitter
{
    /// <summary>The text for some classes and their common views.</summary>
    /// <param name="namespace">Their namespace.</param>
    /// <param name="classes">The classes, outer ones first.</param>
    /// <param name="views">The interfaces.</param>
    public static string Emit(string @namespace, IReadOnlyList<ClassPlan> classes, IReadOnlyList<InterfacePlan> views)
    {
        return FileFrame.Write(@namespace, ValueList<string>.Empty, "The blocks of the models, each for all sizes that they use", TorchSharpTarget.Usings, writer =>
        {
            foreach (var view in views)
            {
                View(writer, view);
                writer.Gap();
            }
            foreach (var plan in classes)
            {
                if (plan != classes[0]) writer.Gap();
                ClassEmitter.Write(writer, plan);
            }
        });
    }

    /// <summary>The text of one class.</summary>
    public static string TextOf(ClassPlan plan)
    {
        var writer = new SourceWriter();
        ClassEmitter.Write(writer, plan);
        return writer.ToString();
    }

    private static void View(SourceWriter writer, InterfacePlan view)
    {
        writer.Line($"/// <summary>Any of {string.Join(", ", view.Classes.Select(c => $"<see cref=\"{TypeText.In(view.Namespace, c)}\"/>"))}; what one of them lacks is null there.</summary>");
        writer.Line(FileFrame.GeneratedCode);
        using var block = writer.Block($"{(view.IsPublic ? "public" : "internal")} interface {view.Name} : global::ModelDsl.Runtime.IPart");
        foreach (var member in view.Members)
        {
            writer.Gap();
            writer.Line($"/// <summary><c>{member.StateName}</c>{(member.IsOptional ? ", or null" : "")}</summary>");
            var type = TypeText.In(view.Namespace, member.Type);
            writer.Line(member.IsOptional ? $"{type}? {member.Name} => null;" : $"{type} {member.Name} {{ get; }}");
        }
    }
}
