namespace ModelDsl.PyTorch.Writing;

/// <summary>Parts that files have where they need them.</summary>
internal static class Parts
{
    /// <summary>The parts in their order in a file.</summary>
    public static readonly IReadOnlyList<string> All = ["initialize", "drop_path", "rms_norm", "batch_norm", "attention", "block"];

    /// <summary>The parts of the script that trains, in their order.</summary>
    public static readonly IReadOnlyList<string> Training = ["train_options", "train_images", "train"];

    /// <summary>The names of their functions, which no local may hide.</summary>
    public static readonly IReadOnlyList<string> Functions = ["rms_norm", "batch_norm", "attention", "checkpoint", "register_model", "dataclass"];

    /// <summary>The names of their classes.</summary>
    public static readonly IReadOnlyList<string> Classes = ["DropPath", "RmsNorm", "Block", "Config"];

    /// <summary>The text of a part or template.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(Parts).Assembly.GetManifestResourceStream(name + ".py") ?? throw new InvalidOperationException($"there is no {name}.py");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
