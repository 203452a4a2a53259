namespace ModelDsl;

/// <summary>Tells whether all sizes of an operation are constant.</summary>
internal sealed class FixedNumbers : Renumbering
{
    private bool _areFixed = true;

    /// <summary>Whether no size of an operation follows from that of an input.</summary>
    public static bool Has(Op op)
    {
        var numbers = new FixedNumbers();
        numbers.Operation(op);
        return numbers._areFixed;
    }

    /// <inheritdoc/>
    public override Dim Size(string name, Dim size) => Seen(size);

    /// <inheritdoc/>
    public override Dim Axis(string name, Dim size) => Seen(size);

    /// <inheritdoc/>
    public override Dim View(string name, Dim size) => Seen(size);

    /// <inheritdoc/>
    public override (double Value, string? Symbol) Number(string name, double value) => (value, null);

    private Dim Seen(Dim size)
    {
        _areFixed &= size.IsConstant;
        return size;
    }
}
