using System.Globalization;
using System.Security;
using System.Text;

namespace ModelDsl.Cli.Output;

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
        var most = document.Engines.Max(e => e.Percentile90);
        var scale = (Width - Left - Right) / Math.Max(most, double.Epsilon);
        var height = Top + document.Engines.Count * Row + 10;
        var text = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Line($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Line($"<text x=\"12\" y=\"24\" font-weight=\"bold\">{Escape(document.Model)}: ms a batch of {document.Batch}, {document.Threads} {(document.Threads == 1 ? "thread" : "threads")}, {Escape(document.Device)}</text>");
        for (var i = 0; i < document.Engines.Count; i++)
        {
            var (engine, y) = (document.Engines[i], Top + i * Row);
            var middle = y + Bar / 2;
            Line($"<text x=\"{Left - 10}\" y=\"{middle + 5}\" text-anchor=\"end\">{Escape(engine.Name)}</text>");
            Line($"<rect x=\"{Left}\" y=\"{y}\" width=\"{Number(engine.Median * scale)}\" height=\"{Bar}\" fill=\"{(i == 0 ? "#4878a8" : "#9ab8d6")}\"/>");
            Line($"<line x1=\"{Number(Left + engine.Percentile10 * scale)}\" y1=\"{middle}\" x2=\"{Number(Left + engine.Percentile90 * scale)}\" y2=\"{middle}\" stroke=\"#202020\"/>");
            Line($"<text x=\"{Number(Left + engine.Percentile90 * scale + 8)}\" y=\"{middle + 5}\">{Number(engine.Median)} ms{(engine.Ratio is { } ratio ? $" ({Number(ratio)}×)" : "")}</text>");
        }
        Line($"</svg>");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Escape(string text) => SecurityElement.Escape(text);
}
