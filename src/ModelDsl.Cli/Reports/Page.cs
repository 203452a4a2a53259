using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>What all pages have: one file that loads nothing.</summary>
internal static partial class Page
{
    /// <summary>The text of a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="command">The command that wrote it.</param>
    /// <param name="content">What is on it.</param>
    public static string Of(string title, string command, params object?[] content) => "<!DOCTYPE html>\n" + Html.TextOf(Html.Element("html", Html.Attribute("lang", "en"),
        Html.Element("head",
            Html.Element("meta", Html.Attribute("charset", "utf-8")),
            Html.Element("meta", Html.Attribute("name", "viewport"), Html.Attribute("content", "width=device-width, initial-scale=1")),
            Html.Element("title", title),
            Html.Verbatim("style", Resource("report.css"))),
        Html.Element("body", [.. content, Html.Element("footer", "Written by ", Html.Element("code", command)), Html.Verbatim("script", Resource("report.js"))])));

    /// <summary>A part of a page with a heading.</summary>
    public static XElement Card(string name, string heading, params object?[] content) =>
        Html.Element("section", [Html.Class("card", name), Html.Element("h2", heading), .. content, "\n"]);

    /// <summary>A number to be seen at once.</summary>
    public static XElement Tile(string name, string value) => Html.Element("div", Html.Class("tile"), Html.Element("b", value), Html.Element("span", name));

    /// <summary>Name, description and paper of a model.</summary>
    public static IEnumerable<XElement?> Heading(ModelDescription model, string element) =>
    [
        Html.Element(element, model.Name),
        Html.Element("p", model.Description, model.Paper.Length == 0 ? null : new object[] { model.Description.Length > 0 ? " · " : "", Paper(model.Paper) }),
    ];

    private static XElement Paper(string paper) =>
        ArXiv().Match(paper) is { Success: true } match ? Html.Element("a", Html.Attribute("href", "https://arxiv.org/abs/" + match.Groups[1].Value), paper) : Html.Element("span", paper);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^arXiv:([0-9]{4}\.[0-9]{4,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ArXiv();
}
