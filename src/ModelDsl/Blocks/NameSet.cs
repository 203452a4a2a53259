using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>Hands out names that differ from those it handed out before.</summary>
/// <param name="reserved">Names that it never hands out; many sets may share them.</param>
/// <param name="taken">More of these.</param>
internal sealed class NameSet(HashSet<string> reserved, IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = [.. taken];

    public NameSet(params string[] taken)
        : this([], taken.AsEnumerable())
    {
    }

    public string Take(string wish)
    {
        if (TryTake(wish)) return wish;
        for (var i = 2; ; i++)
        {
            var name = wish + Dim.Text(i);
            if (TryTake(name)) return name;
        }
    }

    private bool TryTake(string name) => !reserved.Contains(name) && _taken.Add(name);
}
