using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Native;

/// <summary>The exports of native/bridge.cpp. Nothing is loaded before the first call.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Bridge = "ModelDslTorch";

    // An explicit static constructor, so that the resolver and the environment are set before the first P/Invoke binds.
    static NativeMethods() => Loader.Prepare();

    [LibraryImport(Bridge)] internal static partial byte* torch_last_error();
    [LibraryImport(Bridge)] internal static partial byte* torch_version();
    [LibraryImport(Bridge, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint torch_find(string name, string overload);
    [LibraryImport(Bridge)] internal static partial int torch_call(nint op, long* words, int count, long* results, int capacity);
    [LibraryImport(Bridge)] internal static partial void torch_take(long* results);

    // Readers of a field or two: too short to be worth a GC transition.
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long tensor_ndim(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long tensor_numel(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long tensor_element_size(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int tensor_dtype(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int tensor_device_type(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int tensor_device_index(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int tensor_is_contiguous(nint t);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int tensor_sizes(nint t, long* result);

    [LibraryImport(Bridge)] internal static partial void tensor_dispose(nint t);
    [LibraryImport(Bridge)] internal static partial long tensor_storage_offset(nint t);
    [LibraryImport(Bridge)] internal static partial int tensor_strides(nint t, long* result);
    [LibraryImport(Bridge)] internal static partial int tensor_is_sparse(nint t);
    [LibraryImport(Bridge)] internal static partial void* tensor_data(nint t);
    [LibraryImport(Bridge)] internal static partial nint tensor_index(nint t, long* indices, int count);
    [LibraryImport(Bridge)] internal static partial int tensor_index_put(nint t, long* indices, int count, nint value);

    [LibraryImport(Bridge)] internal static partial int tensor_requires_grad(nint t);
    [LibraryImport(Bridge)] internal static partial int tensor_set_requires_grad(nint t, int on);
    [LibraryImport(Bridge)] internal static partial int tensor_is_leaf(nint t);
    [LibraryImport(Bridge)] internal static partial int tensor_retain_grad(nint t);
    [LibraryImport(Bridge)] internal static partial nint tensor_grad(nint t);
    [LibraryImport(Bridge)] internal static partial int tensor_set_grad(nint t, nint grad);
    [LibraryImport(Bridge)] internal static partial int autograd_backward(nint* roots, int n, nint* grads, int ngrads, int retain, int create, nint* inputs, int ninputs);
    [LibraryImport(Bridge)] internal static partial int autograd_grad(nint* outputs, int n, nint* inputs, int ninputs, nint* grads, int ngrads, int retain, int create, int allowUnused, nint* results);

    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int grad_mode_enabled();
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial void grad_mode_set(int on);
    [LibraryImport(Bridge)] internal static partial int inference_mode_enabled();
    [LibraryImport(Bridge)] internal static partial nint inference_mode_push(int on);
    [LibraryImport(Bridge)] internal static partial void inference_mode_pop(nint guard);
    [LibraryImport(Bridge)] internal static partial int threads_get();
    [LibraryImport(Bridge)] internal static partial int threads_set(int n);
    [LibraryImport(Bridge)] internal static partial int interop_threads_get();
    [LibraryImport(Bridge)] internal static partial int interop_threads_set(int n);

    [LibraryImport(Bridge)] internal static partial int seed_all(ulong seed);
    [LibraryImport(Bridge)] internal static partial nint generator_default();
    [LibraryImport(Bridge)] internal static partial nint generator_new(ulong seed);
    [LibraryImport(Bridge)] internal static partial void generator_dispose(nint generator);
    [LibraryImport(Bridge)] internal static partial void generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Bridge)] internal static partial ulong generator_current_seed(nint generator);
    [LibraryImport(Bridge)] internal static partial ulong generator_reseed(nint generator);
    [LibraryImport(Bridge)] internal static partial nint generator_state(nint generator);
    [LibraryImport(Bridge)] internal static partial int generator_set_state(nint generator, nint state);

    [LibraryImport(Bridge)] internal static partial int cuda_available();
    [LibraryImport(Bridge)] internal static partial int cudnn_available();
    [LibraryImport(Bridge)] internal static partial int cuda_count();
    [LibraryImport(Bridge)] internal static partial int cuda_seed(ulong seed, int all);
    [LibraryImport(Bridge)] internal static partial int cuda_synchronize(long device);

    /// <summary>Turns a failed call's answer into the exception that TorchSharp throws for it.</summary>
    internal static void Check(int status)
    {
        if (status < 0) Throw();
    }

    internal static nint Check(nint handle)
    {
        if (handle == 0) Throw();
        return handle;
    }

    internal static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8((nint)torch_last_error()));
}
