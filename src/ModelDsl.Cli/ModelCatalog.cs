using ModelDsl.Runtime;

namespace ModelDsl.Cli;

/// <summary>The models that the command knows.</summary>
internal sealed class ModelCatalog(IReadOnlyList<ModelInfo> models)
{
    /// <summary>The models that come with ModelDsl, those of the demo last.</summary>
    public static ModelCatalog BuiltIn => new([.. ModelDsl.Models.Models.All, .. FashionMnist.Models.All]);

    public IReadOnlyList<ModelInfo> Models { get; } = models;

    /// <summary>These models and those of an assembly, which come first: they may replace one of the same name.</summary>
    /// <param name="assembly">The assembly's file; null for none.</param>
    /// <exception cref="UserException">The file is not an assembly with models.</exception>
    public ModelCatalog With(string? assembly) => assembly is null ? this : new([.. ModelAssembly.Load(assembly), .. Models]);

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
