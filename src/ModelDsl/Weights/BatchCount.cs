using System;

namespace ModelDsl;

/// <summary>The count of batches that a batch norm has seen, which weight files of older PyTorch and of other frameworks lack.</summary>
internal static class BatchCount
{
    private const string Name = "num_batches_tracked";

    /// <summary>What stands before the name in a key, with its point: the norm that the count belongs to; null for any other key.</summary>
    public static string? NormOf(string key) =>
        key == Name || key.EndsWith("." + Name, StringComparison.Ordinal) ? key.Substring(0, key.Length - Name.Length) : null;
}
