using System.Linq;
using ModelDsl.Generators.Declarations;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>A model's class as its own code writes it.</summary>
internal static class SelfText
{
    /// <summary>Its name, or the full one where generated code means something else by it: a model may be called <c>Linear</c>.</summary>
    public static string Of(ModelDeclaration declaration) => ReservedNames.All.Contains(declaration.TypeName) ? "global::" + declaration.FullName : declaration.Identifier;
}
