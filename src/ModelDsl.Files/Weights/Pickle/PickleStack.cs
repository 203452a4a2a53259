using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>A pickle's stack with its marks, and the numbered places where it keeps values. All of it is bounded.</summary>
internal sealed class PickleStack(PickleInput input)
{
    // PyTorch writes containers in batches of a thousand; only a tuple puts all of its items here at once.
    private const int MaxHeight = 100_000;
    private const int MaxMarks = 200;

    // What the values may take together, roughly, in bytes. A checkpoint of a thousand tensors and its optimizer takes two million.
    private const long Budget = 32L << 20;
    private const int CostOfPush = 24;
    private const int CostOfMemo = 48;

    private readonly List<object?> values = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private long spent;

    /// <summary>Whether one value is left and nothing is open.</summary>
    public bool IsDone => values.Count == 1 && marks.Count == 0;

    public void Push(object? value, long cost = 0)
    {
        Charge(CostOfPush + cost);
        if (values.Count == MaxHeight) throw input.Bad($"more than {MaxHeight} values are waiting on its stack");
        values.Add(value);
    }

    public object? Pop()
    {
        if (values.Count <= Floor) throw input.Bad("it takes a value from an empty stack");
        var value = values[^1];
        values.RemoveAt(values.Count - 1);
        return value;
    }

    public object? Top => values.Count > Floor ? values[^1] : throw input.Bad("it needs a value, and its stack is empty");

    public void Mark()
    {
        if (marks.Count == MaxMarks) throw input.Bad($"more than {MaxMarks} containers are open inside each other");
        marks.Add(values.Count);
    }

    /// <summary>Takes all values down to the latest mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (marks.Count == 0) throw input.Bad("it closes a container that it has not opened");
        var floor = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        var items = CollectionsMarshal.AsSpan(values)[floor..].ToArray();
        values.RemoveRange(floor, items.Length);
        Charge((long)items.Length * sizeof(long));
        return items;
    }

    public void Remember(uint index)
    {
        Charge(CostOfMemo);
        if (!memo.TryAdd(index, Top)) throw input.Bad($"it keeps two values under the number {index}", "one value for a number");
    }

    /// <summary>Keeps the value on top under the next number.</summary>
    public void Remember() => Remember((uint)memo.Count);

    public void Recall(uint index) =>
        Push(memo.TryGetValue(index, out var value) ? value : throw input.Bad($"it asks for value number {index}, which it has not kept"));

    /// <summary>Counts memory that is about to be taken.</summary>
    public void Charge(long bytes)
    {
        spent += bytes;
        if (spent > Budget) throw input.Bad($"its values take more than {Budget >> 20} MB besides the tensors", remedy: "save the state_dict alone: torch.save(model.state_dict(), file)");
    }

    private int Floor => marks.Count == 0 ? 0 : marks[^1];
}
