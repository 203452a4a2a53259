using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelDsl.Generators.Tests.Shapes;

/// <summary>One operation, in the vocabulary and in libtorch. Its attributes may be wrong for the tensor.</summary>
internal sealed record Attempt(string Name, Func<Scope, Sym, Sym> Infer, Func<Tensor, Tensor> Run)
{
    /// <summary>An operation for a tensor of so many axes.</summary>
    /// <remarks>
    /// Left out is what the vocabulary refuses and libtorch takes: empty tensors (a slice of length 0, a resize to 0), paddings
    /// below 0, a map without its batch axis, a product of a vector, rates of 1.
    /// </remarks>
    public static Attempt Random(Random random, int rank, int number)
    {
        var (a, b, c, d) = (random.Next(0, 7), random.Next(0, 4), random.Next(0, 3), random.Next(1, 4));
        var axis = random.Next(-rank - 1, rank + 1);
        var kind = random.Next(rank == 4 ? 36 : 21);
        // From 13 to 20 and from 29 on are those that only a map takes.
        if (rank != 4 && kind >= 13) kind += 8;
        if (rank < 2 && kind is (9 or 11)) kind = 0;
        return kind switch
        {
            0 => new($"softmax {axis}", (_, x) => x.Softmax(axis), x => functional.softmax(x, axis)),
            1 => new($"select {axis} {a}", (_, x) => x.Select(axis, a), x => x.select(axis, a)),
            2 => new($"slice {axis} {a} {d}", (_, x) => x.Slice(axis, a, d), x => x.narrow(axis, a, d)),
            3 => new($"concat {axis}", (_, x) => x.Concat(x.Gelu(), axis), x => cat([x, x], axis)),
            4 => new($"mean {axis}", (_, x) => x.Mean(axis), x => x.mean([axis])),
            5 => new($"max {axis} {a - 3}", (_, x) => x.Max(axis, a - 3), x => x.amax(axis, a - 3)),
            6 => new($"linear {a}", (s, x) => x.Linear(s / "linear" / number, a), x => functional.linear(x, zeros([Positive(a), x.shape[^1]]))),
            7 => new($"add slice {axis} {d}", (_, x) => x + x.Slice(axis, 0, d), x => x + x.narrow(axis, 0, d)),
            8 => new($"times parameter {a} {d}", (s, x) => x * s.Parameter("p" + number, [d, a], Init.Zeros), x => x * zeros([d, Positive(a)])),
            9 => new($"product {a} {d}", (s, x) => x.MatMul(s.Parameter("p" + number, [a, d], Init.Zeros)), x => Product(x, zeros([Positive(a), d]))),
            10 => new($"split last {d}", (_, x) => x.Unnamed().Rearrange(Split(x.Rank), ("k", d)), x => SplitLast(x, d)),
            11 => new("merge last", (_, x) => x.Unnamed().Rearrange(Merge(x.Rank)), x => MergeLast(x)),
            12 => new("turn", (_, x) => x.Unnamed().Rearrange(Turn(x.Rank)), x => x.permute([.. Enumerable.Range(1, (int)x.dim() - 1).Select(i => (long)i), 0L])),
            21 => new($"transpose {axis} {c}", (_, x) => x.Transpose(axis, c), x => x.transpose(axis, c)),
            22 => new($"flatten {c} {axis}", (_, x) => x.Flatten(c, axis), x => x.flatten(c, axis)),
            23 => new($"unsqueeze {axis}", (_, x) => x.Unsqueeze(axis), x => x.unsqueeze(axis)),
            24 => new($"squeeze {axis}", (_, x) => x.Squeeze(axis), x => x.shape[Axis(x, axis)] == 1 ? x.squeeze(axis) : throw new ArgumentException("libtorch leaves it as it is")),
            25 => new($"chunk {d} {axis}", (_, x) => x.Chunk(d, axis)[0], x => x.shape[Axis(x, axis)] % d == 0 ? x.chunk(d, axis)[0] : throw new ArgumentException("libtorch makes the last one smaller")),
            26 => new($"sum {axis}", (_, x) => x.Sum([axis], keepAxes: true), x => x.sum(axis, keepdim: true)),
            27 => new($"stack {axis}", (_, x) => new[] { x, -x }.Stack(axis), x => stack([x, -x], axis)),
            28 => new($"reshape {d}", (_, x) => x.Reshape(x.Shape[0], -1, d), x => x.reshape(x.shape[0], -1, d)),
            13 or 14 => new(
                $"conv {d} k{a} s{b} p{c}", (s, x) => x.Conv2d(s / "conv" / number, d, a, b, c),
                x => functional.conv2d(x, zeros([d, x.shape[1], Positive(a), a]), null, [b, b], [c, c])),
            15 => new(
                $"wide conv k({a}, {d}) s({b}, 1) p({c}, 0)", (s, x) => x.Conv2d(s / "wide" / number, 3, (a, d), (b, 1), (c, 0)),
                x => functional.conv2d(x, zeros([3, x.shape[1], Positive(a), d]), null, [b, 1], [c, 0])),
            16 => new(
                $"grouped conv g{d} o{a}", (s, x) => x.Conv2d(s / "grouped" / number, a, 1, groups: d),
                x => functional.conv2d(x, zeros([Positive(a), x.shape[1] / d, 1, 1]), groups: d)),
            17 => new(
                $"atrous k{a} d{b}", (s, x) => x.Conv2d(s / "atrous" / number, 4, a, dilation: b),
                x => functional.conv2d(x, zeros([4, x.shape[1], Positive(a), a]), dilation: [b, b])),
            18 => new($"average k{a} s{b} c{c}", (_, x) => x.AveragePool2d(a, b, ceilMode: c == 1), x => functional.avg_pool2d(x, a, b, ceil_mode: c == 1)),
            19 => new($"max pool k{a} s{b} p{c} c{d}", (_, x) => x.MaxPool2d(a, b, c, d == 1), x => functional.max_pool2d(x, a, b, c, ceil_mode: d == 1)),
            29 or 30 => new($"average k({a}, {d}) p({c}, 0)", (_, x) => x.AveragePool2d((a, d), 2, (c, 0), countPadding: false), x => functional.avg_pool2d(x, (a, d), (2, 2), (c, 0), count_include_pad: false)),
            31 or 32 => new($"pixel shuffle {d}", (_, x) => x.PixelShuffle(d), x => functional.pixel_shuffle(x, d)),
            33 => new($"pixel unshuffle {d}", (_, x) => x.PixelUnshuffle(d), x => functional.pixel_unshuffle(x, d)),
            20 => new($"adaptive {d} {b + 1}", (_, x) => x.AdaptiveAveragePool2d(d, b + 1), x => functional.adaptive_avg_pool2d(x, (d, b + 1))),
            34 => new($"nearest {d} {b + 1}", (_, x) => x.ResizeNearest(d, b + 1), x => functional.interpolate(x, size: [d, b + 1], mode: InterpolationMode.Nearest)),
            35 => new($"pad {a} {b} {c} {d}", (_, x) => x.Pad(a, b, c, d), x => functional.pad(x, (a, b, c, d))),
            _ => new($"unfold k{a} s{b} p{c}", (_, x) => x.Unfold(a, b, c), x => functional.unfold(x, a, padding: c, stride: b)),
        };
    }

    private static int Axis(Tensor x, int axis)
    {
        var positive = axis < 0 ? axis + (int)x.dim() : axis;
        return positive >= 0 && positive < x.dim() ? positive : throw new ArgumentOutOfRangeException(nameof(axis));
    }

    // A weight cannot have a size of 0 or less in either; libtorch says so of tensors as such.
    private static long Positive(long size) => size > 0 ? size : throw new ArgumentOutOfRangeException(nameof(size));

    private static string Names(int count) => string.Join(" ", Enumerable.Range(0, count).Select(i => (char)('a' + i)));

    private static string Split(int rank) => $"{Names(rank - 1)} (k z) -> {Names(rank - 1)} k z".Trim();

    private static string Merge(int rank) => $"{Names(rank)} -> {Names(rank - 2)} ({(char)('a' + rank - 2)} {(char)('a' + rank - 1)})";

    private static string Turn(int rank) => $"{Names(rank)} -> {string.Join(" ", Names(rank).Split(' ').Skip(1).Append("a"))}";

    // TorchSharp's matmul does not catch what libtorch throws, which ends the process; its linear is the same product and does.
    private static Tensor Product(Tensor x, Tensor y) => functional.linear(x, y.t());

    private static Tensor SplitLast(Tensor x, long part) => x.reshape([.. x.shape.AsSpan()[..^1], part, x.shape[^1] / part]);

    private static Tensor MergeLast(Tensor x) => x.reshape([.. x.shape.AsSpan()[..^2], x.shape[^2] * x.shape[^1]]);
}
