using System.Collections.Generic;

namespace ModelDsl;

/// <summary>
/// A number or switch of a specification that decides what the state_dict holds, with a few entries that show how it
/// was chosen. Generated models list theirs, so that a file of another variant can be told apart by name.
/// </summary>
/// <param name="Name">As its author writes it: <c>Dim</c>, <c>Heads[1]</c>, <c>Stages[2].Dim</c>.</param>
/// <param name="Value">Its value as text; <c>null</c> for what is not set.</param>
public sealed record HyperParameter(string Name, string Value)
{
    /// <summary>Sizes that follow it: the key of an entry and the axis.</summary>
    public IReadOnlyList<(string Key, int Axis)> Sizes { get; init; } = [];

    /// <summary>Lists of modules that are as long as it says, by their paths.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Parts that are there or missing as it says: somewhere inside a scope, a part of the key with a name.</summary>
    public IReadOnlyList<(string Scope, string Name)> Parts { get; init; } = [];
}

/// <summary>A hyper-parameter in which a weight file differs from a model, with an entry that shows it.</summary>
/// <param name="Parameter">The hyper-parameter.</param>
/// <param name="FileValue">Its value in the file; null where the file does not tell.</param>
/// <param name="Key">An entry that shows the difference.</param>
/// <param name="ModelShape">The entry's shape in the model; null where the model lacks it.</param>
/// <param name="FileShape">The entry's shape in the file; null where the file lacks it.</param>
public sealed record WeightCause(
    HyperParameter Parameter, string? FileValue, string Key, IReadOnlyList<long>? ModelShape, IReadOnlyList<long>? FileShape)
{
    /// <summary>The hyper-parameter's name, as its author writes it.</summary>
    public string Name => Parameter.Name;

    /// <summary>Its value in the model.</summary>
    public string Value => Parameter.Value;

    /// <summary>Others that the file would fit as well, as in <c>Resolution = 448</c>.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>As in <c>Heads[1] is 16 here and 32 in the file</c>.</summary>
    public string Difference => FileValue is null ? $"{Name} is {Value} here and not so in the file" : $"{Name} is {Value} here and {FileValue} in the file";

    /// <summary>As in <c>Heads[1] is 16 here and 32 in the file: levels.3.….weight is [16, 512] here, [32, 512] in the file</c>.</summary>
    public override string ToString()
    {
        var key = MismatchText.Printable(Key);
        var entry = (ModelShape, FileShape) switch
        {
            (null, { } file) => $"only the file has {key} {Text(file)}",
            ({ } model, null) => $"only the model has {key} {Text(model)}",
            _ => $"{key} is {Text(ModelShape!)} here, {Text(FileShape!)} in the file",
        };
        var others = Alternatives.Count == 0 ? "" : $" (or {string.Join(", ", Alternatives)})";
        return $"{Difference}{others}: {entry}";
    }

    private static string Text(IEnumerable<long> shape) => shape.ToValueList().ToString();
}
