namespace ModelDsl.Onnx.Lowering;

/// <summary>Which axes of a view lie in one axis of another one.</summary>
internal static class AxisRuns
{
    /// <summary>
    /// A rearrangement with axes as one that stay beside one another: the view and the order of its axes. Null where that takes no
    /// fewer nodes.
    /// </summary>
    /// <param name="shape">What is rearranged.</param>
    /// <param name="steps">How.</param>
    public static (Shape View, int[] Order)? Joined(Shape shape, RearrangeSteps steps)
    {
        if (steps is not { Permutation: { } order, Unsqueezed: null, Expanded: null }) return null;
        var split = steps.Split ?? shape;
        var moved = new Shape(order.Select(a => split[a]));
        if (AxesOf(shape, split) is not { } before || AxesOf(steps.Result, moved) is not { } after) return null;
        // Runs of axes, in their new order.
        List<List<int>> runs = [];
        for (var i = 0; i < order.Count; i++)
        {
            var (axis, isNext) = (order[i], i > 0 && order[i] == order[i - 1] + 1);
            if (isNext && (after[i] == after[i - 1] || before[axis] == before[axis - 1])) runs[^1].Add(axis);
            else runs.Add([axis]);
        }
        var inOrder = runs.OrderBy(r => r[0]).ToList();
        var view = new Shape(inOrder.Select(run => Size(run, split)));
        var result = new Shape(runs.Select(run => Size(run, split)));
        return Nodes(view, result) < Nodes(split, moved) ? (view, [.. runs.Select(run => inOrder.IndexOf(run))]) : null;

        int Nodes(Shape from, Shape to) => (from.Equals(shape) ? 0 : 1) + (to.Equals(steps.Result) ? 0 : 1);
    }

    /// <summary>The axis of a tensor of which an axis of its view, behind one other, is the inner part; null for none.</summary>
    /// <param name="shape">The tensor.</param>
    /// <param name="view">The view of it.</param>
    /// <param name="axis">The axis of the view.</param>
    public static int? Halved(Shape shape, Shape view, int axis) =>
        axis > 0 && AxesOf(shape, view) is { } axes && axes[axis] == axes[axis - 1] && axes.Count(a => a == axes[axis]) == 2 ? axes[axis] : null;

    private static Dim Size(List<int> run, Shape split) => run.Aggregate((Dim)1, (size, axis) => size * split[axis]);

    /// <summary>For each axis of a view the axis of the tensor that it lies in; null where it does not lie in one.</summary>
    private static int[]? AxesOf(Shape shape, Shape view)
    {
        var axes = new List<int>();
        for (var i = 0; i < shape.Rank; i++)
        {
            for (Dim size = 1; size != shape[i]; size *= view[axes.Count - 1])
            {
                if (axes.Count == view.Rank) return null;
                axes.Add(i);
            }
        }
        // What is left are axes of 1.
        for (var last = axes.Count > 0 ? axes[^1] : 0; axes.Count < view.Rank;) axes.Add(last);
        return [.. axes];
    }
}
