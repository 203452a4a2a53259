using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Pipeline;

/// <summary>What the generator makes of a project. Equal by value.</summary>
/// <param name="Models">Its models.</param>
/// <param name="Blocks">The files of the blocks that they use.</param>
/// <param name="Catalog">The list of those that are whole.</param>
/// <param name="SameNames">The models whose name another one has.</param>
/// <param name="Carried">The specifications that it carries for those who reference it, by file name.</param>
internal sealed record ProjectResult(
    ValueList<ModelResult> Models, ValueList<SourceFile> Blocks, Catalog Catalog, ValueList<DiagnosticInfo> SameNames, ValueList<(string Path, string Text)> Carried);
