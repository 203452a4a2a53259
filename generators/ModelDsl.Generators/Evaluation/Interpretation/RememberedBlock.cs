using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What one call of a block added to the graph, and all that it depended on.</summary>
/// <param name="arguments">The arguments.</param>
/// <param name="scope">The position of the one that is a scope.</param>
/// <param name="rates">The positions of those that only become rates.</param>
/// <param name="sideEffects">How much had been written when it began.</param>
/// <param name="place">Where it was called.</param>
internal sealed class RememberedBlock(Value[] arguments, int scope, IReadOnlyList<int> rates, int sideEffects, CallPath place)
{
    private readonly Dictionary<int, int> _rateNodes = [];

    /// <summary>The path of its scope.</summary>
    public string Path => ((Scope)arguments[scope].Data!).Path;

    /// <summary>What had been written; a call that reads other things than its arguments may differ after more was.</summary>
    public int SideEffects => sideEffects;

    /// <summary>Where it was called.</summary>
    public CallPath Place => place;

    /// <summary>The call with the calls inside it; set when it has ended.</summary>
    public BlockCall Call { get; set; } = null!;

    /// <summary>What it returned.</summary>
    public Value Result { get; set; }

    /// <summary>The decisions on its way: how many had been noted before and after.</summary>
    public ((int Loops, int Choices) From, (int Loops, int Choices) To) Decisions { get; set; }

    /// <summary>The names of its tensors.</summary>
    public IReadOnlyList<(Node Node, string Name)> Names { get; set; } = [];

    /// <summary>The orders of entries that it stated.</summary>
    public IReadOnlyList<(string Scope, ValueList<string> Names)> Orders { get; set; } = [];

    /// <summary>Whether one of its rates is in that object.</summary>
    public bool Holds(object? rate) => rates.Any(position => ReferenceEquals(arguments[position].Data, rate));

    /// <summary>Notes that a node's rate is one of the arguments. A rate is known by the object that holds it: two may be equal.</summary>
    public void NoteRate(int node, object? rate)
    {
        foreach (var position in rates)
        {
            if (ReferenceEquals(arguments[position].Data, rate)) _rateNodes[node] = position;
        }
    }

    /// <summary>The position of the argument that is a node's rate, or -1.</summary>
    public int RateOf(int node) => _rateNodes.TryGetValue(node, out var position) ? position : -1;

    /// <summary>Whether a call with other arguments adds the same at another place: they differ in the scope, in rates, and in which nodes make their tensors.</summary>
    public bool Fits(Value[] others, Repetition repetition)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i == scope) continue;
            var fits = rates.Contains(i) ? others[i].Data is double rate && RateOp.IsRate(rate) : Fits(arguments[i], others[i], repetition);
            if (!fits) return false;
        }
        return true;
    }

    private static bool Fits(Value value, Value other, Repetition repetition)
    {
        if (!Provenance.AreSame(value.Origin, other.Origin)) return false;
        switch (value.Data, other.Data)
        {
            case (null, null):
                return true;
            case (Sym tensor, Sym exchanged):
                return repetition.Exchange(tensor, exchanged);
            case (Dim size, Dim same):
                return size.IsSameAs(same);
            case (TupleValue tuple, TupleValue parts) when tuple.Items.Length == parts.Items.Length:
                for (var i = 0; i < parts.Items.Length; i++)
                {
                    if (!Fits(tuple.Items[i], parts.Items[i], repetition)) return false;
                }
                return true;
            case ({ } data, { } same):
                // Objects are the same where nothing was written since, which is asked apart from this.
                return ReferenceEquals(data, same) || (data is System.IConvertible or EnumValue && data.GetType() == same.GetType() && data.Equals(same));
            default:
                return false;
        }
    }
}
