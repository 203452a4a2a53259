namespace ModelDsl.Runtime;

/// <summary>How a file and a module disagree on a key.</summary>
public enum MismatchKind
{
    /// <summary>The module has it, the file does not.</summary>
    Missing,

    /// <summary>The file has it, the module does not.</summary>
    Unexpected,

    /// <summary>Both have it, in different shapes.</summary>
    Shape,

    /// <summary>Both have it, with elements that are not converted into each other.</summary>
    Type,
}

/// <summary>A key on which a file and a module disagree.</summary>
/// <param name="Kind">How.</param>
/// <param name="Name">The key, as the module has it or would have it.</param>
public sealed record WeightMismatch(MismatchKind Kind, string Name)
{
    /// <summary>The file's shape; null where the file lacks the key.</summary>
    public IReadOnlyList<long>? FileShape { get; init; }

    /// <summary>The file's element type; null where the file lacks the key.</summary>
    public ElementType? FileType { get; init; }

    /// <summary>The module's shape; null where the module lacks the key.</summary>
    public IReadOnlyList<long>? ModelShape { get; init; }

    /// <summary>The module's element type; null where the module lacks the key.</summary>
    public ElementType? ModelType { get; init; }

    /// <summary>What is behind it, where the options of loading knew.</summary>
    public string? Explanation { get; init; }

    /// <summary>The key with what differs, for messages.</summary>
    public override string ToString()
    {
        var name = WeightsException.Printable(Name);
        string[] details =
        [
            .. Kind switch
            {
                MismatchKind.Shape => [$"file {Text(FileShape!)}, model {Text(ModelShape!)}"],
                MismatchKind.Type => [$"file {FileType?.Name()}, model {ModelType?.Name()}"],
                _ => (string[])[],
            },
            .. Explanation is null ? (string[])[] : [Explanation],
        ];
        return details.Length == 0 ? name : $"{name} ({string.Join("; ", details)})";
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
