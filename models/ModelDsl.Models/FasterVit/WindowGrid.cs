namespace ModelDsl.Models;

/// <summary>The windows that tile a map, and the carrier tokens that stand for them.</summary>
/// <param name="Rows">Windows from top to bottom.</param>
/// <param name="Columns">Windows from left to right.</param>
/// <param name="Window">Side of a window.</param>
/// <param name="CarrierSize">Side of the square of carrier tokens that stands for one window.</param>
internal sealed record WindowGrid(Dim Rows, Dim Columns, int Window, int CarrierSize)
{
    /// <summary>Windows in all.</summary>
    public Dim Count => Rows * Columns;

    /// <summary>Carrier tokens that attend beside the tokens of a window: a single window has nobody to hear from.</summary>
    public Dim Carriers => CarrierSize * CarrierSize * (1 - Dim.Indicator(Count, 1));
}
