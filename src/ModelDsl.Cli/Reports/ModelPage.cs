using System.Xml.Linq;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>The page of one model.</summary>
internal static class ModelPage
{
    /// <summary>The text of the page.</summary>
    public static string Of(ModelDescription model) => Page.Of(model.Name, CommandText.Of("report", model.Name),
        Html.Element("header", Page.Heading(model, "h1"),
            Html.Element("div", Html.Class("tiles"),
                Page.Tile("parameters", Numbers.Short(model.Parameters)),
                Page.Tile($"MACs {ModelText.OneImage(model)}", Numbers.Short(model.Macs.Total)),
                Page.Tile("activation memory", Numbers.Short(model.ActivationBytes) + "B"),
                model.Inputs.Select(i => Page.Tile(Fact.Named("input", i.Name), i.Text)),
                model.Outputs.Select(o => Page.Tile(Fact.Named("output", o.Name), o.Text)))),
        Html.Element("main",
            Html.Element("div",
                Page.Card("stages", "Stages", StageDrawing.Of(model, isInPage: true)),
                Page.Card("", "Costs by kind of layer", MacBar(model.Macs), KindTable(model))),
            Page.Card("layers", "Layers", TreeTable.Of("single",
                [TreeTable.Cell("name", "name"), TreeTable.Cell("kind", "kind"), TreeTable.Cell("shape", "output"), TreeTable.Cell("cost", "parameters"), TreeTable.Cell("cost", "MACs")],
                Row(model, model.Layers, "", model.Name)))),
        Html.Element("div", Html.Class("cards"),
            Fact.Of(model).GroupBy(f => f.Group).Select(group => Page.Card("", group.Key, Html.Element("table",
                group.Select(fact => Html.Element("tr", Html.Element("th", Html.Attribute("scope", "row"), fact.Name), Html.Element("td", fact.Value))))))));

    private static TreeRow Row(ModelDescription model, LayerInfo layer, string path, string name) => new(path, name, "",
        [
            TreeTable.Cell("kind", layer.Kind), TreeTable.Cell("shape", layer.Output),
            TreeTable.Cost("parameters", layer.Parameters, model.Parameters), TreeTable.Cost("macs", layer.Macs, model.Macs.Total),
        ],
        [.. layer.Children.Select(child => Row(model, child, LayerPath.Join(path, child.Name), child.Name))]);

    private static XElement MacBar(MacInfo macs)
    {
        var kinds = Fact.MacKinds(macs).Where(k => k.Macs > 0).ToList();
        return Html.Element("div", Html.Class("kinds"),
            Html.Element("div", Html.Class("stack"), kinds.Select((k, i) => Html.Element("i", Html.Class(Colour(i)), Html.Attribute("style", $"--share:{Html.Number(100.0 * k.Macs / macs.Total)}%")))),
            kinds.Select((k, i) => Html.Element("span", Html.Element("i", Html.Class(Colour(i))), $" {Numbers.Short(k.Macs)} MACs {k.Name}")));

        static string Colour(int index) => FormattableString.Invariant($"kind{index}");
    }

    /// <summary>What layers of each kind cost without those inside them.</summary>
    private static XElement KindTable(ModelDescription model)
    {
        var kinds = All(model.Layers).GroupBy(l => l.Kind.Length > 0 ? l.Kind : "(container)", StringComparer.Ordinal)
            .Select(g => (Kind: g.Key, Count: g.Count(), Parameters: g.Sum(l => l.Parameters - l.Children.Sum(c => c.Parameters)), Macs: g.Sum(l => l.Macs - l.Children.Sum(c => c.Macs))))
            .Where(k => k.Parameters != 0 || k.Macs != 0)
            .OrderByDescending(k => k.Macs).ThenByDescending(k => k.Parameters).ThenBy(k => k.Kind, StringComparer.Ordinal);
        return Html.Element("table", Html.Class("costs"),
            Html.Element("tr", new[] { "kind", "number", "parameters", "MACs" }.Select(h => Html.Element("th", Html.Attribute("scope", "col"), h))),
            kinds.Select(k => Html.Element("tr",
                Html.Element("th", Html.Attribute("scope", "row"), k.Kind), Html.Element("td", Numbers.Whole(k.Count)),
                Html.Element("td", TreeTable.Cost("parameters", k.Parameters, model.Parameters)), Html.Element("td", TreeTable.Cost("macs", k.Macs, model.Macs.Total)))));
    }

    private static IEnumerable<LayerInfo> All(LayerInfo layer) => [layer, .. layer.Children.SelectMany(All)];
}
