using System.Xml.Linq;
using ModelDsl.Cli.Output;

namespace ModelDsl.Cli.Reports;

/// <summary>A row of a page's table of layers.</summary>
/// <param name="Path">The path of the layer; empty for the model.</param>
/// <param name="Name">What stands in the first column.</param>
/// <param name="Mark">The class of what is remarkable about it; empty for none.</param>
/// <param name="Cells">The other columns.</param>
/// <param name="Children">The rows below it.</param>
internal sealed record TreeRow(string Path, string Name, string Mark, IReadOnlyList<XElement> Cells, IReadOnlyList<TreeRow> Children);

/// <summary>A table whose rows open and close, with the tools to find something in it.</summary>
internal static class TreeTable
{
    // Levels that are open at first: the model, the containers in it, and what these hold.
    private const int OpenLevels = 3;

    /// <summary>The table.</summary>
    /// <param name="name">The class of the table, which says how wide its columns are.</param>
    /// <param name="headings">The headings of all columns.</param>
    /// <param name="root">The row of the model.</param>
    /// <param name="tools">More tools beside those that each table has.</param>
    public static IEnumerable<XElement> Of(string name, IReadOnlyList<XElement> headings, TreeRow root, params IEnumerable<XElement> tools) =>
    [
        Html.Element("div", Html.Class("tools"),
            Html.Element("input", Html.Attribute("id", "search"), Html.Attribute("type", "search"), Html.Attribute("placeholder", "search: qkv, levels.2, conv2d, 512 …"), Html.Attribute("aria-label", "search the layers")),
            Html.Element("span", Html.Attribute("id", "found"), Html.Attribute("role", "status")),
            tools,
            Html.Element("button", Html.Attribute("type", "button"), Html.Attribute("data-open", "all"), "open all"),
            Html.Element("button", Html.Attribute("type", "button"), Html.Attribute("data-open", "none"), "close all")),
        Html.Element("div", Html.Class("tree", name),
            Html.Element("div", Html.Class("row", "heading"), headings),
            Node(root, 0)),
    ];

    /// <summary>A cell with a cost, as a number and as a bar: its share of all.</summary>
    /// <param name="name">The class of the cell.</param>
    /// <param name="cost">The cost; null where there is none to speak of.</param>
    /// <param name="all">What a full bar stands for.</param>
    public static XElement Cost(string name, long? cost, long all) => Html.Element("span", Html.Class("cost", name),
        cost is null or 0 ? null : Html.Attribute("style", $"--share:{Html.Number(100.0 * cost.Value / Math.Max(all, 1))}%"),
        cost is null or 0 ? "" : Numbers.Whole(cost.Value));

    /// <summary>A cell or heading.</summary>
    public static XElement Cell(string name, params object?[] content) => Html.Element("span", [Html.Class(name), .. content]);

    private static object[] Node(TreeRow row, int level)
    {
        XElement[] cells = [Html.Element("span", Html.Class("name"), Html.Attribute("title", row.Path), row.Name), .. row.Cells];
        var (id, style) = (Html.Attribute("id", "/" + row.Path), Html.Attribute("style", FormattableString.Invariant($"--level:{level}")));
        return
        [
            "\n",
            row.Children.Count == 0
                ? Html.Element("div", id, Html.Class("node", row.Mark), Html.Element("div", Html.Class("row"), style, cells))
                : Html.Element("details", id, Html.Class("node", row.Mark), level < OpenLevels ? Html.Attribute("open", "open") : null,
                    Html.Element("summary", Html.Class("row"), style, cells), row.Children.Select(child => Node(child, level + 1))),
        ];
    }
}
