using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>
/// A body without its numbers: those with equal skeletons differ in numbers only, and share a class. What remains of a
/// number is what the code depends on beyond its value: whether a kernel is 1×1 or dilated, whether a convolution is
/// depthwise, and sizes that are fixed only at run time and that no input tells.
/// </summary>
/// <param name="inner">The skeletons of the bodies below.</param>
internal sealed class Skeleton(System.Func<Body, Body> inner) : Renumbering
{
    // Any numbers that no size has.
    private const int FirstTold = -2;
    private const int FirstProduct = -1000;

    // A body has few sizes, each in many places.
    private readonly Dictionary<Dim, Dim> _views = [];
    private IReadOnlyList<Dim> _axes = [];
    private IReadOnlyList<Dim> _told = [];
    private Dim? _inChannels;
    private Dim? _outChannels;

    public override Body Body(Body body)
    {
        var around = (_axes, _told);
        _axes = [.. body.Inputs.SelectMany(i => i.Shape)];
        _told = [.. body.Inputs.SelectMany(i => i.Shape).Where(IsOpen)];
        _views.Clear();
        var skeleton = base.Body(body);
        _views.Clear();
        (_axes, _told) = around;
        return skeleton;
    }

    public override Op Operation(Op op)
    {
        (_inChannels, _outChannels) = (null, null);
        return base.Operation(op);
    }

    public override Dim Size(string name, Dim size)
    {
        if (name == "inChannels") _inChannels = size;
        if (name == "outChannels") _outChannels = size;
        return !size.IsConstant ? View(name, size) : name switch
        {
            "kernel" or "kernelHeight" or "kernelWidth" or "dilation" or "dilationHeight" or "dilationWidth" => size == 1 ? 1 : 2,
            // A depthwise convolution has as many groups as channels.
            "groups" => size == 1 ? 1 : 2 + (size == _inChannels ? 1 : 0) + (size == _outChannels ? 2 : 0),
            _ => 0,
        };
    }

    // libtorch finds the axis of the images itself.
    public override Dim View(string name, Dim size)
    {
        if (!IsOpen(size)) return 0;
        if (!_views.TryGetValue(size, out var view)) _views.Add(size, view = OpenView(size));
        return view;
    }

    private Dim OpenView(Dim size)
    {
        for (var i = 0; i < _told.Count; i++)
        {
            if (_told[i] == size) return FirstTold - i;
            for (var j = i; j < _told.Count; j++) if (_told[i] * _told[j] == size) return FirstProduct - (i * _told.Count) - j;
        }
        // What differs in numbers from another one that the axes tell in the same way needs no other code.
        return AxisForm.Of(size, _axes) is { } form ? Dim.Symbol(form.Kind) : size;
    }

    public override Dim Axis(string name, Dim size) => 0;

    public override (double Value, string? Symbol) Number(string name, double value) => (0, null);

    protected override int Count(int count) => 0;

    protected override Body Inner(Body body) => inner(body);

    private static bool IsOpen(Dim size) => !size.IsConstant && !size.DependsOnBatch;
}
