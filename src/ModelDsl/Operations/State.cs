using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What enters a model and what it keeps: inputs, parameters, buffers, aliases, cached values.</summary>
public static class State
{
    /// <summary>Declares an input of the model.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="name">The name of <c>forward</c>'s parameter.</param>
    /// <param name="dims">Its shape; <see cref="Dim.Batch"/> first.</param>
    /// <exception cref="SpecException">A size is below 1, or the scope is not the root.</exception>
    public static Sym Input(this Scope s, string name, params Dim[] dims)
    {
        if (s.Path.Length > 0)
            Problem.Report(new SpecException(SpecErrors.BadName, $"inputs belong to the model as a whole, not to \"{s.Path}\"; declare \"{name}\" at the root scope", "s"));
        return s.Graph.AddInput(new InputOp(name), new Shape(dims.Select(dim => Checks.Positive(dim, nameof(dims)))));
    }

    /// <summary>A trained tensor of its own, not part of a layer.</summary>
    /// <param name="s">Where it belongs.</param>
    /// <param name="name">Its name there: <c>gamma</c>, <c>cls_token</c>.</param>
    /// <param name="dims">Its shape, all constant.</param>
    /// <param name="init">How it gets its first values.</param>
    public static Sym Parameter(this Scope s, string name, IReadOnlyList<Dim> dims, Init init)
    {
        dims = [.. dims.Select(d => Checks.Positive(d, nameof(dims)))];
        var sizes = dims.Select(d => Checks.Constant(d, nameof(dims))).ToValueList();
        var op = new ParameterOp(new StateEntry("", sizes, ElementType.Float32, StateKind.Parameter, init));
        return s.Graph.Add(op, (s / name).Path, new Shape(dims), ElementType.Float32);
    }

    /// <summary>
    /// A tensor that is saved with the weights but not trained. It is computed when it is first needed; where its size
    /// follows the input's, it is saved as it is for the reference size.
    /// </summary>
    /// <param name="s">Where it belongs.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="table">Its value: an expression of tables, without weights and inputs.</param>
    public static Sym Buffer(this Scope s, string name, Sym table)
    {
        if (DependsOn(table, node => node.Op is InputOp or ParameterOp or LayerOp))
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the buffer \"{name}\" depends on an input or on weights; use Cached for what depends on weights", nameof(table)));
        var entry = new StateEntry("", Sizes(table, name), table.Type, StateKind.Buffer, Init.Computed);
        return s.Graph.Add(new BufferOp(entry), (s / name).Path, table.Shape, table.Type, table);
    }

    /// <summary>
    /// Marks a value that depends on weights but not on inputs (a position bias, for instance): it is computed anew
    /// while gradients are recorded and once per weight state otherwise. The last value is saved as a buffer.
    /// </summary>
    /// <param name="x">The value.</param>
    /// <param name="s">Where the buffer belongs.</param>
    /// <param name="name">The buffer's name there.</param>
    /// <exception cref="SpecException">The value depends on an input.</exception>
    public static Sym Cached(this Sym x, Scope s, string name)
    {
        if (DependsOn(x, node => node.Op is InputOp))
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the cached value \"{name}\" depends on an input, so one value does not serve every call; leave Cached out", nameof(x)));
        var entry = new StateEntry("", Sizes(x, name), x.Type, StateKind.Buffer, Init.Zeros);
        return s.Graph.Add(new CachedOp(entry), (s / name).Path, x.Shape, x.Type, x);
    }

    /// <summary>Gives the weights of one scope a second key, as PyTorch does for a module that is registered twice.</summary>
    /// <param name="s">Where the second name belongs.</param>
    /// <param name="name">The second name.</param>
    /// <param name="target">The scope whose weights it names.</param>
    public static void Alias(this Scope s, string name, Scope target) => s.Graph.Alias((s / name).Path, target.Path);

    /// <summary>
    /// States in which order a scope's entries appear in the state_dict, where that is not the order of first use.
    /// As in PyTorch a scope's own parameters come first, then its buffers, then what lies deeper.
    /// </summary>
    /// <param name="s">The scope.</param>
    /// <param name="names">The names in order; a name that does not occur is skipped, one that is not listed follows.</param>
    public static void StateOrder(this Scope s, params string[] names) => s.Graph.Order(s.Path, names.ToValueList());

    /// <summary>The sizes under which a table is saved: where they follow the input's, those of its reference.</summary>
    private static ValueList<long> Sizes(Sym x, string name) =>
        x.Shape.Select(d => d.DependsOnBatch ? Checks.Constant(d, name) : d.AtReference()).ToValueList();

    private static bool DependsOn(Sym x, System.Func<Node, bool> isSought)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>();
        open.Push(x.Node);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node)) continue;
            if (isSought(node)) return true;
            foreach (var input in node.Inputs) open.Push(input.Node);
        }
        return false;
    }
}

/// <summary>An input of the model.</summary>
public sealed record InputOp(string Parameter) : SourceOp
{
    /// <inheritdoc/>
    public override string Name => "input";
}

/// <summary>A parameter outside a layer.</summary>
public sealed record ParameterOp(StateEntry Entry) : SourceOp
{
    /// <inheritdoc/>
    public override string Name => "parameter";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [Entry];
}

/// <summary>A table that is saved with the weights.</summary>
public sealed record BufferOp(StateEntry Entry) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "buffer";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [Entry];

    internal override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>A value that depends on weights only and is kept while they do not change.</summary>
public sealed record CachedOp(StateEntry Entry) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "cached";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [Entry];

    internal override ResultOrder Order => ResultOrder.InOrder;
}
