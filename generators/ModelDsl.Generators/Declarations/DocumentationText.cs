using System;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Declarations;

/// <summary>Reads the summary of a documentation comment. A compiler that writes no documentation file does not parse comments, so this does.</summary>
internal static class DocumentationText
{
    public static string SummaryOf(SyntaxNode declaration)
    {
        var text = new StringBuilder("<doc>");
        foreach (var line in declaration.GetLeadingTrivia().ToFullString().Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal)) text.Append(trimmed, 3, trimmed.Length - 3).Append(' ');
        }
        try
        {
            var summary = XElement.Parse(text.Append("</doc>").ToString()).Element("summary");
            return summary is null ? "" : string.Join(" ", Flatten(summary).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
        }
        catch (XmlException)
        {
            return "";
        }
    }

    private static string Flatten(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "para" or "br" } paragraph => " " + Flatten(paragraph) + " ",
        XElement { IsEmpty: true } reference => NameIn(reference),
        XElement other => Flatten(other),
        _ => "",
    }));

    private static string NameIn(XElement reference)
    {
        var name = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? "";
        var end = name.IndexOf('(');
        if (end >= 0) name = name.Substring(0, end);
        return name.Substring(name.LastIndexOf('.') + 1);
    }
}
