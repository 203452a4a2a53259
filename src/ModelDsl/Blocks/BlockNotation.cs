using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ModelDsl.Blocks;

/// <summary>
/// The calls of blocks as text that goes into a program with the specification: which steps each of them made, of what, and
/// what their author calls the tensors. Nodes are counted from the first one of a call, so calls that are alike are one line.
/// </summary>
/// <remarks>
/// The number of nodes; a line for each method, <c>= Name.Of.Type.Method Its summary.</c>; a line for each kind of call, inner
/// ones first. Such a line has parts with bars between them: method, nodes, arguments, numbers, options, results (a <c>*</c> before
/// those of a tuple), names of tensors, inner calls (<c>place@node#line</c>). The last line is that of the model, with its inner calls only.
/// </remarks>
internal sealed class BlockNotation
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, int> _lineOf = [];
    private readonly Dictionary<string, int> _methods = [];
    private readonly Dictionary<int, string> _names;

    private BlockNotation(IReadOnlyDictionary<Sym, string> names) =>
        _names = names.Where(n => n.Value.Length > 0).GroupBy(n => n.Key.Node.Id).ToDictionary(g => g.Key, g => g.First().Value);

    /// <summary>Writes the calls of a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="blocks">The calls that lie in no other.</param>
    /// <param name="names">What the author calls tensors.</param>
    public static IReadOnlyList<string> Write(Graph graph, IReadOnlyList<BlockCall> blocks, IReadOnlyDictionary<Sym, string> names)
    {
        var notation = new BlockNotation(names);
        var inner = notation.Inner(blocks, "", 0);
        var model = notation.NamesOf(blocks, 0, graph.Nodes.Count) + "|" + inner;
        return [Dim.Text(graph.Nodes.Count), .. notation._methods.OrderBy(m => m.Value).Select(m => "= " + m.Key), .. notation._lines, model];
    }

    /// <summary>Reads the calls of a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="text">What was written.</param>
    /// <exception cref="InvalidOperationException">The text is that of another specification.</exception>
    public static (IReadOnlyList<BlockCall> Blocks, IReadOnlyDictionary<Sym, string> Names) Read(Graph graph, string text)
    {
        var lines = text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r')).ToList();
        if (lines.Count < 2 || lines[0] != Dim.Text(graph.Nodes.Count))
            throw new InvalidOperationException($"the specification makes {Dim.Text(graph.Nodes.Count)} steps, and its blocks were noted for {(lines.Count > 0 ? lines[0] : "none")}: build the project that has it anew");
        var methods = lines.Where(l => l.StartsWith("= ", StringComparison.Ordinal)).Select(l => l.Substring(2)).ToList();
        var kinds = lines.Skip(1 + methods.Count).Select(l => l.Split('|')).ToList();
        var names = new Dictionary<Sym, string>();
        var model = kinds[kinds.Count - 1];
        Name(model[0], 0);
        return ([.. Calls(model[1], "", 0)], names);

        IEnumerable<BlockCall> Calls(string part, string scope, int first)
        {
            foreach (var item in Items(part, ';'))
            {
                var (at, line) = Halves(item, '#');
                var (place, node) = Halves(at, '@');
                yield return Call(kinds[Number(line)], place.StartsWith("/", StringComparison.Ordinal) ? place.Substring(1) : place.Length == 0 ? scope : scope.Length == 0 ? place : scope + "." + place, first + Number(node));
            }
        }

        BlockCall Call(string[] parts, string scope, int first)
        {
            var (method, summary) = Halves(methods[Number(parts[0])], ' ');
            var dot = method.LastIndexOf('.');
            var type = method.Substring(0, dot);
            var space = type.LastIndexOf('.');
            var home = new BlockHome(space < 0 ? "" : type.Substring(0, space), type.Substring(space + 1), false);
            var isTuple = parts[5].StartsWith("*", StringComparison.Ordinal);
            var call = new BlockCall(method.Substring(dot + 1), home, Unescape(summary), scope, first, [.. Items(parts[2], ',').Select(i => Halves(i, ':')).Select(h => (h.Left, Value(h.Right)))])
            {
                EndNode = first + Number(parts[1]),
                Numbers = [.. Items(parts[3], ',').Select(i => Halves(i, '=')).Select(h => (h.Left, (Dim)long.Parse(h.Right, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)))],
                Options = [.. Items(parts[4], ',')],
                ReturnsTuple = isTuple,
                Results = [.. Items(parts[5].TrimStart('*'), ',').Select(i => Halves(i, ':')).Select(h => (h.Left.Length == 0 ? null : h.Left, Value(h.Right)))],
            };
            Name(parts[6], first);
            foreach (var child in Calls(parts[7], scope, first)) call.Add(child);
            return call;

            Sym Value(string node) => graph.Nodes[first + Number(node)].Output;
        }

        void Name(string part, int first)
        {
            foreach (var (name, node) in Items(part, ',').Select(i => Halves(i, '@'))) names[graph.Nodes[first + Number(node)].Output] = name;
        }
    }

    private string Inner(IReadOnlyList<BlockCall> calls, string scope, int first) => string.Join(";", calls.Select(call =>
        $"{Place(call.Scope, scope)}@{Dim.Text(call.FirstNode - first)}#{Dim.Text(Line(call))}"));

    private int Line(BlockCall call)
    {
        var inner = Inner(call.Children, call.Scope, call.FirstNode);
        var method = $"{call.Home.FullName}.{call.Method} {Escape(call.Summary)}";
        if (!_methods.TryGetValue(method, out var number)) _methods.Add(method, number = _methods.Count);
        string[] parts =
        [
            Dim.Text(number), Dim.Text(call.EndNode - call.FirstNode), string.Join(",", call.Arguments.Select(a => $"{a.Parameter}:{Node(a.Value)}")),
            // Sizes that are fixed only at run time are read from axes.
            string.Join(",", call.Numbers.Where(n => n.Value.IsConstant).Select(n => $"{n.Parameter}={Dim.Text(n.Value.Value)}")), string.Join(",", call.Options),
            (call.ReturnsTuple ? "*" : "") + string.Join(",", call.Results.Select(r => $"{r.Name}:{Node(r.Value)}")), NamesOf(call.Children, call.FirstNode, call.EndNode), inner,
        ];
        var line = string.Join("|", parts);
        if (_lineOf.TryGetValue(line, out var known)) return known;
        _lines.Add(line);
        return _lineOf[line] = _lines.Count - 1;

        string Node(Sym value) => Dim.Text(value.Node.Id - call.FirstNode);
    }

    /// <summary>The names of the tensors that are made between two nodes and in no inner call.</summary>
    private string NamesOf(IReadOnlyList<BlockCall> inner, int first, int end)
    {
        var names = new List<string>();
        for (var id = first; id < end; id++)
        {
            if (inner.FirstOrDefault(c => c.FirstNode == id && c.EndNode > id) is { } call) id = call.EndNode - 1;
            else if (_names.TryGetValue(id, out var name)) names.Add($"{name}@{Dim.Text(id - first)}");
        }
        return string.Join(",", names);
    }

    /// <summary>A place relative to the one around it; with a stroke where it is elsewhere.</summary>
    private static string Place(string scope, string around) =>
        scope == around ? "" : around.Length == 0 ? scope : scope.StartsWith(around + ".", StringComparison.Ordinal) ? scope.Substring(around.Length + 1) : "/" + scope;

    private static IEnumerable<string> Items(string list, char separator) => list.Split([separator], StringSplitOptions.RemoveEmptyEntries);

    private static (string Left, string Right) Halves(string text, char separator)
    {
        var at = text.LastIndexOf(separator);
        if (separator == ' ') at = text.IndexOf(separator);
        return (text.Substring(0, at), text.Substring(at + 1));
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A summary is the user's text: it must end neither its line nor the string that it stands in.</summary>
    private static string Escape(string summary)
    {
        var text = new StringBuilder();
        foreach (var c in summary)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '"' or '\\' or '\u2028' or '\u2029') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        return text.ToString();
    }

    private static string Unescape(string text)
    {
        var parts = text.Split(["\\u"], StringSplitOptions.None);
        return parts[0] + string.Concat(parts.Skip(1).Select(p => (char)int.Parse(p.Substring(0, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) + p.Substring(4)));
    }
}
