using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

/// <content>What holds for a thread for a while: gradients on or off, inference mode; and the threads of the process.</content>
public static unsafe partial class torch
{
    /// <summary>The version of libtorch in use.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8((nint)NativeMethods.torch_version())!;

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => NativeMethods.grad_mode_enabled() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeMethods.inference_mode_enabled() != 0;

    public static int get_num_threads() => NativeMethods.threads_get();
    public static void set_num_threads(int num) => NativeMethods.Check(NativeMethods.threads_set(num));
    public static int get_num_interop_threads() => NativeMethods.interop_threads_get();
    public static void set_num_interop_threads(int num) => NativeMethods.Check(NativeMethods.interop_threads_set(num));

    private sealed class GradMode : IDisposable
    {
        private readonly bool before = is_grad_enabled();

        internal GradMode(bool enabled) => NativeMethods.grad_mode_set(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.grad_mode_set(before ? 1 : 0);
    }

    private sealed class InferenceMode(bool mode) : IDisposable
    {
        private nint guard = NativeMethods.Check(NativeMethods.inference_mode_push(mode ? 1 : 0));

        public void Dispose()
        {
            if (guard != 0) NativeMethods.inference_mode_pop(guard);
            guard = 0;
        }
    }
}
