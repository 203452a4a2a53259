using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A method, accessor, operator or constructor with its body.</summary>
internal sealed class SourceMethod
{
    private string? _summary;

    private SourceMethod(IMethodSymbol symbol, SourceHome home)
    {
        Symbol = symbol;
        Home = home;
        IsBlock = TypeNames.IsBlock(symbol);
    }

    /// <summary>The definition in the compilation that has its source.</summary>
    public IMethodSymbol Symbol { get; }

    public SourceHome Home { get; }

    public bool IsBlock { get; }

    /// <summary>The body; null for an automatic accessor, an abstract method or a primary constructor.</summary>
    public IBlockOperation? Body { get; private set; }

    /// <summary>The call of another constructor, or null.</summary>
    public IOperation? ConstructorCall { get; private set; }

    /// <summary>Whether it yields its values one by one.</summary>
    public bool IsIterator { get; private set; }

    /// <summary>Whether the constructor is the parameter list behind the type's name.</summary>
    public bool IsPrimary { get; private set; }

    /// <summary>Whether the compiler writes it: a default constructor, a record's members.</summary>
    public bool IsSynthesized { get; private set; }

    /// <summary>The summary of its documentation.</summary>
    public string Summary => _summary ??= Symbol.DeclaringSyntaxReferences is [var reference, ..] ? Home.SummaryAt(reference.GetSyntax()) : "";

    public static SourceMethod Of(IMethodSymbol symbol, SourceHome home, Sources sources)
    {
        var method = new SourceMethod(symbol, home);
        if (symbol.DeclaringSyntaxReferences is not [var reference, ..])
        {
            method.IsSynthesized = true;
            foreach (var declaration in symbol.ContainingType.DeclaringSyntaxReferences) sources.MarkRead(declaration.SyntaxTree);
            return method;
        }
        var syntax = reference.GetSyntax();
        sources.MarkRead(syntax.SyntaxTree);
        switch (syntax)
        {
            case TypeDeclarationSyntax type:
                method.IsPrimary = symbol.MethodKind == MethodKind.Constructor && type.ParameterList is not null;
                method.IsSynthesized = !method.IsPrimary;
                if (method.IsPrimary && type.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault() is { } baseCall)
                    method.ConstructorCall = sources.OperationAt(home, baseCall);
                return method;
            case ParameterSyntax:
                method.IsSynthesized = true;
                return method;
        }
        switch (sources.OperationAt(home, syntax))
        {
            case IMethodBodyOperation body:
                method.Body = body.BlockBody ?? body.ExpressionBody;
                break;
            case IConstructorBodyOperation body:
                method.Body = body.BlockBody ?? body.ExpressionBody;
                method.ConstructorCall = body.Initializer is IExpressionStatementOperation statement ? statement.Operation : body.Initializer;
                break;
            case IBlockOperation block:
                method.Body = block;
                break;
        }
        method.IsIterator = method.Body is not null && Interpreter.IsIterator(method.Body);
        return method;
    }
}
