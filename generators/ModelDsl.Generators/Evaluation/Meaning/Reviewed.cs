using System;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What a review of meaning looks at.</summary>
/// <param name="Evaluation">A finished evaluation.</param>
/// <param name="Compilation">The compilation that the model belongs to.</param>
internal sealed record Reviewed(Evaluation Evaluation, Compilation Compilation)
{
    private readonly SourceHome _home = SourceHome.Of(Compilation);

    /// <summary>The graph that the vocabulary built.</summary>
    public Graph Graph => Evaluation.Graph;

    /// <summary>Whether something is written in this compilation, so that it can be reported there.</summary>
    public bool IsCurrent(SyntaxNode syntax) => Compilation.ContainsSyntaxTree(syntax.SyntaxTree);

    /// <summary>The call that made a step.</summary>
    public CallPath MadeBy(Node node) => Evaluation.MadeBy[node.Id];

    /// <summary>The semantic model of a tree of this compilation.</summary>
    public SemanticModel ModelOf(SyntaxNode syntax) => _home.ModelOf(syntax.SyntaxTree);

    /// <summary>What can be found out from a piece of source alone: the models of a compilation share blocks, so the first one that reads it finds it out for all.</summary>
    public T Once<T>(Type review, SyntaxNode syntax, Func<T> find) => _home.Once(review, syntax, find);

    /// <summary>Whether an expression has a type of the vocabulary.</summary>
    public bool Is(SyntaxNode expression, string type) =>
        TypeNames.IsVocabulary(ModelOf(expression).GetTypeInfo(expression).Type, type);

    /// <summary>What is called; null for an operator.</summary>
    public IMethodSymbol? Called(SyntaxNode call) => ModelOf(call).GetSymbolInfo(call).Symbol as IMethodSymbol;
}
