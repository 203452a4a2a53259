using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Finds the source of a symbol: in the current compilation, in the compilation of a referenced project (that is what
/// an IDE sees), or in the text that a referenced assembly carries along (that is what the command line sees).
/// </summary>
/// <param name="compilation">The current compilation.</param>
/// <param name="cancellation">Ends what takes long.</param>
/// <param name="otherBody">A method that is taken to have another body than is written; null for none.</param>
internal sealed class Sources(Compilation compilation, CancellationToken cancellation, OtherBody? otherBody = null)
{
    private readonly SourceHome _current = SourceHome.Of(compilation);
    private readonly Dictionary<string, SourceHome?> _others = [];
    private readonly Dictionary<ISymbol, (SourceHome Home, ISymbol Symbol)?> _found = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, SourceMethod?> _methods = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, SourceType?> _types = new(SymbolEqualityComparer.Default);
    private readonly HashSet<SyntaxTree> _treesRead = [];
    private readonly HashSet<SyntaxNode> _notCompiling = [];

    public Compilation Compilation => compilation;

    /// <summary>The trees of the current compilation that were read.</summary>
    public IReadOnlyCollection<SyntaxTree> TreesRead => _treesRead;

    /// <summary>Whether a tree may appear in a diagnostic's location.</summary>
    public bool IsCurrent(SyntaxTree tree) => compilation.ContainsSyntaxTree(tree) || tree == otherBody?.Tree;

    /// <summary>What is known of the names and types in a tree of the current compilation.</summary>
    public SemanticModel ModelOf(SyntaxTree tree) => tree == otherBody?.Tree ? otherBody.Model : _current.ModelOf(tree);

    public void MarkRead(SyntaxTree tree)
    {
        if (compilation.ContainsSyntaxTree(tree)) _treesRead.Add(tree);
    }

    /// <summary>Remembers code of the current compilation that does not compile.</summary>
    public void LeaveToCompiler(SyntaxNode code) => _notCompiling.Add(code);

    /// <summary>
    /// Marks the trees that declare what such code names: it may be wrong because of another file, such as one that declares a parameter of
    /// an unknown type. It takes time, so it is asked for only where nothing else explains why there is no result.
    /// </summary>
    public void MarkWhatDoesNotCompile()
    {
        foreach (var name in _notCompiling.SelectMany(code => code.DescendantNodesAndSelf()).OfType<SimpleNameSyntax>().Distinct())
        {
            var info = ModelOf(name.SyntaxTree).GetSymbolInfo(name, cancellation);
            foreach (var symbol in info.Symbol is { } one ? [one] : info.CandidateSymbols)
                foreach (var reference in symbol.DeclaringSyntaxReferences)
                    MarkRead(reference.SyntaxTree);
        }
    }

    /// <summary>The definition of a symbol in the compilation that has its source.</summary>
    public bool TryFind(ISymbol symbol, out SourceHome home, out ISymbol source)
    {
        var definition = symbol.OriginalDefinition;
        if (!_found.TryGetValue(definition, out var found)) _found.Add(definition, found = Find(definition));
        (home, source) = found ?? default;
        return found is not null;
    }

    /// <summary>A method's body, or null where there is no source.</summary>
    public SourceMethod? MethodOf(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        if (_methods.TryGetValue(definition, out var known)) return known;
        SourceMethod? result = null;
        if (TryFind(definition, out var home, out var source) && source is IMethodSymbol symbol)
            result = SourceMethod.Of(symbol.PartialImplementationPart ?? symbol, home, this);
        _methods.Add(definition, result);
        return result;
    }

    /// <summary>A type that is declared in source, or null.</summary>
    public SourceType? TypeOf(INamedTypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        if (_types.TryGetValue(definition, out var known)) return known;
        SourceType? result = null;
        if (!TypeNames.IsVocabulary(definition) && TryFind(definition, out var home, out var source) && source is INamedTypeSymbol symbol)
            result = _types.TryGetValue(symbol, out known) && known is not null ? known : new SourceType(symbol, home, this);
        _types[definition] = result;
        if (result is not null) _types[result.Symbol] = result;
        return result;
    }

    /// <summary>The operation tree of a piece of syntax.</summary>
    public IOperation? OperationAt(SourceHome home, SyntaxNode syntax)
    {
        if (syntax == otherBody?.Member) return otherBody.Operation;
        if (syntax.SyntaxTree == otherBody?.Tree) return otherBody.Model.GetOperation(syntax, cancellation);
        MarkRead(syntax.SyntaxTree);
        return home.OperationAt(syntax, cancellation);
    }

    private (SourceHome Home, ISymbol Symbol)? Find(ISymbol symbol)
    {
        // An implicit constructor, for instance, has no syntax of its own: its type decides.
        var owner = symbol.DeclaringSyntaxReferences.Length == 0 && symbol is not INamedTypeSymbol ? symbol.ContainingType : symbol;
        if (owner is null) return null;
        foreach (var reference in owner.DeclaringSyntaxReferences)
        {
            if (IsCurrent(reference.SyntaxTree)) return (_current, symbol);
            foreach (var other in _others.Values)
            {
                if (other is not null && other.Compilation.ContainsSyntaxTree(reference.SyntaxTree)) return (other, symbol);
            }
        }
        if (symbol.ContainingAssembly is not { } assembly || HomeOf(assembly) is not { } home) return null;
        if (SymbolEqualityComparer.Default.Equals(home.Compilation.Assembly, assembly)) return owner.DeclaringSyntaxReferences.Length > 0 ? (home, symbol) : null;
        return DocumentationCommentId.CreateDeclarationId(symbol) is { } id
            && DocumentationCommentId.GetFirstSymbolForDeclarationId(id, home.Compilation) is { } source
            && SymbolEqualityComparer.Default.Equals(source.ContainingAssembly, home.Compilation.Assembly)
            ? (home, source)
            : null;
    }

    private SourceHome? HomeOf(IAssemblySymbol assembly)
    {
        if (_others.TryGetValue(assembly.Name, out var known)) return known;
        SourceHome? home = null;
        foreach (var reference in compilation.References)
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol candidate || candidate.Name != assembly.Name) continue;
            var source = reference is CompilationReference other
                ? other.Compilation
                : CarriedSources.CompilationOf(reference, candidate, compilation, cancellation);
            if (source is not null) home = SourceHome.Of(source);
            break;
        }
        _others.Add(assembly.Name, home);
        return home;
    }
}
