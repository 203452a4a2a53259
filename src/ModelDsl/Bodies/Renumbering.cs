using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Goes through the numbers of a body in their order, and may put others in their place.</summary>
internal abstract class Renumbering
{
    private static readonly string[] s_axesOfMap = ["batch", "channels", "height", "width"];
    private static readonly string[] s_axesOfTokens = ["batch", "tokens", "channels"];

    /// <summary>The other number for a size that an operation has.</summary>
    /// <param name="name">What the size is: <c>kernel</c>.</param>
    /// <param name="size">The size.</param>
    public abstract Dim Size(string name, Dim size);

    /// <summary>The other number for an axis of a tensor that goes in or comes out.</summary>
    /// <param name="name">What the axis is: <c>channels</c>.</param>
    /// <param name="size">Its size.</param>
    public abstract Dim Axis(string name, Dim size);

    /// <summary>The other number for an axis of a view.</summary>
    /// <param name="name">What the axis is: <c>heads</c>.</param>
    /// <param name="size">Its size.</param>
    public abstract Dim View(string name, Dim size);

    /// <summary>The other number for one that is not a size.</summary>
    /// <param name="name">What it is: <c>scale</c>.</param>
    /// <param name="value">The number.</param>
    /// <returns>The number, and the name of a parameter that stands for it; null for none.</returns>
    public abstract (double Value, string? Symbol) Number(string name, double value);

    /// <summary>An operation with the other numbers.</summary>
    public virtual Op Operation(Op op) => op.With(this);

    /// <summary>The other numbers for a height and a width that an operation has.</summary>
    /// <param name="name">What they are: <c>kernel</c>.</param>
    /// <param name="extent">The height and the width.</param>
    public Extent Extent(string name, Extent extent) => extent.IsSquare
        ? new(Size(name, extent.Height), Size(name, extent.Width))
        : new(Size(name + "Height", extent.Height), Size(name + "Width", extent.Width));

    /// <summary>The shape of a view.</summary>
    /// <param name="shape">The shape; null where there is no view.</param>
    /// <param name="names">What its axes are; null where nothing tells.</param>
    public Shape? Shape(Shape? shape, IReadOnlyList<string>? names = null) =>
        shape is null ? null : new Shape(shape.Select((size, axis) => View(names is null || names.Count != shape.Rank ? AxisWords.Unknown : names[axis], size)));

    /// <summary>How weights start, with the other number where one is drawn or set by it.</summary>
    public Init Init(Init init)
    {
        if (init is Init.ConstantInit { Value: not (0 or 1) } constant)
        {
            var (value, symbol) = Number("start", constant.Value);
            return constant with { Value = value, Symbol = symbol };
        }
        if (init is Init.UniformInit uniform)
        {
            var (bound, symbol) = Number("bound", uniform.Bound);
            return uniform with { Bound = bound, Symbol = symbol };
        }
        if (init is Init.NormalInit normal)
        {
            var (deviation, symbol) = Number("deviation", normal.StandardDeviation);
            return normal with { StandardDeviation = deviation, Symbol = symbol };
        }
        if (init is Init.TruncatedNormalInit truncated)
        {
            var (deviation, symbol) = Number("deviation", truncated.StandardDeviation);
            return truncated with { StandardDeviation = deviation, Symbol = symbol };
        }
        return init;
    }

    /// <summary>The shape of a weight or table, and how it starts.</summary>
    public StateEntry Entry(StateEntry entry) => entry with { Shape = new Shape(entry.Shape.Select(size => Size(AxisWords.Unknown, size))), Init = Init(entry.Init) };

    /// <summary>A body with the other numbers; those that it owns or calls stay as they are.</summary>
    public virtual Body Body(Body body) => body with
    {
        Inputs = body.Inputs.Select(i => i with { Shape = Tensor(i.Shape) }).ToValueList(),
        State = Slots(body.State),
        Steps = body.Steps.Select(Step).ToValueList(),
    };

    /// <summary>How many there are of a body that repeats.</summary>
    protected virtual int Count(int count) => count;

    /// <summary>A body that another one owns or calls.</summary>
    protected virtual Body Inner(Body body) => body;

    private ValueList<Slot> Slots(ValueList<Slot> slots) => slots.Select(slot => slot switch
    {
        OwnSlot own => own with { Op = Operation(own.Op), Table = own.Table is { } table ? Body(table) : null },
        ListSlot list => list with { Items = Slots(list.Items) },
        BodySlot inner => inner with { Body = Inner(inner.Body) },
        RepeatSlot repeat => repeat with { Body = Inner(repeat.Body), Count = Count(repeat.Count) },
        _ => slot,
    }).ToValueList();

    private Step Step(Step step)
    {
        var names = (step as Apply)?.Op.AxisWords;
        var results = step.Results.Select(r => r with { Shape = Tensor(r.Shape, names) }).ToValueList();
        return step switch
        {
            Apply apply => apply with { Op = Operation(apply.Op), Results = results },
            Call call => call with { Body = Inner(call.Body), Results = results },
            _ => step,
        };
    }

    /// <summary>What an axis of a tensor is called, as in maps [batch, channels, height, width] and tokens [batch, tokens, channels].</summary>
    public static string AxisName(int rank, int axis) => rank switch
    {
        4 => s_axesOfMap[axis],
        3 => s_axesOfTokens[axis],
        2 => axis == 0 ? "batch" : "channels",
        _ => AxisWords.Unknown,
    };

    /// <summary>The shape of a tensor that goes in or comes out.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="names">What its axes are; null where only their number tells.</param>
    public Shape Tensor(Shape shape, IReadOnlyList<string>? names = null) => new(shape.Select((size, axis) => Axis(names is null ? AxisName(shape.Rank, axis) : names[axis], size)));
}
