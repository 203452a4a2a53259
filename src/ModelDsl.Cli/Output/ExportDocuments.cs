using ModelDsl.Onnx;

namespace ModelDsl.Cli.Output;

/// <summary>What <c>modeldsl export</c> wrote.</summary>
/// <param name="Model">The model.</param>
/// <param name="Opset">The version of ONNX's operators.</param>
/// <param name="Nodes">How many nodes the graph has.</param>
/// <param name="Operators">How many there are of each operator.</param>
/// <param name="Passes">The rewritings that it went through.</param>
/// <param name="Files">The files.</param>
internal sealed record ExportDocument(string Model, int Opset, int Nodes, IReadOnlyDictionary<string, int> Operators, IReadOnlyList<PassCount> Passes, IReadOnlyList<ExportedFile> Files);

/// <summary>A file that was written.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record ExportedFile(string Path, long Bytes);
