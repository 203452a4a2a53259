using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// The wrappers that training leaves in front of keys. The rule: a wrapper counts only where every key begins with it. Let
/// the file's keys begin with some wrappers, and the module's with the last few of those: the others are removed. In every
/// other case the keys stay as they are.
/// </summary>
internal static class KeyPrefixes
{
    private static readonly string[] Wrappers = ["module.", "_orig_mod.", "model.", "encoder.", "backbone."];

    /// <summary>What PyTorch's own wrappers of parts call what they wrap; no module of a user's has such a name.</summary>
    private static readonly string[] Inner = ["_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."];

    /// <summary>A key without the names of wrappers around parts of a model: compiled, sharded or recomputed ones.</summary>
    public static string WithoutInner(string key)
    {
        foreach (var name in Inner)
        {
            for (var at = key.IndexOf(name, StringComparison.Ordinal); at >= 0; at = key.IndexOf(name, at, StringComparison.Ordinal))
            {
                if (at > 0 && key[at - 1] != '.') at++;
                else key = key.Remove(at, name.Length);
                if (at >= key.Length) break;
            }
        }
        return key;
    }

    /// <summary>What is to be removed from the front of the file's keys.</summary>
    public static string ToRemove(IReadOnlyCollection<string> file, IReadOnlyCollection<string> model)
    {
        var (wrapped, own) = (Common(file), Common(model));
        return wrapped.EndsWith(own, StringComparison.Ordinal) ? wrapped.Substring(0, wrapped.Length - own.Length) : "";
    }

    /// <summary>The wrappers that every key begins with, one after the other.</summary>
    public static string Common(IReadOnlyCollection<string> keys)
    {
        var common = "";
        while (keys.Count > 0 && Wrappers.FirstOrDefault(w => keys.All(k => Continues(k, common, w))) is { } next) common += next;
        return common;
    }

    // A key that is nothing but wrappers is none: there has to be something left.
    private static bool Continues(string key, string start, string wrapper) =>
        key.Length > start.Length + wrapper.Length && string.CompareOrdinal(key, start.Length, wrapper, 0, wrapper.Length) == 0;
}
