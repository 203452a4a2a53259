namespace ModelDsl;

/// <summary>
/// Rewrites a body into one that computes the same. Those that it owns or calls have been rewritten before it. A target
/// names the passes that it wants; the result depends on nothing but the body, so that equal bodies stay equal.
/// </summary>
internal abstract class Pass
{
    /// <summary>The rewritten body; the same one where there is nothing to do.</summary>
    /// <param name="body">The body.</param>
    public abstract Body Run(Body body);
}
