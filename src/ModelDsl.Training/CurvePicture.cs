using System.Globalization;
using System.Net;
using System.Text;

namespace ModelDsl.Training;

/// <summary>Draws the curves of a training as SVG: the loss on the left, the accuracy on the right (of a segmentation the pixels' in training, the mean IoU in tests), over steps.</summary>
internal static class CurvePicture
{
    private const int PanelWidth = 420;
    private const int PanelHeight = 260;
    private const int Margin = 56;
    private const int Height = PanelHeight + 2 * Margin;
    private const int Width = 2 * (PanelWidth + Margin) + Margin;
    private const int Ticks = 5;
    private const string TrainColor = "#1f77b4";
    private const string TestColor = "#d62728";

    private readonly record struct Range(double Low, double High)
    {
        public double Share(double value) => (value - Low) / (High - Low);

        public double At(double share) => Low + share * (High - Low);
    }

    /// <summary>Draws them.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="points">The curve of training.</param>
    /// <param name="epochs">The measurements on test images.</param>
    public static string Draw(string title, IReadOnlyList<CurvePoint> points, IReadOnlyList<EpochRecord> epochs)
    {
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">""");
        Line(svg, $"""<rect width="{Width}" height="{Height}" fill="white"/>""");
        Line(svg, $"""<text x="{Margin}" y="20" font-size="14">{WebUtility.HtmlEncode(title)}</text>""");
        Line(svg, $"""<text x="{Margin}" y="40" fill="{TrainColor}">training</text><text x="{Margin + 64}" y="40" fill="{TestColor}">test</text>""");
        var steps = new Range(0, Math.Max(1, Math.Max(points.Count > 0 ? points[^1].Step : 0, epochs.Count > 0 ? epochs[^1].Step : 0)));
        List<(double, double)> loss = [.. points.Select(p => ((double)p.Step, p.Loss))];
        List<(double, double)> testLoss = [.. epochs.Select(e => ((double)e.Step, e.TestLoss))];
        List<(double, double)> accuracy = [.. points.Select(p => ((double)p.Step, 100 * p.Accuracy))];
        List<(double, double)> testAccuracy = [.. epochs.Select(e => ((double)e.Step, 100 * e.Score))];
        var highest = loss.Concat(testLoss).Select(p => p.Item2).DefaultIfEmpty(1).Max();
        Panel(svg, Margin, "loss", steps, new Range(0, Math.Max(highest, 1e-6)), "0.00", loss, testLoss);
        var name = epochs.Any(e => e.TestMeanIou is not null) ? "pixel accuracy (test: mean IoU), %" : "accuracy, %";
        Panel(svg, PanelWidth + 2 * Margin, name, steps, new Range(0, 100), "0", accuracy, testAccuracy);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Panel(
        StringBuilder svg, int left, string name, Range steps, Range values, string format, List<(double, double)> train, List<(double, double)> test)
    {
        Line(svg, $"""<g transform="translate({left},{Margin})">""");
        for (var i = 0; i < Ticks; i++)
        {
            var share = i / (Ticks - 1.0);
            var (x, y) = (share * PanelWidth, (1 - share) * PanelHeight);
            Line(svg, $"""<path d="M0 {y:0.#}H{PanelWidth}" stroke="#ddd"/>""");
            Line(svg, $"""<text x="-6" y="{y + 4:0.#}" text-anchor="end">{values.At(share).ToString(format, CultureInfo.InvariantCulture)}</text>""");
            Line(svg, $"""<text x="{x:0.#}" y="{PanelHeight + 18}" text-anchor="middle">{steps.At(share):0}</text>""");
        }
        Line(svg, $"""<text x="{PanelWidth / 2}" y="{PanelHeight + 38}" text-anchor="middle">{name} over steps</text>""");
        Curve(svg, train, TrainColor, steps, values);
        Curve(svg, test, TestColor, steps, values);
        foreach (var (step, value) in test)
            Line(svg, $"""<circle cx="{X(step, steps):0.##}" cy="{Y(value, values):0.##}" r="3" fill="{TestColor}"/>""");
        Line(svg, $"</g>");
    }

    private static void Curve(StringBuilder svg, List<(double Step, double Value)> points, string color, Range steps, Range values)
    {
        if (points.Count < 2) return;
        var path = string.Join(' ', points.Select(p => FormattableString.Invariant($"{X(p.Step, steps):0.##},{Y(p.Value, values):0.##}")));
        Line(svg, $"""<polyline fill="none" stroke="{color}" stroke-width="1.5" points="{path}"/>""");
    }

    private static double X(double step, Range steps) => steps.Share(step) * PanelWidth;

    private static double Y(double value, Range values) => (1 - values.Share(value)) * PanelHeight;

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
