using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Pipeline;

/// <summary>A model that names weights, with the files that its name for the manifest fits.</summary>
internal sealed record WeightsCheck(WeightsDeclaration Declaration, ValueList<AdditionalText> Files)
{
    /// <summary>Picks the files that a declaration names.</summary>
    public static WeightsCheck Of(WeightsDeclaration declaration, ImmutableArray<AdditionalText> files)
    {
        var name = Path(declaration.Manifest);
        return new WeightsCheck(declaration, files.Where(f => Path(f.Path) is var path && (path == name || path.EndsWith("/" + name, StringComparison.Ordinal))).ToValueList());
    }

    /// <summary>Holds the model against the manifest, by the rules of <c>Weights.Load</c>.</summary>
    public ValueList<DiagnosticInfo> Run(CancellationToken cancellation)
    {
        var (where, name) = (Declaration.Where, Declaration.Manifest);
        if (Files.Count != 1)
        {
            var why = Files.Count == 0 ? "is not among the project's AdditionalFiles" : $"fits several of the project's AdditionalFiles ({string.Join(", ", Files.Select(f => f.Path))})";
            return [DiagnosticInfo.Create(DiagnosticDescriptors.NoManifest, where, Declaration.Model, name, why, Files.Count == 0 ? $"add <AdditionalFiles Include=\"{name}\" />" : "name more of its path")];
        }
        try
        {
            var text = Files[0].GetText(cancellation) ?? throw new ManifestException("it cannot be opened");
            return WeightsComparison.Of(Declaration, ManifestReader.Read(text.ToString())).ToValueList();
        }
        catch (ManifestException e)
        {
            return [DiagnosticInfo.Create(DiagnosticDescriptors.BadManifest, where, name, e.Message)];
        }
    }

    private static string Path(string path)
    {
        path = path.Replace('\\', '/');
        return path.StartsWith("./", StringComparison.Ordinal) ? path.Substring(2) : path;
    }
}
