namespace ModelDsl;

/// <summary>
/// Removes the steps that yield their operand: dropout and drop path, which do nothing in inference, tables that are kept
/// for later calls, and rearrangements and cuts that change nothing.
/// </summary>
internal sealed class RemoveIdentities : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        return rewriting.Run((step, _) => IsIdentity(step, rewriting.ResultOf) ? step.Inputs[0] : null);
    }

    private static bool IsIdentity(Apply step, System.Func<Ref, Result> resultOf) => step.Op switch
    {
        RateOp or TableOp => true,
        RearrangeOp rearrangement => rearrangement.Steps.AreNone,
        ReshapeOp or SliceOp => step.Results[0].Shape.Equals(resultOf(step.Inputs[0]).Shape),
        ScalarOp { Function: BinaryFunction.Multiply, Value: 1 } => true,
        _ => false,
    };
}
