namespace ModelDsl.Blocks;

/// <summary>The type that declares a block or a model.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="TypeName">Its name behind those of the types around it, without dots.</param>
/// <param name="IsForeign">Whether another assembly declares it.</param>
internal sealed record BlockHome(string Namespace, string TypeName, bool IsForeign)
{
    /// <summary>Namespace and name.</summary>
    public string FullName => Namespace.Length == 0 ? TypeName : Namespace + "." + TypeName;
}
