using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.UseSites;

/// <summary>What shapes TorchSharp's functions yield, as far as that is known; a call that fails at run time yields nothing.</summary>
internal static class TensorFunctions
{
    private static readonly HashSet<string> s_pointwise =
    [
        "relu", "gelu", "silu", "sigmoid", "tanh", "abs", "exp", "log", "sqrt", "rsqrt", "square", "neg", "sign", "round", "floor", "ceil", "sin", "cos", "clamp", "clip",
        "softmax", "log_softmax", "dropout", "clone", "detach", "contiguous", "alias", "to", "cpu", "cuda", "mps", "to_type", "type", "@float", "float", "@double", "double", "half", "bfloat16",
        "requires_grad_", "zeros_like", "ones_like", "empty_like", "rand_like", "randn_like", "full_like", "MoveToOuterDisposeScope", "DetachFromDisposeScope", "flip", "roll", "cumsum",
    ];

    private static readonly HashSet<string> s_combining = ["add", "sub", "mul", "div", "maximum", "minimum", "pow", "subtract", "multiply", "divide"];

    /// <summary>Whether a function changes the shape of the tensor that it is called on.</summary>
    public static bool ReshapesInPlace(string name) =>
        name is "unsqueeze_" or "squeeze_" or "transpose_" or "swapaxes_" or "swapdims_" or "t_" or "resize_" or "resize_as_" or "set_";

    /// <summary>Whether a type is TorchSharp's own: <c>torch</c>, <c>torch.Tensor</c>, <c>torch.nn.functional</c>.</summary>
    public static bool IsTorch(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type is { Name: "torch", ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } }) return true;
        }
        return false;
    }

    /// <summary>Whether a type is a tensor.</summary>
    public static bool IsTensor(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Tensor" } tensor && IsTorch(tensor);

    /// <summary>What a call yields.</summary>
    /// <param name="method">The function.</param>
    /// <param name="instance">The tensor that it is called on; null where it is static.</param>
    /// <param name="arguments">Its arguments in the order of its parameters.</param>
    public static Fact? Result(IMethodSymbol method, Fact? instance, IReadOnlyList<(IParameterSymbol Parameter, Fact? Fact)> arguments)
    {
        if (method.Name == "size" && instance is TensorFact sized)
            return arguments is [var (_, at)] ? At(sized, at) is { } axis && sized.Sizes[axis] is { } size ? new NumberFact(size) : null : new NumbersFact(sized.Sizes);
        if (!IsTensor(method.ReturnType)) return null;
        switch (method.Name)
        {
            case "zeros" or "ones" or "rand" or "randn" or "empty" or "full" or "randint": return Filled(arguments);
            case "arange": return Range([.. arguments.Where(a => a.Parameter.Name is "start" or "stop" or "step").Select(a => (a.Parameter.Name, a.Fact))]);
            case "cat" or "concat" or "concatenate": return arguments is [(_, TensorsFact { Tensors: var joined }), var (_, joint), ..] && joint is NumberFact { Value: var dim } ? Join(joined, dim) : null;
            case "stack": return arguments is [(_, TensorsFact { Tensors: var stacked }), (_, NumberFact { Value: var place }), ..] ? Stack(stacked, place) : null;
        }
        // torch.reshape(x, …) is x.reshape(…).
        if (method.IsStatic && arguments.Count > 0 && IsTensor(arguments[0].Parameter.Type)) (instance, arguments) = (arguments[0].Fact, [.. arguments.Skip(1)]);
        if (instance is TensorFact tensor) return Of(method.Name, tensor, arguments);
        // The new shape says something of any tensor.
        return method.Name is "reshape" or "view" && arguments is [(_, NumbersFact { Values: var shape }), ..] ? new TensorFact(shape.Select(s => s == -1 ? null : s)) : null;
    }

    /// <summary>The shape of an operation on the elements of two tensors.</summary>
    public static TensorFact? Broadcast(TensorFact a, TensorFact b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        var sizes = new long?[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (x, y) = (i <= a.Rank ? a.Sizes[a.Rank - i] : 1, i <= b.Rank ? b.Sizes[b.Rank - i] : 1);
            if (x is { } m && y is { } n && m != n && m != 1 && n != 1) return null;
            sizes[rank - i] = x == 1 ? y : y == 1 || x is > 1 ? x : y is > 1 ? y : null;
        }
        return new TensorFact(sizes);
    }

    private static TensorFact? Of(string name, TensorFact x, IReadOnlyList<(IParameterSymbol Parameter, Fact? Fact)> arguments)
    {
        if (s_pointwise.Contains(name)) return x;
        var first = arguments.Count > 0 ? arguments[0].Fact : null;
        var second = arguments.Count > 1 ? arguments[1].Fact : null;
        if (s_combining.Contains(name.TrimEnd('_')))
        {
            if (name.EndsWith("_", StringComparison.Ordinal)) return x;
            return arguments.Count > 0 && IsTensor(arguments[0].Parameter.Type) ? first is TensorFact other ? Broadcast(x, other) : null : x;
        }
        switch (name)
        {
            case "reshape" or "view": return first is NumbersFact shape ? Reshape(x, shape.Values) : null;
            case "flatten": return At(x, first) is { } from && At(x, second) is { } to && from <= to ? new(x.Sizes.Take(from).Append(Product(x.Sizes.Skip(from).Take(to - from + 1))).Concat(x.Sizes.Skip(to + 1))) : null;
            case "unsqueeze": return first is NumberFact place && TensorFact.Position(place.Value, x.Rank + 1) is { } at ? new([.. x.Sizes.Take(at), 1, .. x.Sizes.Skip(at)]) : null;
            case "squeeze": return At(x, first) is { } gone && x.Sizes[gone] is { } single ? single == 1 ? Without(x, gone) : x : null;
            case "permute": return first is NumbersFact order ? Permute(x, order.Values) : null;
            case "transpose" or "swapaxes" or "swapdims": return At(x, first) is { } a && At(x, second) is { } b ? new(x.Sizes.Select((s, i) => i == a ? x.Sizes[b] : i == b ? x.Sizes[a] : s)) : null;
            case "narrow": return At(x, first) is { } cut && arguments.Count > 2 ? With(x, cut, (arguments[2].Fact as NumberFact)?.Value) : null;
            case "select": return At(x, first) is { } chosen ? Without(x, chosen) : null;
            case "index_select": return At(x, first) is { } row && second is TensorFact { Rank: 1 } index ? With(x, row, index.Sizes[0]) : null;
            case "expand": return first is NumbersFact wide ? Expand(x, wide.Values) : null;
            case "repeat": return first is NumbersFact { Values: var times } && times.Count >= x.Rank ? new(times.Select((n, i) => n * (i < times.Count - x.Rank ? 1 : x.Sizes[i - (times.Count - x.Rank)]))) : null;
            case "mean" or "sum" when first is NumbersFact { Values: var axes }: return Reduce(x, axes, arguments.FirstOrDefault(p => p.Parameter.Name == "keepdim"));
            default: return null;
        }
    }

    private static TensorFact? Filled(IReadOnlyList<(IParameterSymbol Parameter, Fact? Fact)> arguments)
    {
        var sizes = arguments.Where(a => a.Parameter.Name is "size" or "rows" or "columns" or "dim0" or "dim1" or "dim2" or "dim3").ToList();
        if (sizes.Count == 0) return null;
        if (sizes[0].Fact is NumbersFact list) return new(list.Values.Select(v => v >= 0 ? v : null));
        // A list of which nothing is known may have any length; a number is one axis.
        return sizes.All(s => s.Parameter.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64) ? new(sizes.Select(s => (s.Fact as NumberFact)?.Value)) : null;
    }

    private static TensorFact Range(IReadOnlyList<(string Name, Fact? Fact)> bounds)
    {
        var (start, stop, step) = (Bound("start", 0), Bound("stop", null), Bound("step", 1));
        return new([stop - start is { } length and >= 0 && step > 0 ? (length + step - 1) / step : null]);

        long? Bound(string name, long? otherwise) => bounds.Any(b => b.Name == name) ? (bounds.First(b => b.Name == name).Fact as NumberFact)?.Value : otherwise;
    }

    private static TensorFact? Join(ValueList<TensorFact?> tensors, long dim)
    {
        var known = tensors.OfType<TensorFact>().ToList();
        if (known.Count == 0 || known.Any(t => t.Rank != known[0].Rank) || known[0].Axis(dim) is not { } axis) return null;
        var sizes = new long?[known[0].Rank];
        for (var i = 0; i < sizes.Length; i++)
        {
            var those = known.Select(t => t.Sizes[i]).ToList();
            if (i == axis) sizes[i] = known.Count == tensors.Count ? those.Aggregate((long?)0, (sum, size) => sum + size) : null;
            else if (those.OfType<long>().Distinct().Count() > 1) return null;
            else sizes[i] = those.FirstOrDefault(s => s is not null);
        }
        return new(sizes);
    }

    private static TensorFact? Stack(ValueList<TensorFact?> tensors, long dim) =>
        tensors.Count > 0 && tensors[0] is { } first && tensors.All(first.Equals) && TensorFact.Position(dim, first.Rank + 1) is { } at
            ? new([.. first.Sizes.Take(at), tensors.Count, .. first.Sizes.Skip(at)])
            : null;

    private static TensorFact? Reshape(TensorFact x, ValueList<long?> shape)
    {
        if (!shape.Contains(-1)) return x.Elements is { } all && Product(shape) is { } asked && all != asked ? null : new(shape);
        var rest = Product(shape.Where(s => s != -1));
        var open = x.Elements is { } elements && rest is > 0 && elements % rest == 0 ? elements / rest : null;
        return x.Elements is not null && rest is not null && open is null ? null : new(shape.Select(s => s == -1 ? open : s));
    }

    private static TensorFact? Permute(TensorFact x, ValueList<long?> order)
    {
        var axes = order.Select(o => o is { } axis ? x.Axis(axis) : null).ToList();
        return axes.Count == x.Rank && axes.OfType<int>().Distinct().Count() == x.Rank ? new(axes.Select(a => x.Sizes[a!.Value])) : null;
    }

    private static TensorFact? Expand(TensorFact x, ValueList<long?> sizes)
    {
        var added = sizes.Count - x.Rank;
        return added < 0 ? null : new(sizes.Select((s, i) => s == -1 ? i < added ? null : x.Sizes[i - added] : s));
    }

    private static TensorFact? Reduce(TensorFact x, ValueList<long?> axes, (IParameterSymbol? Parameter, Fact? Fact) keep)
    {
        if (keep.Fact is not NumberFact { Value: var isKept } || axes.Any(a => a is null || x.Axis(a.Value) is null)) return null;
        var gone = axes.Select(a => x.Axis(a!.Value)).ToList();
        return isKept == 1 ? new(x.Sizes.Select((s, i) => gone.Contains(i) ? 1 : s)) : new(x.Sizes.Where((_, i) => !gone.Contains(i)));
    }

    private static int? At(TensorFact x, Fact? axis) => axis is NumberFact number ? x.Axis(number.Value) : null;

    private static TensorFact Without(TensorFact x, int axis) => new(x.Sizes.Where((_, i) => i != axis));

    private static TensorFact With(TensorFact x, int axis, long? size) => new(x.Sizes.Select((s, i) => i == axis ? size : s));

    private static long? Product(IEnumerable<long?> sizes) => TensorFact.Product(sizes);
}
