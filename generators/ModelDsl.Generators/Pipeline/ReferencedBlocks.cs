using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Targets.TorchSharp.Sharing;

namespace ModelDsl.Generators.Pipeline;

/// <summary>Reads which classes of blocks the assemblies have that a project references.</summary>
internal static class ReferencedBlocks
{
    private const string Runtime = "ModelDsl.Runtime";

    // An assembly is read once, however many compilations reference it.
    private static readonly ConditionalWeakTable<object, Blocks> s_read = new();
    private static int s_reads;

    /// <summary>How many assemblies have really been read, for tests.</summary>
    internal static int Reads => System.Threading.Volatile.Read(ref s_reads);

    /// <summary>The classes that the references of a compilation have.</summary>
    public static CarriedBlocks Of(Compilation compilation) => new(
        compilation.References.Select(reference => compilation.GetAssemblyOrModuleSymbol(reference) is IAssemblySymbol assembly && IsOfModels(assembly)
            // The same project may be wrapped in a new reference object each time.
            ? s_read.GetValue(reference is CompilationReference project ? project.Compilation : reference, _ => Read(assembly)).Classes
            : ValueList<CarriedClass>.Empty).Where(classes => classes.Count > 0).ToValueList());

    /// <summary>Most references are the framework's: their attributes are not worth decoding.</summary>
    private static bool IsOfModels(IAssemblySymbol assembly) => assembly.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == Runtime));

    private static Blocks Read(IAssemblySymbol assembly)
    {
        System.Threading.Interlocked.Increment(ref s_reads);
        return new Blocks(assembly.GetAttributes().Where(a => a.AttributeClass is { Name: "BlockStructureAttribute", ContainingNamespace: { } space } && space.ToDisplayString() == Runtime)
            .Select(ClassOf).OfType<CarriedClass>().ToValueList());
    }

    private static CarriedClass? ClassOf(AttributeData attribute)
    {
        if (attribute.ConstructorArguments is not [{ Value: INamedTypeSymbol type }, { Value: string block }, { Value: string text }]) return null;
        var view = attribute.NamedArguments.FirstOrDefault(a => a.Key == "View").Value.Value as INamedTypeSymbol;
        return new CarriedClass(
            NameOf(type), block, text, view is null ? null : NameOf(view),
            Items("Sizes", ' ').Select(s => new CarriedSize(s.TrimStart('~'), s[0] != '~')).ToValueList(), Items("Numbers", ';'), Items("Rates", ';'));

        ValueList<string> Items(string name, char separator) =>
            attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value is string { Length: > 0 } list ? list.Split(separator).ToValueList() : ValueList<string>.Empty;
    }

    private static string NameOf(INamedTypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private sealed class Blocks(ValueList<CarriedClass> classes)
    {
        public ValueList<CarriedClass> Classes { get; } = classes;
    }
}
