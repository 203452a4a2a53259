using System.Collections.Generic;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Editing;

namespace ModelDsl.CodeFixes;

/// <summary>
/// Writes the shapes of tensors behind the statements of a <c>Define</c> or <c>[Block]</c> method as comments, brings those that
/// are there up to date, and removes them. The models of the project are evaluated for it, when it is chosen.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(ShapeRefactoring)), Shared]
public sealed class ShapeRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var (document, cancellation) = (context.Document, context.CancellationToken);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method) return;
        if (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation || !MethodShapes.AreIn(method, compilation, cancellation)) return;
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var isShown = ShapeComments.AreIn(method, text);
        context.RegisterRefactoring(CodeAction.Create(isShown ? "Update shapes" : "Show shapes", Show, nameof(Show)));
        if (isShown) context.RegisterRefactoring(CodeAction.Create("Hide shapes", _ => Task.FromResult(Changed(ShapeComments.Hide(method, text))), nameof(ShapeComments.Hide)));

        // What takes long is left to a thread that nobody waits for.
        Task<Document> Show(CancellationToken cancellation) =>
            Task.Run(() => Changed(ShapeComments.Show(method, text, MethodShapes.Of(method, compilation, cancellation))), cancellation);

        Document Changed(IReadOnlyList<TextChange> changes) => document.WithText(text.WithChanges(changes));
    }
}
