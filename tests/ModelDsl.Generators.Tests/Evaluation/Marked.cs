using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Source text in which <c>{|#0:…|}</c> marks places.</summary>
internal sealed partial class Marked
{
    private Marked(string text, Dictionary<int, TextSpan> places)
    {
        Text = text;
        Places = places;
    }

    public string Text { get; }

    public IReadOnlyDictionary<int, TextSpan> Places { get; }

    public static Marked Parse(string source)
    {
        var text = new StringBuilder();
        var places = new Dictionary<int, TextSpan>();
        var open = new Stack<(int Number, int Start)>();
        var position = 0;
        foreach (Match marker in Marker().Matches(source))
        {
            text.Append(source, position, marker.Index - position);
            position = marker.Index + marker.Length;
            if (marker.Value != "|}") open.Push((int.Parse(marker.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), text.Length));
            else if (open.TryPop(out var opened)) places.Add(opened.Number, TextSpan.FromBounds(opened.Start, text.Length));
            else throw new ArgumentException("a marker is closed that was not opened");
        }
        return new Marked(text.Append(source, position, source.Length - position).ToString(), places);
    }

    [GeneratedRegex(@"\{\|#(\d+):|\|\}")]
    private static partial Regex Marker();
}
