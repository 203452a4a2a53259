namespace ModelDsl.Generators.Pipeline;

/// <summary>The names of the pipeline's steps, by which tests see what is cached.</summary>
internal static class TrackedSteps
{
    public const string Evaluate = nameof(Evaluate);
    public const string Diagnostics = nameof(Diagnostics);
    public const string Text = nameof(Text);
    public const string Blocks = nameof(Blocks);
    public const string Catalog = nameof(Catalog);
    public const string Manifest = nameof(Manifest);
    public const string Weights = nameof(Weights);
    public const string Sources = nameof(Sources);
}
