namespace ModelDsl.Generators.Weights;

/// <summary>What a weight file holds, as <c>modeldsl weights manifest</c> wrote it down; equal by value.</summary>
/// <param name="File">The weight file's name.</param>
/// <param name="Tensors">Its tensors.</param>
internal sealed record Manifest(string File, ValueList<ManifestTensor> Tensors);

/// <summary>A tensor of a weight file.</summary>
internal sealed record ManifestTensor(string Name, string Type, ValueList<long> Shape);
