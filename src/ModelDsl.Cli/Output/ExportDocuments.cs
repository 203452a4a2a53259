using ModelDsl.Runtime;

namespace ModelDsl.Cli.Output;

/// <summary>What <c>modeldsl export</c> wrote.</summary>
/// <param name="Model">The model.</param>
/// <param name="Opset">The version of ONNX's operators.</param>
/// <param name="Nodes">How many nodes the graph has.</param>
/// <param name="Operators">How many there are of each operator.</param>
/// <param name="Passes">The rewritings that it went through.</param>
/// <param name="Files">The files.</param>
internal sealed record ExportDocument(string Model, int Opset, int Nodes, IReadOnlyDictionary<string, int> Operators, IReadOnlyList<PassCount> Passes, IReadOnlyList<ExportedFile> Files);

/// <summary>What <c>modeldsl export --target pytorch</c> wrote.</summary>
/// <param name="Model">The model.</param>
/// <param name="Classes">The classes of its file, inner ones first.</param>
/// <param name="Files">The files.</param>
internal sealed record PyTorchDocument(string Model, IReadOnlyList<string> Classes, IReadOnlyList<ExportedFile> Files);

/// <summary>What <c>modeldsl report</c> wrote.</summary>
/// <param name="Models">The models that it is about.</param>
/// <param name="Files">The files.</param>
internal sealed record ReportDocument(IReadOnlyList<string> Models, IReadOnlyList<ExportedFile> Files);

/// <summary>A file that was written.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record ExportedFile(string Path, long Bytes)
{
    /// <summary>A file that is there.</summary>
    public static ExportedFile Of(string path) => new(path, FilePlace.LengthOf(path));
}

/// <summary>The project that <c>modeldsl new</c> began.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Files">Its files.</param>
internal sealed record NewDocument(string Name, string Folder, IReadOnlyList<ExportedFile> Files);

/// <summary>What <c>modeldsl quantize</c> wrote; times are milliseconds of an image on one thread.</summary>
/// <param name="Model">The model.</param>
/// <param name="Images">How many images the result was checked with.</param>
/// <param name="Agreement">The share of them for which the class stays the same.</param>
/// <param name="AgreementOfAll">That share with all layers in 8 bits.</param>
/// <param name="Layers">How many layers are in 8 bits.</param>
/// <param name="InFloat">The layers that stayed in floating point.</param>
/// <param name="MedianInFloat">The time of the model in single precision.</param>
/// <param name="MedianInInt8">The time of this one.</param>
/// <param name="Files">The files.</param>
internal sealed record QuantizeDocument(
    string Model, int Images, double Agreement, double AgreementOfAll, int Layers, IReadOnlyList<string> InFloat, double MedianInFloat, double MedianInInt8, IReadOnlyList<ExportedFile> Files);
