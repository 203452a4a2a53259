using System.Xml.Linq;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>The page of two models side by side.</summary>
internal static class ComparisonPage
{
    /// <summary>The text of the page.</summary>
    public static string Of(ModelDescription first, ModelDescription second)
    {
        var layers = LayerPair.Of(first.Layers, second.Layers);
        return Page.Of($"{first.Name} and {second.Name}", CommandText.Of("report", first.Name, second.Name),
            Html.Element("header", Html.Class("two"), new[] { first, second }.Select(model => Html.Element("div", Page.Heading(model, "h1"),
                Html.Element("div", Html.Class("tiles"),
                    Page.Tile("parameters", Numbers.Short(model.Parameters)),
                    Page.Tile($"MACs {ModelText.OneImage(model)}", Numbers.Short(model.Macs.Total)),
                    Page.Tile("activation memory", Numbers.Short(model.ActivationBytes) + "B"))))),
            Page.Card("layers", "Layers", Html.Element("p", Summary(first, second, layers)), TreeTable.Of("pair",
                [
                    TreeTable.Cell("name", "name"), TreeTable.Cell("shape", first.Name), TreeTable.Cell("shape", second.Name),
                    TreeTable.Cell("cost", "parameters"), TreeTable.Cell("cost"), TreeTable.Cell("change", "change"),
                    TreeTable.Cell("cost", "MACs"), TreeTable.Cell("cost"), TreeTable.Cell("change", "change"),
                ],
                Row(layers, "model", Math.Max(first.Parameters, second.Parameters), Math.Max(first.Macs.Total, second.Macs.Total)),
                Html.Element("label", Html.Element("input", Html.Attribute("type", "checkbox"), Html.Attribute("id", "differences")), " differences only"))),
            Page.Card("", "Facts", FactTable(first, second)),
            Html.Element("div", Html.Class("two"), new[] { first, second }.Select(model => Page.Card("stages", "Stages", StageDrawing.Of(model)))));
    }

    private static string Summary(ModelDescription first, ModelDescription second, LayerPair layers)
    {
        var marks = layers.All.CountBy(pair => pair.Mark).ToDictionary();
        return $"{Numbers.Whole(layers.All.Count())} rows: {Count("")} alike, {Count("differs")} that differ, {Count("first")} in {first.Name} only, {Count("second")} in {second.Name} only.";

        string Count(string mark) => Numbers.Whole(marks.GetValueOrDefault(mark));
    }

    private static TreeRow Row(LayerPair pair, string name, long parameters, long macs) => new(pair.Path, name, pair.Mark,
        [
            Layer(pair.First, pair.Second), Layer(pair.Second, pair.First),
            .. Costs("parameters", pair, l => l.Parameters, parameters), .. Costs("macs", pair, l => l.Macs, macs),
        ],
        [.. pair.Children.Select(child => Row(child, child.Path[(child.Path.LastIndexOf('.') + 1)..], parameters, macs))]);

    private static XElement Layer(LayerInfo? layer, LayerInfo? other) => layer is null ? TreeTable.Cell("shape none") : TreeTable.Cell("shape",
        Marked("em", layer.Kind, other?.Kind), layer.Kind.Length > 0 && layer.Output.Length > 0 ? " " : "", Marked("span", layer.Output, other?.Output));

    private static XElement Marked(string element, string text, string? other) =>
        Html.Element(element, other is null || other == text ? null : Html.Class("changed"), text);

    private static XElement[] Costs(string name, LayerPair pair, Func<LayerInfo, long> cost, long all)
    {
        var (first, second) = (pair.First is { } a ? cost(a) : (long?)null, pair.Second is { } b ? cost(b) : (long?)null);
        return [TreeTable.Cost(name, first, all), TreeTable.Cost(name, second, all), TreeTable.Cell("change", Change(first ?? 0, second ?? 0))];
    }

    private static string Change(long first, long second) => second == first ? "" : second > first ? "+" + Numbers.Short(second - first) : "−" + Numbers.Short(first - second);

    private static XElement FactTable(ModelDescription first, ModelDescription second)
    {
        var (ours, theirs) = (Fact.Of(first).ToLookup(Key), Fact.Of(second).ToLookup(Key));
        var keys = ours.Concat(theirs).Select(g => g.Key).Distinct().GroupBy(k => k.Group);
        return Html.Element("table", Html.Class("facts"), keys.Select(group => new object[]
        {
            Html.Element("tr", Html.Element("th", Html.Attribute("colspan", "3"), Html.Class("group"), group.Key)),
            group.Select(key =>
            {
                var (a, b) = (Value(ours[key]), Value(theirs[key]));
                return Html.Element("tr", Html.Class(a == b ? "" : "differs"), Html.Element("th", Html.Attribute("scope", "row"), key.Name), Html.Element("td", a), Html.Element("td", b));
            }),
        }));

        // The size that costs are stated for may differ; they are costs all the same.
        static (string Group, string Name) Key(Fact fact) => (fact.Group.StartsWith("Costs", StringComparison.Ordinal) ? "Costs" : fact.Group, fact.Name);

        static string Value(IEnumerable<Fact> facts) => string.Join(", ", facts.Select(f => f.Value));
    }
}
