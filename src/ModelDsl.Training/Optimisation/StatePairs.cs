using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>The tensors of two modules of one model.</summary>
internal static class StatePairs
{
    /// <summary>Pairs those of one key. A tensor with two keys comes once, and a table, which no module holds, not at all.</summary>
    /// <param name="own">A module.</param>
    /// <param name="source">Another one of its model.</param>
    public static IEnumerable<(torch.Tensor Own, torch.Tensor Source)> Of(torch.nn.Module own, torch.nn.Module source) =>
        StateLayout.Of(own).Zip(StateLayout.Of(source)).Where(p => p.First.Tensor is not null).DistinctBy(p => p.First.Tensor!.Handle).Select(p => (p.First.Tensor!, p.Second.Tensor!));
}
