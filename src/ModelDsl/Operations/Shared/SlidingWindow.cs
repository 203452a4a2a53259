namespace ModelDsl;

/// <summary>Where a kernel is put down along one axis.</summary>
internal sealed record SlidingWindow(Dim Kernel, Dim Stride, Dim Padding, Dim Dilation, bool CeilMode = false)
{
    /// <summary>Whether it is the gaps rather than the elements that make the kernel large.</summary>
    private bool IsWide => Kernel.IsConstant && Dilation.IsConstant && Dilation.Value > Kernel.Value;

    /// <summary>How many positions there are down and across a map.</summary>
    public static (Dim Height, Dim Width) Over(Sym map, Extent kernel, Extent stride, Extent padding, Extent dilation, bool ceilMode = false) =>
        (new SlidingWindow(kernel.Height, stride.Height, padding.Height, dilation.Height, ceilMode).Over(map.Height, "height"),
            new SlidingWindow(kernel.Width, stride.Width, padding.Width, dilation.Width, ceilMode).Over(map.Width, "width"));

    /// <summary>How many positions there are along an axis of the given size.</summary>
    public Dim Over(Dim size, string axis)
    {
        var room = size + 2 * Padding - Dilation * (Kernel - 1) - 1;
        var least = room.IsConstant ? room.Value : Kernel.IsConstant && Dilation.IsConstant ? room.Minimum() : null;
        // A last, partial window may be the only one.
        if (least is < 0 && !(CeilMode && Stride.IsConstant && least > -Stride.Value))
        {
            var reach = IsWide ? Provenance.Join(Dilation.Provenance, Kernel.Provenance) : Provenance.Join(Kernel.Provenance, Dilation.Provenance);
            var provenance = Provenance.Join(reach, Provenance.Join(size.Provenance, Padding.Provenance));
            Problem.Report(new SpecException(
                SpecErrors.KernelTooLarge,
                $"kernel {Kernel}{(Dilation == 1 ? "" : $" with dilation {Dilation}")} does not fit into a {axis} of {size}{(size.IsConstant ? "" : $", which can be {size.Minimum()},")} with padding {Padding}", "kernel")
            {
                Provenance = provenance,
                Wrong =
                [
                    new(Dilation, Kernel == 1 ? [] : Nearest.Exactly((size + 2 * Padding - 1) / (Kernel - 1))), new(Kernel, Nearest.Exactly((size + 2 * Padding - 1) / Dilation + 1)), new(size, Nearest.Exactly(size - room)),
                    new(Padding, Nearest.Exactly(Padding - room / 2)),
                ],
            });
            return ((Dim)1).Assumed(provenance);
        }
        if (!CeilMode) return room / Stride + 1;
        // As in PyTorch, the last window has to start inside the map or its left padding. One that is at least as long as
        // the step and the padding does.
        return (Kernel - Stride - Padding).Minimum() is >= 0 ? Dim.CeilDivide(room, Stride) + 1 : (size + Padding - 1) / Stride + 1;
    }
}
