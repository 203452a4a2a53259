namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position in an index expression: a number, a range, a mask, `...` or a new axis.</summary>
    public struct TensorIndex
    {
        // Keep in step with index_at in native/bridge.cpp.
        private enum Kind { None = 0, Ellipsis = 1, Single = 2, Bool = 3, Tensor = 4, Slice = 5 }

        private Kind kind;
        private long? first;
        private long? stop;
        private long? step;
        private Tensor? tensor;

        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };
        public static TensorIndex None = new() { kind = Kind.None };
        public static TensorIndex Null = new() { kind = Kind.None };
        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, first = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range)
        {
            // `..^0` has no end; any other distance from the end is a negative position.
            long? start = range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;
            long? stop = !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value;
            return Slice(start, stop);
        }

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, first = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, first = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        /// <summary>Takes part in the choice of overloads, and is never to be called; as in TorchSharp.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");

        internal readonly void Write(Span<long> words)
        {
            const long absent = long.MinValue;
            words[0] = (long)kind;
            words[1] = tensor is not null ? tensor.Handle : first ?? (kind == Kind.Slice ? absent : 0);
            words[2] = stop ?? absent;
            words[3] = step ?? absent;
        }
    }
}
