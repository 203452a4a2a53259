using System.Runtime.CompilerServices;

namespace TorchSharp.Native;

/// <summary>
/// An operator of libtorch, found once by name and overload. Arguments left out at the end take the schema's defaults,
/// so that one spelling serves versions whose schemas grew at the end.
/// </summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int StackWords = 64;
    private nint handle;
    private bool? exists;

    /// <summary>The operator's only result, a tensor.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        long result;
        Invoke(args, &result, 1);
        return new torch.Tensor((nint)result);
    }

    /// <summary>For operators that work in place: the result, an argument, is dropped.</summary>
    internal void Run(params ReadOnlySpan<Arg> args) => Invoke(args, null, 0);

    internal (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc long[2];
        Invoke(args, results, 2);
        return (new torch.Tensor((nint)results[0]), new torch.Tensor((nint)results[1]));
    }

    internal (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc long[3];
        Invoke(args, results, 3);
        return (new torch.Tensor((nint)results[0]), new torch.Tensor((nint)results[1]), new torch.Tensor((nint)results[2]));
    }

    internal bool CallBool(params ReadOnlySpan<Arg> args)
    {
        long result;
        Invoke(args, &result, 1);
        return result != 0;
    }

    internal torch.Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        const int capacity = 16;
        var first = stackalloc long[capacity];
        var count = Invoke(args, first, capacity);
        var handles = new long[count];
        new ReadOnlySpan<long>(first, Math.Min(count, capacity)).CopyTo(handles);
        if (count > capacity)
        {
            fixed (long* rest = &handles[capacity]) NativeMethods.torch_take(rest);
        }
        return Array.ConvertAll(handles, h => new torch.Tensor((nint)h));
    }

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> args, long* results, int capacity)
    {
        var total = 0;
        foreach (ref readonly var arg in args) total += arg.Words;

        var words = total <= StackWords ? stackalloc long[StackWords] : new long[total];
        var used = 0;
        foreach (ref readonly var arg in args) used += arg.Write(words[used..]);

        fixed (long* p = words)
        {
            var count = NativeMethods.torch_call(handle == 0 ? Find() : handle, p, args.Length, results, capacity);
            if (count < 0) NativeMethods.Throw();
            return count;
        }
    }

    /// <summary>Whether this version of libtorch has the operator.</summary>
    internal bool Exists => exists ??= handle != 0 || (handle = NativeMethods.torch_find("aten::" + name, overload)) != 0;

    private nint Find() => handle = NativeMethods.Check(NativeMethods.torch_find("aten::" + name, overload));
}
