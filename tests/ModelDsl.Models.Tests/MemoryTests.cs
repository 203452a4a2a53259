using System.Diagnostics;
using ModelDsl.Runtime;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

/// <summary>Handles are counted for the whole process, so these tests run by themselves.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    // Large ones say nothing more, and take minutes. ModelDsl.Memory.Tests lets two of them run long.
    private const long MostActivations = 4 << 20;
    private const long MostActivationsOfHundreds = 1 << 20;

    public static TheoryData<string> Names => [.. Models.All.Where(m => m.ActivationBytes <= MostActivations).Select(m => m.Name)];

    public static TheoryData<string> SmallNames => [.. Models.All.Where(m => m.ActivationBytes <= MostActivationsOfHundreds).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(SmallNames))]
    public void Hundreds_of_forwards_leave_no_handle_and_no_memory_behind(string name)
    {
        var info = Models.Find(name)!;
        using var net = info.Create(Initialization.Published);
        net.eval();
        using var scope = NewDisposeScope();
        var inputs = Inputs(info);
        using var mode = no_grad();
        // Small tensors are not worth a second thread: waking it takes most of the time.
        using var threads = new OneThread();
        // The allocator and the kernels have what they keep after some hundred.
        Forward(info, net, inputs, 200);
        // Reading the memory collects garbage first, what other tests left to finalizers included.
        var memory = ResidentBytes();
        var handles = Tensor.TotalCount;
        Forward(info, net, inputs, 300);
        Assert.Equal(handles, Tensor.TotalCount);
        Assert.InRange(ResidentBytes() - memory, long.MinValue, 8 << 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_forward_leaves_no_handle_behind(string name)
    {
        var info = Models.Find(name)!;
        using var net = info.Create(Initialization.Published);
        net.eval();
        using var scope = NewDisposeScope();
        var inputs = Inputs(info);
        using var mode = no_grad();
        Forward(info, net, inputs, 1);
        _ = ResidentBytes();
        var handles = Tensor.TotalCount;
        Forward(info, net, inputs, 5);
        Assert.Equal(handles, Tensor.TotalCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_training_step_leaves_no_handle_behind(string name)
    {
        var info = Models.Find(name)!;
        using var net = info.Create(Initialization.Published);
        net.train();
        using var scope = NewDisposeScope();
        var inputs = Inputs(info);
        Step();
        _ = ResidentBytes();
        var handles = Tensor.TotalCount;
        for (var i = 0; i < 5; i++) Step();
        Assert.Equal(handles, Tensor.TotalCount);

        void Step()
        {
            foreach (var output in info.Forward(net, inputs))
            {
                using var value = output.Value;
                if (!value.requires_grad) continue;
                using var loss = value.sum();
                loss.backward(retain_graph: true);
            }
        }
    }

    [Fact]
    public void Temporaries_in_flight_are_few_whatever_the_depth()
    {
        using var net = new TinyFasterVit();
        net.eval();
        using var input = randn(1, 3, 64, 64);
        using var mode = no_grad();
        net.call(input).Dispose();
        var most = 0L;
        var before = Tensor.TotalCount;
        foreach (var module in net.modules().OfType<nn.Module<Tensor, Tensor>>())
            module.register_forward_hook((_, _, output) => { most = Math.Max(most, Tensor.TotalCount - before); return output; });
        net.call(input).Dispose();
        // Each of the four modules around the innermost layer (model, stage, block, attention) holds its input, its
        // result so far and what the next step still needs: q, k and v at the most, and the carriers.
        Assert.InRange(most, 2, 12);
    }

    private sealed class OneThread : IDisposable
    {
        private readonly int _before = get_num_threads();

        public OneThread() => set_num_threads(1);

        public void Dispose() => set_num_threads(_before);
    }

    private static Tensor[] Inputs(ModelInfo info) => TestedModels.Inputs(info, TestedModels.Shapes(info, 2));

    private static void Forward(ModelInfo info, nn.Module net, Tensor[] inputs, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var output in info.Forward(net, inputs)) output.Value.Dispose();
        }
    }

    internal static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
