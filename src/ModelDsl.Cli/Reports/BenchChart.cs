using System.Globalization;
using System.Xml.Linq;
using ModelDsl.Cli.Output;

namespace ModelDsl.Cli.Reports;

/// <summary>Draws what <c>modeldsl bench</c> measured as bars: the median of each engine, with a line from the 10th to the 90th percentile. The same times make the same text.</summary>
internal static class BenchChart
{
    private const int Width = 640;
    private const int Left = 150;
    private const int Right = 110;
    private const int Top = 44;
    private const int Row = 34;
    private const int Bar = 20;

    /// <summary>The text of the picture.</summary>
    public static string Draw(BenchDocument document)
    {
        var scale = (Width - Left - Right) / Math.Max(document.Engines.Max(e => e.Percentile90), double.Epsilon);
        var height = Top + document.Engines.Count * Row + 10;
        var title = string.Create(
            CultureInfo.InvariantCulture, $"{document.Model}: ms a batch of {document.Batch}, {document.Threads} {(document.Threads == 1 ? "thread" : "threads")}, {document.Device}");
        return Html.TextOf(Html.Svg("svg",
            Html.Attribute("width", Width), Html.Attribute("height", height), Html.Attribute("viewBox", $"0 0 {Html.Number(Width)} {Html.Number(height)}"),
            Html.Attribute("font-family", "sans-serif"), Html.Attribute("font-size", 13),
            Html.Svg("rect", Html.Attribute("width", Width), Html.Attribute("height", height), Html.Attribute("fill", "#ffffff")),
            Html.Svg("text", Html.Attribute("x", 12), Html.Attribute("y", 24), Html.Attribute("font-weight", "bold"), title),
            document.Engines.Select((engine, i) => Engine(engine, i, scale))));
    }

    private static IEnumerable<XElement> Engine(EngineDocument engine, int index, double scale)
    {
        var y = Top + index * Row;
        var middle = y + Bar / 2;
        var time = string.Create(CultureInfo.InvariantCulture, $"{engine.Median:F2} ms{(engine.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $" ({ratio:F2}×)") : "")}");
        return
        [
            Html.Svg("text", Html.Attribute("x", Left - 10), Html.Attribute("y", middle + 5), Html.Attribute("text-anchor", "end"), engine.Name),
            Html.Svg("rect", Html.Attribute("x", Left), Html.Attribute("y", y), Html.Attribute("width", engine.Median * scale), Html.Attribute("height", Bar),
                Html.Attribute("fill", index == 0 ? "#4878a8" : "#9ab8d6")),
            Html.Svg("line", Html.Attribute("x1", Left + engine.Percentile10 * scale), Html.Attribute("y1", middle), Html.Attribute("x2", Left + engine.Percentile90 * scale),
                Html.Attribute("y2", middle), Html.Attribute("stroke", "#202020")),
            Html.Svg("text", Html.Attribute("x", Left + engine.Percentile90 * scale + 8), Html.Attribute("y", middle + 5), time),
        ];
    }
}
