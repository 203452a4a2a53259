using System;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Pipeline;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators;

/// <summary>
/// Evaluates each class marked <c>[Model]</c>, reports what is wrong with its specification, and writes the module
/// it describes. Here is only how the steps hang together; <see cref="Conductor"/> does the work of one.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var project = context.CompilationProvider.Select(static (compilation, cancellation) => Conductor.Project(compilation, cancellation));
        var results = project.SelectMany(static (project, _) => project.Models).WithTrackingName(TrackedSteps.Evaluate);

        var diagnostics = results.Select(static (result, _) => result.Diagnostics).WithTrackingName(TrackedSteps.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, infos) =>
        {
            foreach (var info in infos) output.ReportDiagnostic(info.ToDiagnostic());
        });

        var sources = results.Select(static (result, _) => result.Source).WithTrackingName(TrackedSteps.Text);
        Register(sources);
        Register(results.Select(static (result, _) => result.Session));

        void Register(IncrementalValuesProvider<SourceFile> files) => context.RegisterSourceOutput(files, static (output, source) =>
        {
            if (source.HintName.Length > 0) output.AddSource(source.HintName, SourceText.From(source.Text, Utf8));
        });

        var blocks = project.SelectMany(static (project, _) => project.Blocks).WithTrackingName(TrackedSteps.Blocks);
        context.RegisterSourceOutput(blocks, static (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Utf8)));

        // An edit elsewhere finds the same pair of declaration and file; an edited manifest concerns those who name it.
        var manifests = context.AdditionalTextsProvider.Where(static file => file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).Collect();
        var weights = results.Where(static result => result.Weights is not null).Select(static (result, _) => result.Weights!).Combine(manifests)
            .Select(static (pair, _) => WeightsCheck.Of(pair.Left, pair.Right)).WithTrackingName(TrackedSteps.Manifest)
            .Select(static (check, cancellation) => check.Run(cancellation)).WithTrackingName(TrackedSteps.Weights);
        context.RegisterSourceOutput(weights, static (output, infos) =>
        {
            foreach (var info in infos) output.ReportDiagnostic(info.ToDiagnostic());
        });

        var catalog = project.Select(static (project, _) => project.Catalog).WithTrackingName(TrackedSteps.Catalog);
        context.RegisterSourceOutput(catalog, static (output, catalog) =>
        {
            if (catalog.Listings.Count > 0) output.AddSource("Models.g.cs", SourceText.From(catalog.Emit(), Utf8));
        });
        context.RegisterSourceOutput(project.Select(static (project, _) => project.SameNames), static (output, infos) =>
        {
            foreach (var info in infos) output.ReportDiagnostic(info.ToDiagnostic());
        });

        var carried = project.Select(static (project, _) => project.Carried).WithTrackingName(TrackedSteps.Sources);
        context.RegisterSourceOutput(carried, static (output, sources) =>
        {
            if (sources.Count > 0) output.AddSource("SpecificationSources.g.cs", SourceText.From(SourceEmitter.Emit(sources), Utf8));
        });
    }
}
