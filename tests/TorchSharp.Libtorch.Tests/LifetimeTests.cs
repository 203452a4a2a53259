using static TorchSharp.torch;

namespace TorchSharp.Libtorch.Tests;

public class LifetimeTests
{
    [Fact]
    public void Every_tensor_made_and_disposed_of_is_counted()
    {
        OnAQuietThread(statistics =>
        {
            var a = zeros(3);
            var b = a + 1;
            var c = b.add_(2); // in place: the same object
            Assert.Same(b, c);
            Assert.Equal(2, statistics.ThreadTotalLiveCount);
            a.Dispose();
            a.Dispose();
            b.Dispose();
            Assert.Equal(0, statistics.ThreadTotalLiveCount);
        });
    }

    [Fact]
    public void A_scope_disposes_of_what_was_made_in_it()
    {
        Tensor inner, kept, detached;
        using (var outer = NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = zeros(2);
                kept = inner.add(1).MoveToOuterDisposeScope();
                detached = inner.add(2).DetachFromDisposeScope();
                Assert.Equal(1, scope.DisposablesCount);
            }
            Assert.True(inner.IsInvalid);
            Assert.False(kept.IsInvalid);
            Assert.True(outer.Contains(kept));
        }
        Assert.True(kept.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_parameter_takes_over_from_the_tensor_it_is_made_of()
    {
        using var scope = NewDisposeScope();
        var data = zeros(2);
        var parameter = nn.Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(scope.Contains(parameter));
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Nothing_leaks_over_many_calls()
    {
        OnAQuietThread(statistics =>
        {
            using var layer = nn.Linear(4, 4);
            using var x = zeros(2, 4);
            var before = statistics.ThreadTotalLiveCount;
            for (var i = 0; i < 1000; i++)
            {
                using var y = layer.forward(x);
                using var z = y.relu();
            }
            Assert.Equal(before, statistics.ThreadTotalLiveCount);
        });
    }

    [Fact]
    public void Grad_mode_and_inference_mode_last_as_long_as_their_scope()
    {
        using var w = zeros(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad()) Assert.True((w * 2).requires_grad);
            Assert.False((w * 2).requires_grad);
        }
        Assert.True(is_grad_enabled());
        using (inference_mode()) Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void Two_threads_do_not_disturb_each_other()
    {
        var failures = 0;
        var threads = Enumerable.Range(0, 2).Select(n => new Thread(() =>
        {
            using var mode = n == 0 ? no_grad() : enable_grad();
            for (var i = 0; i < 500; i++)
            {
                using var scope = NewDisposeScope();
                var w = full([8, 8], n + 1.0, requires_grad: true);
                var sum = w.matmul(w).sum();
                if (sum.requires_grad != (n == 1) || sum.item<float>() != 512 * (n + 1) * (n + 1)) Interlocked.Increment(ref failures);
                if (n == 1) sum.backward();
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(0, failures);
    }

    // The counts are a thread's own, so that tests running beside this one do not show in them.
    private static void OnAQuietThread(Action<LifetimeStatistics> body)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                body(DisposeScopeManager.Statistics.TensorStatistics);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
    }
}
