using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Emission;

/// <summary>
/// Writes the outline of a model whose specification has errors, so that the message about them is not followed by
/// forty about a class that does not exist.
/// </summary>
internal static class SkeletonEmitter
{
    /// <summary>The outline: a module with a constructor, a forward that throws, and no members.</summary>
    /// <param name="declaration">The user's class.</param>
    /// <param name="returnsSeveral">Whether the specification yields several tensors.</param>
    public static string Emit(ModelDeclarationInfo declaration, bool returnsSeveral)
    {
        var writer = new SourceWriter();
        var result = returnsSeveral ? "Outputs" : "Tensor";
        FileFrame.Write(writer, declaration.Namespace, declaration.ContainingTypes, $"{declaration.Name}: an outline, because {declaration.TypeName}.Define has errors", () =>
        {
            writer.Line(FileFrame.GeneratedCode);
            using var block = writer.Block($"{declaration.Accessibility} partial class {declaration.TypeName} : Block<Tensor, {(returnsSeveral ? declaration.TypeName + "." : "")}{result}>");
            writer.Line("/// <summary>The specification has errors.</summary>");
            using (writer.Block($"public {declaration.TypeName}(Initialization initialization = Initialization.Published) : base({Literals.Of(declaration.Name)})"))
            {
            }
            writer.Gap();
            writer.Line("/// <summary>The specification has errors.</summary>");
            using (writer.Indent($"public override {result} forward(Tensor input) =>", ""))
                writer.Line($"throw new InvalidOperationException({Literals.Of($"the specification of {declaration.Name} has errors")});");
            if (!returnsSeveral) return;
            writer.Gap();
            writer.Line("/// <summary>What the model would yield.</summary>");
            writer.Line("public sealed record Outputs;");
        });
        return writer.ToString();
    }
}
