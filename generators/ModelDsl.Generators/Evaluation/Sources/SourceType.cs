using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A property of a type that is declared in source.</summary>
/// <param name="Symbol">The property.</param>
/// <param name="StoresOnGet">Whether reading it reads the field behind it.</param>
/// <param name="StoresOnSet">Whether writing it writes the field behind it.</param>
internal sealed record SourceProperty(IPropertySymbol Symbol, bool StoresOnGet, bool StoresOnSet);

/// <summary>A class, record or struct that is declared in source: its fields by name, and which member a call reaches.</summary>
internal sealed class SourceType
{
    private readonly Dictionary<string, int> _slots = [];
    private readonly Dictionary<string, SourceProperty?> _properties = [];
    private readonly Dictionary<ISymbol, IMethodSymbol?> _implementations = new(SymbolEqualityComparer.Default);
    private readonly Sources _sources;

    public SourceType(INamedTypeSymbol symbol, SourceHome home, Sources sources)
    {
        Symbol = symbol;
        Home = home;
        _sources = sources;
        FullName = TypeNames.Full(symbol);
        foreach (var declaration in symbol.DeclaringSyntaxReferences) sources.MarkRead(declaration.SyntaxTree);
        Base = symbol.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum) } parent
            ? sources.TypeOf(parent)
            : null;
        var fields = new List<IFieldSymbol>();
        if (Base is not null) fields.AddRange(Base.Fields);
        fields.AddRange(symbol.GetMembers().OfType<IFieldSymbol>().Where(f => f is { IsStatic: false, IsConst: false }));
        Fields = fields;
        foreach (var field in fields) SlotOf(SlotName(field));
    }

    public INamedTypeSymbol Symbol { get; }

    public SourceHome Home { get; }

    public string FullName { get; }

    public SourceType? Base { get; }

    public IReadOnlyList<IFieldSymbol> Fields { get; }

    /// <summary>The values of the fields before any initializer runs.</summary>
    public Value[]? Defaults { get; set; }

    /// <summary>The name under which a field's value is kept: that of its property, if it stands behind one.</summary>
    public static string SlotName(IFieldSymbol field) => field.AssociatedSymbol?.Name ?? field.Name;

    public bool TryGetSlot(string field, out int slot) => _slots.TryGetValue(field, out slot);

    public int SlotOf(string field)
    {
        if (!_slots.TryGetValue(field, out var slot)) _slots.Add(field, slot = _slots.Count);
        return slot;
    }

    /// <summary>Whether a value of this type is one of the given type.</summary>
    public bool Is(INamedTypeSymbol type)
    {
        var name = TypeNames.Full(type);
        for (INamedTypeSymbol? current = Symbol; current is not null; current = current.BaseType)
        {
            if (TypeNames.Full(current) == name) return true;
        }
        return Symbol.AllInterfaces.Any(i => TypeNames.Full(i) == name);
    }

    /// <summary>The property that a name means on an object of this type.</summary>
    public SourceProperty? Property(string name)
    {
        if (_properties.TryGetValue(name, out var known)) return known;
        var symbol = Symbol.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(p => !p.IsAbstract);
        var property = symbol is not null ? Describe(symbol) : Base?.Property(name) ?? InterfaceDefault(name);
        _properties.Add(name, property);
        return property;
    }

    public static SourceProperty Describe(IPropertySymbol symbol)
    {
        var syntax = symbol.DeclaringSyntaxReferences.Length > 0 ? symbol.DeclaringSyntaxReferences[0].GetSyntax() : null;
        if (syntax is not BasePropertyDeclarationSyntax declaration) return new SourceProperty(symbol, syntax is ParameterSyntax, syntax is ParameterSyntax);
        return new SourceProperty(symbol, IsAutomatic(declaration, SyntaxKind.GetAccessorDeclaration), IsAutomatic(declaration, SyntaxKind.SetAccessorDeclaration));
    }

    /// <summary>The method that a call of <paramref name="method"/> reaches on an object of this type; null where none is in source.</summary>
    public IMethodSymbol? Implementation(IMethodSymbol method)
    {
        if (!method.IsVirtual && !method.IsOverride && !method.IsAbstract && method.ContainingType.TypeKind != TypeKind.Interface) return method;
        if (_implementations.TryGetValue(method, out var known)) return known;
        var found = Overriding(method) ?? (method.IsAbstract ? null : method);
        _implementations.Add(method, found);
        return found;
    }

    private IMethodSymbol? Overriding(IMethodSymbol method)
    {
        foreach (var member in Symbol.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false, IsAbstract: false, IsImplicitlyDeclared: false } candidate
                && (candidate.Name == method.Name || candidate.ExplicitInterfaceImplementations.Any(e => e.Name == method.Name))
                && candidate.Arity == method.Arity && HasSameParameters(candidate, method))
            {
                return candidate;
            }
        }
        return Base?.Overriding(method);
    }

    private static bool HasSameParameters(IMethodSymbol a, IMethodSymbol b)
    {
        if (a.Parameters.Length != b.Parameters.Length) return false;
        for (var i = 0; i < a.Parameters.Length; i++)
        {
            var (x, y) = (a.Parameters[i].Type, b.OriginalDefinition.Parameters[i].Type);
            if (x is not ITypeParameterSymbol && y is not ITypeParameterSymbol && x.ToDisplayString(NullableFlowState.None) != y.ToDisplayString(NullableFlowState.None)) return false;
        }
        return true;
    }

    private SourceProperty? InterfaceDefault(string name)
    {
        foreach (var type in Symbol.AllInterfaces)
        {
            if (_sources.TypeOf(type)?.Symbol.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(p => !p.IsAbstract) is { } property)
                return Describe(property);
        }
        return null;
    }

    private static bool IsAutomatic(BasePropertyDeclarationSyntax declaration, SyntaxKind kind)
    {
        if (declaration is PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax) return false;
        var accessor = declaration.AccessorList?.Accessors.FirstOrDefault(
            a => a.IsKind(kind) || (kind == SyntaxKind.SetAccessorDeclaration && a.IsKind(SyntaxKind.InitAccessorDeclaration)));
        // A constructor may write a property without a setter: its field is written.
        return accessor is null ? kind == SyntaxKind.SetAccessorDeclaration : accessor is { Body: null, ExpressionBody: null };
    }
}
