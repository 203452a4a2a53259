using System.Collections.Generic;

namespace ModelDsl.Blocks;

/// <summary>The sizes in which instances of a class differ and which are known when one is made: which of them the class keeps.</summary>
/// <param name="names">Their names.</param>
internal sealed class ClassSizes(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = [.. names];
    private readonly HashSet<string> _needed = [];
    private readonly HashSet<string> _fields = [];
    private readonly HashSet<string> _told = [];

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => _names;

    /// <summary>Notes that the constructor works with some of them: then the body need not find them in its inputs.</summary>
    public void Need(IEnumerable<string> sizes) => _needed.UnionWith(sizes);

    /// <summary>Whether a size is one of them.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>Whether the constructor works with a size.</summary>
    public bool IsNeeded(string name) => _needed.Contains(name) && Has(name);

    /// <summary>Whether the constructor has to take a size.</summary>
    public bool IsKept(string name) => Has(name) && (_needed.Contains(name) || _fields.Contains(name) || _told.Contains(name));

    /// <summary>Whether an instance keeps a size.</summary>
    public bool IsField(string name) => _fields.Contains(name);

    /// <summary>Notes that an instance keeps a size.</summary>
    public void Keep(string name) => _fields.Add(name);

    /// <summary>Notes that a table is made with a size.</summary>
    public void Tell(string name) => _told.Add(name);
}
