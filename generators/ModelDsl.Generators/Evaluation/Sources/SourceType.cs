using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A property of a type that is declared in source.</summary>
/// <param name="Symbol">The property.</param>
/// <param name="StoresOnGet">Whether reading it reads the field behind it.</param>
/// <param name="StoresOnSet">Whether writing it writes the field behind it.</param>
internal sealed record SourceProperty(IPropertySymbol Symbol, bool StoresOnGet, bool StoresOnSet)
{
    /// <summary>The name under which its value is kept.</summary>
    public string Slot => SourceType.SlotName(Symbol);
}

/// <summary>A class, record or struct that is declared in source: its fields by name, and which member a call reaches.</summary>
internal sealed class SourceType
{
    private readonly Dictionary<string, int> _slots = [];
    private static readonly ConditionalWeakTable<ISymbol, string> s_slots = new();

    private readonly Dictionary<string, ISymbol?> _members = [];
    private readonly Dictionary<string, IMethodSymbol?> _own = [];
    private readonly Dictionary<(ISymbol, bool), SourceProperty?> _properties = [];
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
        OwnFields = [.. symbol.GetMembers().OfType<IFieldSymbol>().Where(f => f is { IsStatic: false, IsConst: false })];
        fields.AddRange(OwnFields);
        Fields = fields;
        foreach (var field in fields) SlotOf(SlotName(field));
    }

    public INamedTypeSymbol Symbol { get; }

    public SourceHome Home { get; }

    public string FullName { get; }

    public SourceType? Base { get; }

    /// <summary>All fields, those of the base first.</summary>
    public IReadOnlyList<IFieldSymbol> Fields { get; }

    /// <summary>The fields that it declares itself.</summary>
    public IReadOnlyList<IFieldSymbol> OwnFields { get; }

    /// <summary>The values of the fields before any initializer runs.</summary>
    public Value[]? Defaults { get; set; }

    /// <summary>
    /// The name under which the value of a field, property or captured parameter is kept: that of the property, if a
    /// field stands behind one. A derived type may have a member of the same name beside that of its base.
    /// </summary>
    public static string SlotName(ISymbol member)
    {
        if (member is IFieldSymbol { AssociatedSymbol: { } property }) member = property;
        var type = member is IParameterSymbol { ContainingSymbol.ContainingType: var declaring } ? declaring : member.ContainingType;
        return type.IsValueType || type.BaseType is null or { SpecialType: SpecialType.System_Object } ? member.Name : s_slots.GetValue(member, static m => TypeNames.Full(m is IParameterSymbol ? m.ContainingSymbol.ContainingType : m.ContainingType) + "." + m.Name);
    }

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

    /// <summary>The field or property that a name means on an object of this type.</summary>
    public ISymbol? Member(string name)
    {
        if (!_members.TryGetValue(name, out var known))
            _members.Add(name, known = Symbol.GetMembers(name).FirstOrDefault(m => m is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false, IsIndexer: false }) ?? Base?.Member(name));
        return known;
    }

    /// <summary>The property that is reached on an object of this type by one of its accessors; null where none is in source.</summary>
    /// <param name="property">The property as it is named.</param>
    /// <param name="accessor">Its accessor; null for a property that only a constructor writes.</param>
    /// <param name="isVirtual">Whether an overriding one is reached.</param>
    public SourceProperty? Reach(IPropertySymbol property, IMethodSymbol? accessor, bool isVirtual)
    {
        var key = ((ISymbol)(accessor ?? (ISymbol)property), isVirtual);
        if (_properties.TryGetValue(key, out var known)) return known;
        var reached = accessor is null || !isVirtual ? property : Implementation(accessor)?.AssociatedSymbol as IPropertySymbol;
        var found = reached is not null && _sources.TryFind(reached, out _, out var source) ? Describe((IPropertySymbol)source) : null;
        _properties.Add(key, found);
        return found;
    }

    /// <summary>The method that says whether an object of this type is equal to another; null where the type declares none.</summary>
    public IMethodSymbol? EqualsOf(INamedTypeSymbol symbol) => Known("Equals", () => Declared("Equals", m => m.Parameters[0].Type.Name == symbol.Name, SpecialType.System_Boolean)
        ?? Declared("Equals", m => m.Parameters[0].Type.SpecialType == SpecialType.System_Object, SpecialType.System_Boolean));

    /// <summary>The method that says which of two objects is the greater; null where the type declares none.</summary>
    public IMethodSymbol? CompareToOf(INamedTypeSymbol symbol) => Known("CompareTo", () => Declared("CompareTo", m => m.Parameters[0].Type.Name == symbol.Name, SpecialType.System_Int32)
        ?? Declared("CompareTo", _ => true, SpecialType.System_Int32));

    private IMethodSymbol? Known(string name, Func<IMethodSymbol?> find)
    {
        if (!_own.TryGetValue(name, out var known)) _own.Add(name, known = find());
        return known;
    }

    private IMethodSymbol? Declared(string name, Func<IMethodSymbol, bool> takes, SpecialType returns)
    {
        for (var type = this; type is not null; type = type.Base)
        {
            // A record has its own Equals again, whatever its base declares.
            var methods = type.Symbol.GetMembers(name).OfType<IMethodSymbol>().Where(m => m is { IsStatic: false, Parameters.Length: 1 } && m.ReturnType.SpecialType == returns && takes(m)).ToList();
            if (methods.Find(m => !m.IsImplicitlyDeclared) is { } found) return found;
            if (type.Symbol.IsRecord && name == "Equals") return null;
        }
        return null;
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
        var found = method.ContainingType.TypeKind == TypeKind.Interface ? Implementing(method) : Overriding(method);
        found ??= method.IsAbstract ? null : method;
        _implementations.Add(method, found);
        return found;
    }

    /// <summary>The most derived method that overrides another: one that hides it does not.</summary>
    private IMethodSymbol? Overriding(IMethodSymbol method)
    {
        var sought = Root(method);
        for (var type = this; type is not null; type = type.Base)
        {
            foreach (var member in type.Symbol.GetMembers(method.Name))
            {
                if (member is IMethodSymbol { IsStatic: false, IsAbstract: false } candidate && candidate.Parameters.Length == method.Parameters.Length && Root(candidate) == sought) return candidate;
            }
        }
        return null;
    }

    /// <summary>The method that was first declared where this one overrides others, by a name that holds in every compilation.</summary>
    private static string Root(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden) method = overridden;
        return method.OriginalDefinition.GetDocumentationCommentId() ?? method.Name;
    }

    private IMethodSymbol? Implementing(IMethodSymbol method)
    {
        var name = TypeNames.Full(method.ContainingType);
        var id = method.OriginalDefinition.GetDocumentationCommentId();
        var candidates = Symbol.AllInterfaces.Where(i => TypeNames.Full(i) == name).ToList();
        if (candidates.Count > 1)
        {
            var exact = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            candidates = [.. candidates.Where(i => i.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) == exact)];
        }
        foreach (var candidate in candidates)
        {
            var member = candidate.GetMembers(method.Name).FirstOrDefault(m => m.OriginalDefinition.GetDocumentationCommentId() == id);
            if (member is null || Symbol.FindImplementationForInterfaceMember(member) is not IMethodSymbol found) continue;
            return found.IsVirtual || found.IsOverride ? Overriding(found) ?? found : found;
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
