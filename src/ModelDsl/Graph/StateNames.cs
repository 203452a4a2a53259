namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Gives the weights of one scope a second key, as PyTorch does for a module that is registered twice.</summary>
    /// <param name="s">Where the second name belongs.</param>
    /// <param name="name">The second name.</param>
    /// <param name="target">The scope whose weights it names.</param>
    /// <example><code>s.Alias("pos", s / "pos_embed");</code></example>
    public static void Alias(this Scope s, string name, Scope target) => s.Graph.Alias((s / name).Path, target.Path);

    /// <summary>
    /// States in which order a scope's entries appear in the state_dict, where that is not the order of first use.
    /// As in PyTorch a scope's own parameters come first, then its buffers, then what lies deeper.
    /// </summary>
    /// <param name="s">The scope.</param>
    /// <param name="names">The names in order; a name that does not occur is skipped, one that is not listed follows.</param>
    /// <example><code>s.StateOrder("qkv", "proj");</code></example>
    public static void StateOrder(this Scope s, params string[] names) => s.Graph.Order(s.Path, names.ToValueList());
}
