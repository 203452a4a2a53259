using System.Text;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Writes the body of a method that puts down what it sees in a text and returns it; the same for the same seed.</summary>
internal sealed partial class RandomProgram(int seed)
{
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private readonly Stack<List<(string Name, string Type)>> _scopes = new();
    private int _names;
    private int _depth = 2;
    private int _loops;

    public string Write()
    {
        _scopes.Push([]);
        // Programs of one assembly share static fields.
        Line("Count<int>.Value = Count<string>.Value = 1;");
        Line("var t = \"\";");
        Line("int N(int v) { t += v + \",\"; return v; }");
        foreach (var type in new[] { "int", "int", Any("long", "uint", "short", "byte"), Any("double", "char", "string"), "int[]", "List<int>" }) Declare(type);
        for (var i = _random.Next(3, 9); i > 0; i--) Statement();
        Log(2);
        Line("return t;");
        return _text.ToString();
    }

    private void Line(string text) => _text.Append(' ', 4 * _depth).Append(text).Append('\n');

    private void Block(string head, Action body)
    {
        Line(head);
        Line("{");
        _depth++;
        _scopes.Push([]);
        body();
        _scopes.Pop();
        _depth--;
        Line("}");
    }

    private T Any<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string New() => $"v{_names++}";

    private string? Variable(string type)
    {
        var known = _scopes.SelectMany(s => s).Where(v => v.Type == type).ToList();
        return known.Count == 0 ? null : known[_random.Next(known.Count)].Name;
    }

    private string Declare(string type, string? value = null)
    {
        var (name, text) = (New(), value ?? Expression(type, 2));
        Line($"{type} {name} = {text};");
        _scopes.Peek().Add((name, type));
        return name;
    }

    private string Have(string type) => Variable(type) ?? Declare(type);

    /// <summary>A place of a type that can be assigned; what leads there may do something itself.</summary>
    private string Target(string type) => type != "int" ? Have(type) : _random.Next(8) switch
    {
        0 => $"{Have("int[]")}[{Index()}]",
        1 => $"{Have("List<int>")}[^1]",
        2 => $"{Have("Point")}.X",
        3 => $"{Have("Point")}.Y",
        4 => $"{Have("Dictionary<string, int>")}[{Any("\"a\"", "\"\"", "\"abc\"", Expression("string", 1))}]",
        5 => $"{Have("Point[]")}[{Any("0", "^1", "N(1)")}].X",
        _ => Have("int"),
    };

    /// <summary>A place that can be passed by reference.</summary>
    private string Reference() => _random.Next(4) switch
    {
        0 => $"{Have("int[]")}[{Index()}]",
        1 => $"{Have("Point")}.X",
        _ => Have("int"),
    };

    // All arrays have three elements at least.
    private string Index() => _random.Next(5) switch
    {
        0 => "^1",
        1 => $"{Have("int")}++ & 1",
        2 => $"N({_random.Next(3)})",
        3 => $"({Expression("int", 1)}) & 1",
        _ => Any("0", "1", "2"),
    };

    private void Log(int depth)
    {
        var type = Any("int", "int", "long", "double", "bool", "string", "char", "Kind", "Point", "Rec", "(int, int)", "int?", "byte", "uint", "short");
        Line(Chance(50) ? $"t += $\"{{{Expression(type, depth)}}};\";" : $"t = t + ({Expression(type, depth)}) + \";\";");
    }
}
