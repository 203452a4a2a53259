using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>
/// Writes the outline of a model whose specification has errors, so that the message about them is not followed by
/// forty about a class that does not exist. This one is for a specification that did not finish; where one did,
/// with sizes that are assumed, the outline is the module itself, which cannot be made.
/// </summary>
internal static class SkeletonEmitter
{
    /// <summary>The first line of an outline.</summary>
    public static string Title(string model, string typeName) => $"{model}: an outline, because {typeName}.Define has errors";

    /// <summary>What stands for the name of a module that cannot be made.</summary>
    public static string NoModule(string model) => $"Guard.Outline({Literals.Of(model)})";

    /// <summary>The outline: a module that cannot be made, its <c>Info</c>, and no members.</summary>
    /// <param name="declaration">The user's class.</param>
    /// <param name="returnsSeveral">Whether the specification yields several tensors.</param>
    public static string Emit(ModelDeclaration declaration, bool returnsSeveral)
    {
        var result = returnsSeveral ? OutputsEmitter.NameIn(declaration.TypeName) : "Tensor";
        return FileFrame.Write(declaration.Namespace, declaration.ContainingTypes, Title(declaration.Name, declaration.TypeName), TorchSharpTarget.Usings, writer =>
        {
            writer.Line(FileFrame.GeneratedCode);
            using var block = writer.Block($"{declaration.Accessibility} partial class {declaration.Identifier} : Block<Tensor, {(returnsSeveral ? SelfText.Of(declaration) + "." : "")}{result}>");
            writer.Line("/// <summary>The specification has errors.</summary>");
            using (writer.Block($"public {declaration.Identifier}(Initialization initialization = Initialization.Published) : base({NoModule(declaration.Name)})"))
            {
            }
            writer.Gap();
            writer.Line("/// <summary>The specification has errors.</summary>");
            writer.Line($"public override {result} forward(Tensor input) => throw new InvalidOperationException();");
            if (returnsSeveral)
            {
                writer.Gap();
                writer.Line("/// <summary>What the model would yield.</summary>");
                writer.Line($"public sealed record {result};");
            }
            ModelEmitter.Info(writer, ModelFacts.Of(declaration), declaration);
        });
    }
}
