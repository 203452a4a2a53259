using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.CodeFixes;

/// <summary>
/// Writes what the generator found to be right: the nearest value that works, the name that was meant, a free key, what
/// replaces a construct. Where a number or a name is concerned, the generator has evaluated the whole specification with it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplacementFix)), Shared]
public sealed class ReplacementFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        "MDSL2001", "MDSL2004", "MDSL3001", "MDSL3004", "MDSL3005", "MDSL3006", "MDSL3007", "MDSL3102", "MDSL3201", "MDSL3202", "MDSL3301",
        "MDSL4001", "MDSL4002", "MDSL4004", "MDSL7001", "MDSL7002", "MDSL7003", "MDSL7004", "MDSL7005", "MDSL7007", "MDSL7009", "MDSL7011",
    ];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var number = 0;
            foreach (var fix in FixProperties.Read(diagnostic.Properties))
            {
                if (DocumentAt(context.Document, fix.Path) is not { } document) continue;
                // The first one of each diagnostic goes with the first one of all others.
                var key = nameof(ReplacementFix) + (number++).ToString(CultureInfo.InvariantCulture);
                context.RegisterCodeFix(CodeAction.Create(fix.Title, cancellation => ReplaceAsync(document, fix.Span, fix.Text, cancellation), key), diagnostic);
            }
        }
        return Task.CompletedTask;
    }

    private static Document? DocumentAt(Document document, string path) => document.FilePath == path || document.Name == path
        ? document
        : document.Project.Documents.FirstOrDefault(d => d.FilePath == path);

    private static async Task<Solution> ReplaceAsync(Document document, TextSpan span, string text, CancellationToken cancellation)
    {
        var before = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.Project.Solution.WithDocumentText(document.Id, before.Replace(span, text));
    }
}
