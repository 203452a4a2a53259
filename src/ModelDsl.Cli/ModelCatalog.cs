using ModelDsl.Runtime;

namespace ModelDsl.Cli;

/// <summary>The models that the command knows.</summary>
internal sealed class ModelCatalog(IReadOnlyList<ModelInfo> models)
{
    /// <summary>The models that come with ModelDsl.</summary>
    public static ModelCatalog BuiltIn => new(ModelDsl.Models.Models.All);

    public IReadOnlyList<ModelInfo> Models { get; } = models;

    /// <summary>Finds a model by name.</summary>
    /// <exception cref="UserException">There is none; the message names the nearest one.</exception>
    public ModelInfo Find(string name)
    {
        foreach (var model in Models)
            if (string.Equals(model.Name, name, StringComparison.Ordinal))
                return model;
        var hint = Nearest(name) is { } near ? $"did you mean '{near}'?" : "'modeldsl list' names them all";
        throw new UserException($"unknown model '{name}': {hint}");
    }

    /// <summary>The name that takes the fewest edits, where those are few enough to be a slip; the beginning of a name is near too.</summary>
    private string? Nearest(string name)
    {
        string? nearest = null;
        var fewest = Math.Max(2, name.Length / 3) + 1;
        var wish = Plain(name);
        foreach (var model in Models)
        {
            var plain = Plain(model.Name);
            var beginning = plain[..Math.Min(plain.Length, wish.Length)];
            var edits = Math.Min(EditDistance.Between(wish, plain), wish.Length >= 3 ? EditDistance.Between(wish, beginning) : int.MaxValue);
            if (edits >= fewest) continue;
            fewest = edits;
            nearest = model.Name;
        }
        return nearest;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
