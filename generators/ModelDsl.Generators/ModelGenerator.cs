using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Emission;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators;

/// <summary>
/// Evaluates each class marked <c>[Model]</c>, reports what is wrong with its specification, and writes the module
/// it describes.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var results = context.CompilationProvider
            .SelectMany(static (compilation, cancellation) => EvaluateAll(compilation, cancellation))
            .WithTrackingName(Steps.Evaluate);

        var diagnostics = results.Select(static (result, _) => result.Diagnostics).WithTrackingName(Steps.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, infos) =>
        {
            foreach (var info in infos) output.ReportDiagnostic(info.ToDiagnostic());
        });

        var sources = results.Select(static (result, _) => result.Source).WithTrackingName(Steps.Text);
        context.RegisterSourceOutput(sources, static (output, source) =>
        {
            if (source.HintName.Length > 0) output.AddSource(source.HintName, SourceText.From(source.Text, Utf8));
        });

        // An edit elsewhere finds the same pair of declaration and file; an edited manifest concerns those who name it.
        var manifests = context.AdditionalTextsProvider.Where(static file => file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).Collect();
        var weights = results.Where(static result => result.Weights is not null).Select(static (result, _) => result.Weights!).Combine(manifests)
            .Select(static (pair, _) => WeightsCheck.Of(pair.Left, pair.Right)).WithTrackingName(Steps.Manifest)
            .Select(static (check, cancellation) => check.Run(cancellation)).WithTrackingName(Steps.Weights);
        context.RegisterSourceOutput(weights, static (output, infos) =>
        {
            foreach (var info in infos) output.ReportDiagnostic(info.ToDiagnostic());
        });

        var names = results.Select(static (result, _) => result.Listing).Collect();
        var catalog = names.Combine(context.CompilationProvider)
            .Select(static (pair, _) => Catalog.Of(pair.Left.Where(l => l.TypeName.Length > 0 && !l.IsBroken), pair.Right))
            .WithTrackingName(Steps.Catalog);
        context.RegisterSourceOutput(catalog, static (output, models) =>
        {
            if (models.Listings.Count > 0) output.AddSource("Models.g.cs", SourceText.From(models.Emit(), Utf8));
        });
        context.RegisterSourceOutput(results.Select(static (result, _) => result.Listing with { IsBroken = false }).Collect(), static (output, listings) =>
        {
            var models = listings.OrderBy(l => l.TypeName, StringComparer.Ordinal).Select(l => (l.Name, l.TypeName, l.Where));
            foreach (var info in ModelDeclaration.CheckNames(models)) output.ReportDiagnostic(info.ToDiagnostic());
        });

        var carried = context.CompilationProvider.Select(static (compilation, cancellation) => Carried(compilation, cancellation)).WithTrackingName(Steps.Sources);
        context.RegisterSourceOutput(carried, static (output, sources) =>
        {
            if (sources.Count > 0) output.AddSource("SpecificationSources.g.cs", SourceText.From(SourceEmitter.Emit(sources), Utf8));
        });
    }

    /// <summary>The models of a compilation, evaluated side by side: they share nothing but what is bound once for all.</summary>
    private static ImmutableArray<ModelResult> EvaluateAll(Compilation compilation, CancellationToken cancellation) =>
    [
        .. MarkedTypes.With(ModelDeclaration.AttributeName, compilation, cancellation).AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(declaration => ModelResult.Of(declaration, compilation, cancellation))
            .Where(result => result != ModelResult.None),
    ];

    /// <summary>The specifications that a library carries for those who reference it; nobody references a program.</summary>
    private static ValueList<(string Path, string Text)> Carried(Compilation compilation, CancellationToken cancellation) =>
        compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary
            ? SpecificationSources.Collect(compilation, cancellation).ToValueList()
            : ValueList<(string, string)>.Empty;
}

/// <summary>The names of the pipeline's steps, by which tests see what is cached.</summary>
internal static class Steps
{
    public const string Evaluate = nameof(Evaluate);
    public const string Diagnostics = nameof(Diagnostics);
    public const string Text = nameof(Text);
    public const string Catalog = nameof(Catalog);
    public const string Manifest = nameof(Manifest);
    public const string Weights = nameof(Weights);
    public const string Sources = nameof(Sources);
}
