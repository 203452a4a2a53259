using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Declarations;

/// <summary>Checks the declaration of a model before anything is evaluated.</summary>
internal static class DeclarationCheck
{
    private static readonly string[] s_generated = ["Info", "Outputs", "forward"];

    /// <summary>Whether a type is marked as a model.</summary>
    public static bool IsModel(INamedTypeSymbol type) => KnownTypes.Attribute(type, nameof(ModelAttribute)) is not null;

    /// <summary>What is wrong with the declaration of one model; empty where all is well.</summary>
    public static IReadOnlyList<DiagnosticInfo> Check(INamedTypeSymbol model, Compilation compilation)
    {
        var diagnostics = new List<DiagnosticInfo>();
        var where = NameOf(model, compilation);
        var declarations = Declarations(model).ToArray();
        if (declarations.Length > 0 && declarations.Any(d => !d.Modifiers.Any(SyntaxKind.PartialKeyword)))
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.NotPartial, where, model.Name));
        if (WhyNotGeneratable(model) is var (why, instead))
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.NotGeneratable, where, model.Name, why, instead));
        CheckName(model, compilation, diagnostics);
        CheckDefine(model, compilation, diagnostics);
        return diagnostics;
    }

    /// <summary>The models whose name another one has taken. Give all models of a compilation, in the order of their declaration.</summary>
    public static IReadOnlyList<DiagnosticInfo> CheckNames(IEnumerable<(string Name, string Type, Place? Where)> models)
    {
        var diagnostics = new List<DiagnosticInfo>();
        var taken = new Dictionary<string, string>();
        foreach (var (name, type, where) in models)
        {
            if (taken.TryGetValue(name, out var owner))
                diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.SameName, where, name, owner, type));
            else
                taken.Add(name, type);
        }
        return diagnostics;
    }

    /// <summary>The method that a model is evaluated from, or null where there is none.</summary>
    public static IMethodSymbol? DefineOf(INamedTypeSymbol model) =>
        model.GetMembers("Define").OfType<IMethodSymbol>().FirstOrDefault(m => WhyNotDefine(m) is null);

    /// <summary>The name in <c>[Model("…")]</c>, for <see cref="CheckNames"/> and for messages about it.</summary>
    public static Place? NameArgument(INamedTypeSymbol model, Compilation compilation)
    {
        var attribute = KnownTypes.Attribute(model, nameof(ModelAttribute));
        return attribute?.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList.Arguments: [var first, ..] }
            && compilation.ContainsSyntaxTree(first.SyntaxTree)
            ? Place.Of(first.Expression)
            : NameOf(model, compilation);
    }

    /// <summary>Where the class is named.</summary>
    public static Place? NameOf(INamedTypeSymbol model, Compilation compilation) =>
        Declarations(model).FirstOrDefault(d => compilation.ContainsSyntaxTree(d.SyntaxTree)) is { } declaration
            ? Place.Of(declaration.Identifier)
            : null;

    private static void CheckName(INamedTypeSymbol model, Compilation compilation, List<DiagnosticInfo> diagnostics)
    {
        if (KnownTypes.Attribute(model, nameof(ModelAttribute)) is not { ConstructorArguments: [{ Kind: TypedConstantKind.Primitive } name] }) return;
        if (string.IsNullOrWhiteSpace(name.Value as string))
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.EmptyName, NameArgument(model, compilation), model.Name, model.Name.ToLowerInvariant()));
    }

    private static void CheckDefine(INamedTypeSymbol model, Compilation compilation, List<DiagnosticInfo> diagnostics)
    {
        if (DefineOf(model) is not null) return;
        var define = model.GetMembers("Define").OfType<IMethodSymbol>().FirstOrDefault();
        // A signature that does not compile has the compiler's own message.
        if (define is not null && (define.ReturnType.TypeKind == TypeKind.Error || define.Parameters.Any(p => p.Type.TypeKind == TypeKind.Error))) return;
        var place = define?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is MethodDeclarationSyntax method && compilation.ContainsSyntaxTree(method.SyntaxTree)
            ? Place.Of(method.Identifier)
            : NameOf(model, compilation);
        diagnostics.Add(DiagnosticInfo.Create(
            DiagnosticDescriptors.NoDefine, place, model.Name, define is null ? "has no Define method" : WhyNotDefine(define)!));
    }

    private static string? WhyNotDefine(IMethodSymbol method)
    {
        if (!method.IsStatic) return "has a Define method that is not static";
        if (method.IsGenericMethod) return "has a generic Define method";
        if (method.Parameters is not [{ RefKind: RefKind.None } scope] || !KnownTypes.Is(scope.Type, nameof(Scope)))
            return "has a Define method that does not take exactly one Scope";
        return IsResult(method.ReturnType) ? null : $"has a Define method that returns '{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'";
    }

    private static bool IsResult(ITypeSymbol type) => type switch
    {
        _ when KnownTypes.Is(type, nameof(Sym)) || KnownTypes.Is(type, nameof(Features)) => true,
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(e => IsSym(e.Type)),
        IArrayTypeSymbol { Rank: 1 } array => IsSym(array.ElementType),
        INamedTypeSymbol { TypeArguments: [var element], Name: "List" or "IReadOnlyList" or "IEnumerable" or "IList" } => IsSym(element),
        _ => false,
    };

    private static bool IsSym(ITypeSymbol type) => KnownTypes.Is(type, nameof(Sym));

    private static (string Why, string Instead)? WhyNotGeneratable(INamedTypeSymbol model)
    {
        if (model.Arity > 0) return ("is generic", "a model is one architecture, so its class cannot have type parameters");
        if (model.IsStatic) return ("is static", "the generated part makes the class a module with instances");
        if (model.IsAbstract) return ("is abstract", "the generated part makes the class a module with instances");
        if (model.IsRecord) return ("is a record", "write 'partial class', a module is compared by reference");
        if (model.IsValueType) return ("is a struct", "write 'partial class', a module owns its weights");
        if (model.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } parent && parent.ContainingNamespace?.ToDisplayString() != "ModelDsl.Runtime")
            return ($"has the base class '{parent.Name}'", "the generated part gives it one; make it an interface, or call static methods");
        if (Declarations(model).Any(d => d.ParameterList is not null))
            return ("has parameters behind its name", "write a constructor in their place, with ': this(Initialization.Published)' behind its parameters");
        if (model.InstanceConstructors.Any(c => c.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is not ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer })))
            return ("has a constructor that does not call the generated one", "write ': this(Initialization.Published)' behind its parameters");
        if (s_generated.FirstOrDefault(name => model.GetMembers(name).Length > 0) is { } member) return ($"declares '{member}', as the generated part does", "give the member another name");
        if (model.Name is "forward" or "call") return ($"is called '{model.Name}', like a method of modules", "give it another name");
        if (model.IsFileLocal) return ("is local to its file", "the generated part lies in its own file");
        for (var outer = model.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsGenericType) return ($"lies inside the generic type '{outer.Name}'", "move it out");
            if (Declarations(outer).Any(d => !d.Modifiers.Any(SyntaxKind.PartialKeyword)))
                return ($"lies inside '{outer.Name}', which is not partial", $"make '{outer.Name}' partial or move the model out");
        }
        return null;
    }

    private static IEnumerable<TypeDeclarationSyntax> Declarations(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).OfType<TypeDeclarationSyntax>();
}
