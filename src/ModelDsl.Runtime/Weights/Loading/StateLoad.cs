using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Brings values into a module in two steps: all are read into tensors of their own, and only when that has succeeded does
/// the module get them. On the CPU those tensors' memory becomes the parameters' own, so nothing is copied.
/// </summary>
internal sealed class StateLoad : IDisposable
{
    // Several threads make the kernel's copies and page faults run side by side, and some wait for the disk while others copy:
    // more than there are cores, but more than a few find no more to share.
    private const int Readers = 4;

    private readonly List<(torch.Tensor Target, torch.Tensor Value)> staged = [];

    private StateLoad() { }

    /// <summary>Reads what the parts ask for.</summary>
    /// <exception cref="WeightsException">The file is damaged, or cannot be read any more.</exception>
    public static StateLoad Read(WeightFile file, IReadOnlyCollection<StatePart> parts)
    {
        var load = new StateLoad();
        try
        {
            // One after the other, so that the same seed starts the same weights.
            foreach (var part in parts.Where(p => p.Make is not null)) load.Stage(file, part);
            // In the file's order, one tensor at a time, behind what is fetched from the disk.
            StatePart[] plain = [.. parts.Where(p => p.Make is null).OrderBy(p => p.Entry!.Storage.Position)];
            using var ahead = file.Values.Ahead(plain.Select(p => p.Entry!));
            var readers = new ParallelOptions { MaxDegreeOfParallelism = Readers };
            Parallel.ForEach(Partitioner.Create(plain, EnumerablePartitionerOptions.NoBuffering), readers, part => load.Stage(file, part));
            return load;
        }
        catch (Exception e)
        {
            load.Dispose();
            if (e is AggregateException { InnerExceptions: [var first, ..] }) ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    /// <summary>Gives the module its values.</summary>
    /// <param name="state">All tensors of the module.</param>
    public void Commit(IEnumerable<torch.Tensor> state)
    {
        using var noGradient = torch.no_grad();
        var shared = SharedMemory(state);
        foreach (var (target, value) in staged)
        {
            if (CanTakeOver(target) && !shared.Contains(Address(target))) target.set_(value);
            else target.copy_(value);
        }
    }

    public void Dispose()
    {
        foreach (var (_, value) in staged) value.Dispose();
    }

    private void Stage(WeightFile file, StatePart part)
    {
        using var noGradient = torch.no_grad();
        var value = Value(file, part);
        lock (staged) staged.Add((part.Target, value));
    }

    /// <summary>A tensor on the module's device, of its type and shape.</summary>
    private static torch.Tensor Value(WeightFile file, StatePart part)
    {
        var target = part.Target;
        torch.Tensor local;
        if (part.Make is { } make)
        {
            using var source = part.Entry is null ? null : file.Read(part.Entry);
            using var made = make(source);
            if (!made.shape.AsSpan().SequenceEqual(target.shape))
                throw new InvalidOperationException($"the adapter of '{part.Name}' made [{string.Join(", ", made.shape)}], the module has [{string.Join(", ", target.shape)}]");
            local = torch.empty(target.shape, dtype: target.dtype);
            local.copy_(made);
        }
        else
        {
            local = torch.empty(target.shape, dtype: target.dtype);
            try
            {
                file.Values.Read(part.Entry!, local);
            }
            catch
            {
                local.Dispose();
                throw;
            }
        }
        if (target.device_type == DeviceType.CPU) return local;
        using (local) return local.to(target.device);
    }

    /// <summary>Whether a tensor is all of its memory: a view or another layout has to keep its place.</summary>
    private static bool CanTakeOver(torch.Tensor target) =>
        target.device_type == DeviceType.CPU && target.is_contiguous() && target.storage_offset() == 0 && target.NumberOfElements > 0;

    /// <summary>Where several tensors of the module begin: what they share they have to keep sharing.</summary>
    private static HashSet<IntPtr> SharedMemory(IEnumerable<torch.Tensor> state) =>
        [.. state.DistinctBy(t => t.Handle).Where(CanTakeOver).GroupBy(Address).Where(g => g.Count() > 1).Select(g => g.Key)];

    private static unsafe IntPtr Address(torch.Tensor tensor)
    {
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1);
        return (IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
