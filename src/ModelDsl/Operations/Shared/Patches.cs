namespace ModelDsl;

/// <summary>What unfolding and folding have in common.</summary>
internal static class Patches
{
    public static (Dim Kernel, Dim Stride, Dim Padding) Checked(Dim kernel, Dim? stride, Dim? padding) =>
        (Checks.Positive(kernel, nameof(kernel)), Checks.Positive(stride ?? 1, nameof(stride)), Checks.NotNegative(padding ?? 0, nameof(padding)));

    public static Dim Positions(Dim kernel, Dim stride, Dim padding, Dim height, Dim width)
    {
        var window = new SlidingWindow(kernel, stride, padding, 1);
        return window.Over(height, "height") * window.Over(width, "width");
    }
}
