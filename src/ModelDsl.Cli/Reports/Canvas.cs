using System.Xml.Linq;

namespace ModelDsl.Cli.Reports;

/// <summary>
/// Shapes and texts of a drawing. Each has its colour, for a paper, and a class, for the styles of a page.
/// </summary>
internal static class Canvas
{
    /// <summary>A text.</summary>
    /// <param name="name">The class, which decides size and colour.</param>
    /// <param name="x">Where it begins, or its middle.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="isCentred">Whether <paramref name="x"/> is its middle.</param>
    public static XElement Text(string name, int x, int y, string text, bool isCentred = false) => Html.Svg("text",
        Html.Class(name), Html.Attribute("x", x), Html.Attribute("y", y),
        Html.Attribute("font-size", name switch { "d-title" => 15, "d-name" => 13, _ => 11 }),
        Html.Attribute("fill", name switch { "d-faint" => "#606468", "d-output" => "#2e6da4", _ => "#16181a" }),
        name is "d-title" or "d-name" or "d-output" ? Html.Attribute("font-weight", "600") : null,
        isCentred ? Html.Attribute("text-anchor", "middle") : null, text);

    /// <summary>A rectangle with round corners: a box, or a bar.</summary>
    public static XElement Rectangle(string name, int x, int y, double width, int height, int radius) => Html.Svg("rect",
        Html.Class(name), Html.Attribute("x", x), Html.Attribute("y", y), Html.Attribute("width", width), Html.Attribute("height", height), Html.Attribute("rx", radius),
        Html.Attribute("fill", name switch { "d-parameters" => "#4878a8", "d-macs" => "#d08030", "d-box" => "#eef3f8", _ => "#ffffff" }),
        name is "d-box" or "d-pill" ? Html.Attribute("stroke", "#4878a8") : null);

    /// <summary>A line that ends in the point of an arrow.</summary>
    /// <param name="path">The line, as SVG describes it, up to the point.</param>
    /// <param name="x">Where the point is.</param>
    /// <param name="y">Where the point is.</param>
    /// <param name="isDown">Whether it points down, else to the right.</param>
    public static IEnumerable<XElement> Arrow(string path, int x, int y, bool isDown) =>
    [
        Html.Svg("path", Html.Class("d-line"), Html.Attribute("d", path), Html.Attribute("fill", "none"), Html.Attribute("stroke", "#606468")),
        Html.Svg("path", Html.Class("d-point"), Html.Attribute("fill", "#606468"), Html.Attribute("d", isDown
            ? FormattableString.Invariant($"M{x} {y}l-4 -7h8z")
            : FormattableString.Invariant($"M{x} {y}l-7 -4v8z"))),
    ];
}
