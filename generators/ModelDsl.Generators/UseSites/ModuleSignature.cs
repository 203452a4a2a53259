using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.UseSites;

/// <summary>The shape that generated code states for a tensor.</summary>
/// <param name="Name">What the tensor is called; empty for a result.</param>
/// <param name="Sizes">Its sizes as expressions.</param>
/// <param name="Minimum">The smallest sizes; empty where none is stated.</param>
/// <param name="MultipleOf">The numbers whose multiples the sizes are; empty where none is stated.</param>
internal sealed record StatedShape(string Name, ValueList<string> Sizes, ValueList<long> Minimum, ValueList<long> MultipleOf)
{
    public override string ToString() => "[" + string.Join(", ", Sizes) + "]";

    /// <summary>The shape for known sizes.</summary>
    public TensorFact Of(IReadOnlyDictionary<string, long> values) => new(Sizes.Select(s => SizeExpression.Evaluate(s, values)));

    /// <summary>What an attribute states; null where it is not written as generated code writes it.</summary>
    public static StatedShape? Read(AttributeData attribute, string name)
    {
        if (attribute.ConstructorArguments is not [{ Kind: TypedConstantKind.Array, IsNull: false } sizes]) return null;
        var texts = sizes.Values.Select(v => v.Value as string).ToList();
        return texts.Contains(null) ? null : new(name, texts.Select(t => t!).ToValueList(), Numbers("Minimum"), Numbers("MultipleOf"));

        ValueList<long> Numbers(string key) => attribute.NamedArguments.FirstOrDefault(a => a.Key == key).Value is { Kind: TypedConstantKind.Array, IsNull: false } array && array.Values.Length == texts.Count
            ? array.Values.Select(v => v.Value is long number ? number : 1).ToValueList()
            : ValueList<long>.Empty;
    }
}

/// <summary>What a generated module takes and yields.</summary>
/// <param name="Module">What messages call it: the model's name, or the path of the class.</param>
/// <param name="Inputs">The tensors that it takes, in the order of the parameters; null for a parameter without a shape.</param>
/// <param name="Results">The tensors that it returns; empty for a record.</param>
internal sealed record ModuleSignature(string Module, ValueList<StatedShape?> Inputs, ValueList<StatedShape> Results)
{
    /// <summary>The signature of the <c>forward</c> that a call on an object of a class leads to; null where that is not generated.</summary>
    public static ModuleSignature? Of(ITypeSymbol? type, INamedTypeSymbol attribute)
    {
        for (; type is { SpecialType: not SpecialType.System_Object }; type = type.BaseType)
        {
            if (type.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault(m => m.IsOverride) is { } forward) return Of(forward, attribute);
        }
        return null;
    }

    private static ModuleSignature? Of(IMethodSymbol forward, INamedTypeSymbol attribute)
    {
        var inputs = forward.Parameters.Select(p => (StatedShape?)Shapes(p.GetAttributes(), attribute, p.Name).FirstOrDefault());
        return inputs.All(i => i is null) ? null : new(NameOf(forward.ContainingType), inputs.ToValueList()!, Shapes(forward.GetReturnTypeAttributes(), attribute, "").ToValueList());
    }

    /// <summary>The shape of a property that holds a tensor.</summary>
    public static StatedShape? Of(IPropertySymbol property, INamedTypeSymbol attribute) => Shapes(property.GetAttributes(), attribute, property.Name).FirstOrDefault();

    private static IEnumerable<StatedShape> Shapes(IEnumerable<AttributeData> attributes, INamedTypeSymbol attribute, string name) => attributes
        .Where(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute))
        .OrderBy(a => a.NamedArguments.FirstOrDefault(n => n.Key == "Element").Value is { Kind: TypedConstantKind.Primitive, Value: int element } ? element : 0)
        .Select(a => StatedShape.Read(a, name)).OfType<StatedShape>();

    private static string NameOf(INamedTypeSymbol type)
    {
        var model = type.GetAttributes().FirstOrDefault(a => a.AttributeClass is { Name: nameof(ModelAttribute), ContainingNamespace.Name: nameof(ModelDsl) });
        return model?.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive, Value: string name }]
            ? name
            : type.ContainingType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;
    }
}
