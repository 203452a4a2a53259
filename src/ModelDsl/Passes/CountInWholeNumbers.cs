using System.Linq;

namespace ModelDsl;

/// <summary>Makes a range that is converted to whole numbers of whole numbers at once: in the 16 bits of a model it counts to 256 and no further.</summary>
internal sealed class CountInWholeNumbers : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body) =>
        body.Steps.Any(step => RangeIn(step, body) is not null) ? body with { Steps = body.Steps.Select(step => Counted(step, body)).ToValueList() } : body;

    private static Step Counted(Step step, Body body) =>
        RangeIn(step, body) is { } range ? (Apply)step with { Op = range with { Type = ElementType.Int64 }, Inputs = [] } : step;

    /// <summary>The range that a step converts; null where it does something else.</summary>
    private static ArangeOp? RangeIn(Step step, Body body) =>
        step is Apply { Op: ConvertOp { Type: ElementType.Int64 } } convert ? body.MakerOf(convert.Inputs[0]) as ArangeOp : null;
}
