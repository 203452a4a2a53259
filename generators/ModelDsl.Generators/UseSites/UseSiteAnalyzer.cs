using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.UseSites;

/// <summary>
/// Follows tensors whose shape the code states into calls of generated modules, and reports a shape that the module
/// does not take. Where it cannot know, it is silent.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UseSiteAnalyzer : DiagnosticAnalyzer
{
    private const string ShapeAttribute = "ModelDsl.Runtime.TensorShapeAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DiagnosticDescriptors.WrongSizeInUse, DiagnosticDescriptors.WrongAxesInUse, DiagnosticDescriptors.UnsupportedSizeInUse];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(ShapeAttribute) is { } shape)
                start.RegisterOperationBlockAction(block => Analyze(block, shape));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, INamedTypeSymbol shape)
    {
        // Most methods call no module, and cost no more than this look.
        if (!context.OperationBlocks.Any(b => b.Descendants().Any(o => o is IInvocationOperation { TargetMethod.Name: "forward" or "call", Instance: not null }))) return;
        var assignments = Assignments.Of(context.OperationBlocks, context.OwningSymbol);
        if (assignments.ReshapesInPlace) return;
        var members = new MemberFacts(context.Compilation, context.OwningSymbol.ContainingType, shape, context.CancellationToken);
        var flow = new FlowContext(assignments, members, shape, context.CancellationToken);
        foreach (var body in context.OperationBlocks)
        {
            // Half-written code has no flow to follow.
            if (body.Syntax.ContainsDiagnostics) continue;
            try
            {
                new MethodFlow(context.GetControlFlowGraph(body), flow, context.ReportDiagnostic).Run();
            }
            catch (InsufficientExecutionStackException)
            {
                // An expression of thousands of parts, which a tool has written: nothing is said of this method.
            }
        }
    }
}
