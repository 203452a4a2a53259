namespace ModelDsl.Models.Tests;

public sealed partial class EveryOperationTests
{
    /// <summary>A mistake for each operation.</summary>
    private static readonly (string Operation, Action<Scope, Sym> Mistake)[] s_mistakes =
    [
        (nameof(Conv2dOp), (s, x) => x.Conv2d(s / "a", 8, kernel: 3, groups: 5)),
        (nameof(LinearOp), (s, x) => x.Linear(s / "a", 0)),
        (nameof(BatchNorm2dOp), (s, x) => x.Mean(1).BatchNorm2d(s / "a")),
        (nameof(LayerNormOp), (s, x) => x.LayerNorm(s)),
        (nameof(GroupNormOp), (s, x) => x.GroupNorm(s / "a", groups: 4)),
        (nameof(InstanceNorm2dOp), (s, x) => x.Select(1, 0).InstanceNorm2d(s / "a")),
        (nameof(PlainInstanceNorm2dOp), (_, x) => x.Mean(1).InstanceNorm2d()),
        (nameof(RmsNormOp), (s, x) => x.RmsNorm(s)),
        (nameof(ConvTranspose2dOp), (s, x) => x.ConvTranspose2d(s / "a", 4, kernel: 3, stride: 2, outputPadding: 2)),
        (nameof(RollOp), (_, x) => x.Roll(4, 1)),
        (nameof(SoftmaxOp), (_, x) => x.Softmax(4)),
        (nameof(BinaryOp), (s, x) => _ = x + x.Slice(3, 0, 7)),
        (nameof(MatMulOp), (_, x) => x.MatMul(x)),
        (nameof(ConcatOp), (_, x) => x.Concat(x.Slice(3, 0, 7), 1)),
        (nameof(SliceOp), (_, x) => x.Slice(2, 10, 6)),
        (nameof(SelectOp), (_, x) => x.Select(1, 6)),
        (nameof(EmbeddingOp), (s, x) => x.Embedding(s / "a", 8, 4)),
        (nameof(CompareOp), (s, x) => _ = x < x.Slice(3, 0, 7)),
        (nameof(CompareNumberOp), (s, x) => _ = (x < 1) < 1),
        (nameof(LogicalOp), (s, x) => _ = (x < 1) & x),
        (nameof(NotOp), (s, x) => _ = !x),
        (nameof(WhereOp), (_, x) => (x < 1).Where(x, x.ToInt64())),
        (nameof(MaskedFillOp), (_, x) => x.Select(0, 0).MaskedFill(x < 1, 0)),
        (nameof(AttentionOp), (_, x) => x.Attention(x.Slice(3, 0, 7), x)),
        (nameof(ClampOp), (_, x) => x.Clamp(2, 1)),
        (nameof(PadOp), (_, x) => x.Pad(-1, 0, 0, 0)),
        (nameof(Pool2dOp), (_, x) => x.MaxPool2d(3, padding: 2)),
        (nameof(AdaptiveAveragePool2dOp), (_, x) => x.AdaptiveAveragePool2d(0, 1)),
        (nameof(RearrangeOp), (_, x) => x.Rearrange("b c (h p) w -> b c h p w", ("p", 4))),
        (nameof(ReshapeOp), (_, x) => x.Reshape(Dim.Batch, 100, -1)),
        (nameof(ReduceOp), (_, x) => x.Mean(1, 1)),
        (nameof(DropoutOp), (_, x) => x.Dropout(1)),
        (nameof(DropPathOp), (_, x) => x.DropPath(-0.1)),
        (nameof(ResizeOp), (_, x) => x.ResizeNearest(0, 4)),
        (nameof(ArangeOp), (s, _) => s.Arange(4, 2)),
        (nameof(TakeRowsOp), (s, x) => x.TakeRows(s.Arange(0, 2))),
        (nameof(UnfoldOp), (_, x) => x.Unfold(17)),
        (nameof(FoldOp), (_, x) => x.Unfold(3).Fold(15, 15, 3)),
    ];
}
