namespace ModelDsl.Runtime;

/// <summary>Goes through the elements of a view in the order of the indices.</summary>
/// <param name="sizes">The sizes of its axes.</param>
/// <param name="strides">How many elements the next index of each axis is away.</param>
/// <param name="start">Where the first element lies.</param>
internal sealed class StridedWalk(long[] sizes, long[] strides, long start)
{
    private readonly long[] index = new long[sizes.Length];
    private long place = start;

    /// <summary>Where the next element lies.</summary>
    public long Next()
    {
        var here = place;
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            place += strides[axis];
            if (++index[axis] < sizes[axis]) break;
            place -= strides[axis] * sizes[axis];
            index[axis] = 0;
        }
        return here;
    }
}
