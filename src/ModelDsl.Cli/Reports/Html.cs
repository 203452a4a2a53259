using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ModelDsl.Cli.Reports;

/// <summary>Elements of pages and drawings: well-formed as XML and as HTML, every text escaped.</summary>
internal static class Html
{
    private static readonly XNamespace s_html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    // What HTML writes without an end; it takes the end of any other element from the text.
    private static readonly string[] s_void = ["input", "meta"];

    /// <summary>An element of a page.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Texts, attributes, elements and sequences of them; null for what is not there.</param>
    public static XElement Element(string name, params object?[] content) => Filled(new XElement(s_html + name), content, isVoid: s_void.Contains(name));

    /// <summary>An element of a drawing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">As for a page.</param>
    public static XElement Svg(string name, params object?[] content) => Filled(new XElement(s_svg + name), content, isVoid: true);

    /// <summary>An attribute.</summary>
    public static XAttribute Attribute(string name, string value) => new(name, Clean(value));

    /// <summary>An attribute that is a number, of at most two decimals.</summary>
    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    /// <summary>The attribute that names classes of styles.</summary>
    public static XAttribute Class(params IEnumerable<string> names) => new("class", string.Join(' ', names.Where(n => n.Length > 0)));

    /// <summary>A number as styles and drawings write it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A style sheet or script, which HTML takes as it stands.</summary>
    /// <param name="name">The element's name.</param>
    /// <param name="text">The text.</param>
    public static XElement Verbatim(string name, string text) => new(s_html + name, new VerbatimText($"/*<![CDATA[*/\n{text}/*]]>*/"));

    /// <summary>The text of an element and what is in it.</summary>
    public static string TextOf(XElement element)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize })) element.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    private static XElement Filled(XElement element, object?[] content, bool isVoid)
    {
        foreach (var part in content) element.Add(part is string text ? Clean(text) : part);
        if (!isVoid && element.IsEmpty) element.Add("");
        return element;
    }

    /// <summary>A text without the characters that no XML may hold.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }
        return clean.ToString();
    }

    private sealed class VerbatimText(string text) : XText(text)
    {
        public override void WriteTo(XmlWriter writer) => writer.WriteRaw(Value);
    }
}
