using System.Xml.Linq;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>Draws a model as SVG: its stages from top to bottom with their costs, and the shapes that flow between them.</summary>
internal sealed class StageDrawing
{
    // In pixels. Nothing measures texts here: their widths are estimates on the safe side.
    private const double NameLetter = 7.8;
    private const double Letter = 6.2;
    private const int Margin = 16;
    private const int Top = 66;
    private const int BoxHeight = 44;
    private const int PillHeight = 30;
    private const int Gap = 34;
    private const int OutputLine = 18;
    private const int Lane = 12;
    private const int Bar = 84;
    private const int Column = 144;
    private const int LongestKind = 40;

    private readonly ModelDescription _model;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly IReadOnlyCollection<Flow> _flows;
    private readonly bool _isInPage;
    private readonly int _boxWidth;
    private readonly int _left;
    private readonly List<XElement> _parts = [];

    // The middle of each box.
    private readonly List<int> _middles = [];
    private int _right;

    private StageDrawing(ModelDescription model, bool isInPage)
    {
        var flow = StageFlow.Of(model);
        (_model, _stages, _flows, _isInPage) = (model, flow.Stages, flow.Flows, isInPage);
        _boxWidth = (int)Math.Ceiling(24 + Math.Max(
            _stages.Select(s => s.Path).Concat(model.Inputs.Concat(model.Outputs).Select(t => t.Name)).Max(t => t.Length) * NameLetter,
            _stages.Select(s => Kind(s).Length).DefaultIfEmpty(0).Max() * Letter));
        _left = Margin + Lane * Lanes().Select(l => l.Lane + 1).DefaultIfEmpty(0).Max();
        _right = Columns + 2 * Column;
    }

    private int FirstOutput => _model.Inputs.Count + _stages.Count;

    private int Axis => _left + _boxWidth / 2;

    private int Columns => _left + _boxWidth + 20;

    /// <summary>The boxes that stand below each other. A model of several outputs yields them beside its stages.</summary>
    private int Rows => _model.Outputs.Count == 1 ? FirstOutput + 1 : FirstOutput;

    /// <summary>The drawing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isInPage">Whether it is a part of the model's page: then that says what it shows, and its boxes lead to rows of the table.</param>
    public static XElement Of(ModelDescription model, bool isInPage = false) => new StageDrawing(model, isInPage).Draw();

    private XElement Draw()
    {
        var y = Margin;
        if (!_isInPage)
        {
            Text("d-title", Margin, 26, _model.Name, NameLetter + 1);
            Text("d-faint", Margin, 46, ModelText.Costs(_model));
            y = Top;
        }
        if (_stages.Count > 0)
        {
            Text("d-faint", Columns, y + PillHeight / 2, "parameters");
            Text("d-faint", Columns + Column, y + PillHeight / 2, "MACs");
        }
        for (var box = 0; box < Rows; box++) y = Row(box, y);
        foreach (var (flow, lane) in Lanes()) Arc(flow, _left - Lane * (lane + 1));
        if (_model.Parameters - _stages.Sum(s => s.Parameters) is > 0 and var lone)
            Text("d-faint", Margin, y += Margin + 8, $"and {Numbers.Whole(lone)} {(lone == 1 ? "parameter" : "parameters")} outside of these stages");
        var (width, height) = (_right + Margin, y + Margin);
        return Html.Svg("svg",
            Html.Class("drawing"), Html.Attribute("width", width), Html.Attribute("height", height), Html.Attribute("viewBox", FormattableString.Invariant($"0 0 {width} {height}")),
            Html.Attribute("font-family", "Helvetica, Arial, sans-serif"), Html.Attribute("role", "img"),
            Html.Svg("title", $"{_model.Name}: stages, shapes and costs"),
            Canvas.Rectangle("d-paper", 0, 0, width, height, 0), _parts.SelectMany(part => new object[] { "\n", part }), "\n");
    }

    /// <summary>Draws a box and what lies below it; yields where the next one begins.</summary>
    private int Row(int box, int y)
    {
        if (box >= FirstOutput)
        {
            Pill(y, _model.Outputs[0]);
            Text("d-shape", _left + _boxWidth + 12, y + 19, _model.Outputs[0].Text);
            return y + PillHeight;
        }
        if (box < _model.Inputs.Count)
        {
            Pill(y, _model.Inputs[box]);
            return Below(box, y + PillHeight, _model.Inputs[box].Text);
        }
        var stage = _stages[box - _model.Inputs.Count];
        _middles.Add(y + BoxHeight / 2);
        XElement[] drawn =
        [
            Canvas.Rectangle("d-box", _left, y, _boxWidth, BoxHeight, 4),
            Canvas.Text("d-name", Axis, y + 19, stage.Path, isCentred: true),
            Canvas.Text("d-faint", Axis, y + 35, Kind(stage), isCentred: true),
        ];
        if (_isInPage) _parts.Add(Html.Svg("a", Html.Attribute("href", "#/" + stage.Path), drawn));
        else _parts.AddRange(drawn);
        Cost("d-parameters", Columns, y, stage.Parameters, _stages.Max(s => s.Parameters));
        Cost("d-macs", Columns + Column, y, stage.Macs, _stages.Max(s => s.Macs));
        return Below(box, y + BoxHeight, stage.Output);
    }

    private void Pill(int y, TensorInfo tensor)
    {
        _middles.Add(y + PillHeight / 2);
        _parts.Add(Canvas.Rectangle("d-pill", _left, y, _boxWidth, PillHeight, PillHeight / 2));
        _parts.Add(Canvas.Text("d-name", Axis, y + 19, tensor.Name, isCentred: true));
    }

    private void Cost(string name, int x, int y, long cost, long most)
    {
        if (cost == 0) return;
        var width = Math.Max(1, Bar * (double)cost / most);
        _parts.Add(Canvas.Rectangle(name, x, y + 14, width, 16, 2));
        Text("d-shape", x + (int)width + 6, y + 26, Numbers.Short(cost));
    }

    /// <summary>Draws what a box yields: its shape, the outputs that it is, and the way to the next box.</summary>
    private int Below(int box, int y, string shape)
    {
        Text("d-shape", Axis + 10, y + 20, shape);
        var end = y + Gap;
        foreach (var output in OutputsOf(box))
        {
            _parts.AddRange(Canvas.Arrow(FormattableString.Invariant($"M{Axis} {y}V{end}H{Axis + 26}"), Axis + 32, end, isDown: false));
            Text("d-output", Axis + 40, end + 4, $"{output.Name}  {output.Text}", NameLetter - 1);
            end += OutputLine;
        }
        if (IsNext(box)) _parts.AddRange(Canvas.Arrow(FormattableString.Invariant($"M{Axis} {y}V{end - 6}"), Axis, end, isDown: true));
        return end;
    }

    private bool IsNext(int box) => box + 1 < Rows && _flows.Contains(new(box, box + 1));

    /// <summary>The outputs that are drawn beside a box: the last one of those that they come from.</summary>
    private IEnumerable<TensorInfo> OutputsOf(int box) => Rows > FirstOutput ? [] :
        _model.Outputs.Where((_, i) => _flows.Where(f => f.To == FirstOutput + i).Select(f => f.From).DefaultIfEmpty(FirstOutput - 1).Max() == box);

    /// <summary>Draws the way from a box to another that is not the next one, at the left.</summary>
    private void Arc(Flow flow, int lane)
    {
        var (from, to) = (_middles[flow.From] + 8, _middles[flow.To] - 8);
        _parts.AddRange(Canvas.Arrow(FormattableString.Invariant($"M{_left} {from}H{lane + 6}Q{lane} {from} {lane} {from + (from < to ? 6 : -6)}V{to - (from < to ? 6 : -6)}Q{lane} {to} {lane + 6} {to}H{_left - 6}"), _left, to, isDown: false));
    }

    /// <summary>The ways at the left, the shortest nearest to the boxes, so that none runs along another.</summary>
    private List<(Flow Flow, int Lane)> Lanes()
    {
        var lanes = new List<(Flow Flow, int Lane)>();
        foreach (var flow in _flows.Where(f => f.To < Rows && f.To != f.From + 1).OrderBy(f => Math.Abs(f.To - f.From)).ThenBy(f => f.From).ThenBy(f => f.To))
        {
            var taken = lanes.Where(l => Overlap(l.Flow, flow)).Select(l => l.Lane).ToHashSet();
            lanes.Add((flow, Enumerable.Range(0, int.MaxValue).First(lane => !taken.Contains(lane))));
        }
        return lanes;

        static bool Overlap(Flow a, Flow b) => Math.Min(a.From, a.To) < Math.Max(b.From, b.To) && Math.Min(b.From, b.To) < Math.Max(a.From, a.To);
    }

    private static string Kind(Stage stage) => stage.Kind.Length <= LongestKind ? stage.Kind : stage.Kind[..(LongestKind - 1)] + "…";

    private void Text(string name, int x, int y, string text, double letter = Letter)
    {
        if (text.Length == 0) return;
        _parts.Add(Canvas.Text(name, x, y, text));
        _right = Math.Max(_right, x + (int)(text.Length * letter));
    }
}
