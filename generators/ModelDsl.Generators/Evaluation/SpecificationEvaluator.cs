using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Evaluates the specification of a model while it is compiled.</summary>
internal static class SpecificationEvaluator
{
    /// <summary>
    /// Runs <c>Define</c> of a model. Whatever goes wrong is a diagnostic; only a cancellation leaves as an exception.
    /// </summary>
    public static Evaluation Evaluate(INamedTypeSymbol model, Compilation compilation, CancellationToken cancellation)
    {
        var sources = new Sources(compilation, cancellation);
        var reporter = new Reporter(model, sources);
        var graph = new Graph();
        var blocks = new BlockRecorder();
        foreach (var declaration in model.DeclaringSyntaxReferences) sources.MarkRead(declaration.SyntaxTree);
        var (value, returns) = (Value.Unknown, (ITypeSymbol)model);
        var interpreter = new Interpreter(sources, reporter, new Budget(cancellation), graph, blocks);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            if (ModelDeclaration.DefineOf(model) is not { } define)
            {
                foreach (var diagnostic in ModelDeclaration.Check(model, compilation)) reporter.Add(diagnostic);
            }
            else
            {
                returns = define.ReturnType;
                value = interpreter.EvaluateDefine(define);
            }
        }
        catch (OverBudgetException e)
        {
            reporter.ReportModel(DiagnosticDescriptors.OverBudget, e.Message, e.Fix);
        }
        catch (UnknownException)
        {
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            reporter.ReportModel(DiagnosticDescriptors.Internal, model.Name, e.GetType().Name + ": " + e.Message.Replace('\n', ' ').TrimEnd('.', ' ', '\r'));
        }
        if (value.Data is null && reporter.Diagnostics.Count == 0)
            reporter.ReportModel(DiagnosticDescriptors.Arithmetic, $"'{model.Name}.Define' returns null");
        var (results, form) = ResultReader.Read(value, returns);
        if (results.Count == 0 && reporter.Diagnostics.Count == 0 && !HasErrors(compilation, sources, cancellation))
            reporter.ReportModel(DiagnosticDescriptors.Internal, model.Name, "the evaluation has no result and no reason");
        return new Evaluation(graph, reporter.Diagnostics.Count == 0 ? results : [], form, blocks.Blocks, reporter.Diagnostics, sources.TreesRead, interpreter.Names);
    }

    // What the compiler reports is left out in silence. Asked only when there is neither a result nor a message.
    private static bool HasErrors(Compilation compilation, Sources sources, CancellationToken cancellation)
    {
        foreach (var tree in sources.TreesRead)
        {
            foreach (var diagnostic in compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: cancellation))
            {
                if (diagnostic.Severity == DiagnosticSeverity.Error) return true;
            }
        }
        return false;
    }
}

/// <summary>Where an evaluation starts.</summary>
internal sealed partial class Interpreter
{
    private readonly BlockRecorder _blocks = blocks;
    private readonly Dictionary<Sym, string> _names = [];

    /// <summary>The local that a tensor was first put into.</summary>
    public IReadOnlyDictionary<Sym, string> Names => _names;

    private void Name(ILocalSymbol local, Value value)
    {
        if (value.Data is Sym tensor && !_names.ContainsKey(tensor)) _names.Add(tensor, local.Name);
    }

    public Value EvaluateDefine(IMethodSymbol define)
    {
        if (sources.MethodOf(define) is not { Body: not null } method) return Value.Unknown;
        // Nobody wrote this call, so no message may point at it: the frame has no caller.
        var frame = new Frame(method.Symbol, null, null);
        frame.Declare(method.Symbol.Parameters[0], new Value(graph.Root));
        return Run(method.Body, frame, returnsVoid: false, frame);
    }
}
