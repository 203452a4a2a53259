namespace ModelDsl.PyTorch.Writing;

/// <summary>How what a class owns is held and reached.</summary>
internal static class Members
{
    private static readonly HashSet<string> s_ofDictionary = ["clear", "items", "keys", "pop", "update", "values"];

    /// <summary>How a group of the state_dict is held.</summary>
    public static ListKind KindOf(ListSlot list)
    {
        if (list.IsRun) return ListKind.Run;
        if (list.Items.Any(i => i is OwnSlot { Op: not LayerOp } || (i is ListSlot inner && KindOf(inner) == ListKind.Container) || s_ofDictionary.Contains(i.Name))) return ListKind.Container;
        return list.Items.Count > 0 && list.Items.Select((item, i) => item.Name == Dim.Text(i)).All(isNext => isNext) ? ListKind.List : ListKind.Dictionary;
    }

    /// <summary>Whether a block holds nothing but numbered modules: then it is an <c>nn.ModuleList</c> itself.</summary>
    public static bool IsList(Body body) => body.State.Count > 0 && body.State.Select((slot, i) => slot.Name == Dim.Text(i) && slot is not OwnSlot { Op: not LayerOp }).All(isNext => isNext);

    /// <summary>The expression of what lies at a path below a body; null where nothing does.</summary>
    /// <param name="body">The body.</param>
    /// <param name="path">The path, relative to it.</param>
    public static string? Find(Body body, string path) => path.Length == 0 ? "self" : Find(body, path.Split('.'), "self");

    private static string? Find(Body body, ReadOnlySpan<string> path, string owner) => Find(body.State, IsList(body) ? ListKind.List : null, path, owner, name => Chains.Of(body).Any(c => c.Path == name));

    /// <summary>The expression of something inside a module or group.</summary>
    /// <param name="owner">The expression of the module or group.</param>
    /// <param name="name">Its name.</param>
    /// <param name="kind">How the group is held; null for a module.</param>
    public static string Inside(string owner, string name, ListKind? kind) =>
        kind == ListKind.List ? $"{owner}[{name}]"
        : kind == ListKind.Run ? $"{owner}[{(name == ListSlot.First ? ":-1" : "-1")}]"
        : PythonNames.IsAttribute(name) ? $"{owner}.{name}"
        : kind == ListKind.Dictionary ? $"{owner}[\"{name}\"]" : $"getattr({owner}, \"{name}\")";

    private static string? Find(ValueList<Slot> slots, ListKind? kind, ReadOnlySpan<string> path, string owner, Func<string, bool> isChain)
    {
        var name = path[0];
        if (kind == ListKind.Run && name is not (ListSlot.First or ListSlot.Last))
        {
            // A module of the run is known by its number.
            var count = ((RepeatSlot)slots[0]).Count;
            var body = name == Dim.Text(count) ? ((BodySlot)slots[1]).Body : ((RepeatSlot)slots[0]).Body;
            return path.Length == 1 ? $"{owner}[{name}]" : Find(body, path[1..], $"{owner}[{name}]");
        }
        Slot? slot = null;
        foreach (var candidate in slots) if (candidate.Name == name) slot = candidate;
        if (slot is null) return null;
        var expression = Inside(owner, name, kind);
        if (path.Length == 1) return expression;
        return slot switch
        {
            ListSlot list => Find(list.Items, isChain(name) ? ListKind.List : KindOf(list), path[1..], expression, _ => false),
            BodySlot inner => Find(inner.Body, path[1..], expression),
            RepeatSlot repeat => path.Length == 2 ? $"{expression}[{path[1]}]" : Find(repeat.Body, path[2..], $"{expression}[{path[1]}]"),
            _ => null,
        };
    }
}

/// <summary>How a group of the state_dict is held.</summary>
internal enum ListKind
{
    /// <summary>Modules that are numbered from 0 on.</summary>
    List,

    /// <summary>Modules that repeat and a last one.</summary>
    Run,

    /// <summary>Modules with names.</summary>
    Dictionary,

    /// <summary>A module without a class, which can hold parameters and tables too.</summary>
    Container,
}
