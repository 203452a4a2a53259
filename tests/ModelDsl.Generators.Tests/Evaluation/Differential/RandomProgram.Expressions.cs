namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Expressions of each type.</summary>
internal sealed partial class RandomProgram
{
    private string Expression(string type, int depth)
    {
        if (depth <= 0 || Chance(15)) return Leaf(type);
        var (d, e) = (depth - 1, (Func<string, string>)(t => Expression(t, depth - 1)));
        switch (type)
        {
            case "int":
                return _random.Next(26) switch
                {
                    0 or 1 or 2 => $"({Have("int")} {Any("+", "-", "*", "&", "|", "^")} {e("int")})",
                    3 => $"({Have("int")} {Any("/", "%")} {Any($"({Have("int")} | 1)", "3", "-2", "7")})",
                    4 => $"({Have("int")} {Any("<<", ">>", ">>>")} {e("int")})",
                    5 => $"(unchecked((int){e(Any("long", "uint", "double", "short", "char", "Kind"))}))",
                    6 => $"N({e("int")})",
                    7 => $"{Have("int[]")}[{Index()}]",
                    8 => $"{e("string")}.Length",
                    9 => $"({e("bool")} ? {e("int")} : {e("int")})",
                    10 => $"{e("Point")}.{Any("X", "Y", "Sum")}",
                    11 => $"{e("Rec")}.{Any("A", "Twice", $"Value({e("int")})")}",
                    12 => $"({e("int?")} ?? {e("int")})",
                    13 => $"Math.{Any("Max", "Min")}({e("int")}, {e("int")})",
                    14 => $"{e("List<int>")}.{Any("Count", "Sum()", "Count(n => n > 2)", "IndexOf(2)")}",
                    15 => $"{Target("int")}{Any("++", "--")}",
                    16 => $"({Target("int")} {Any("=", "+=", "-=", "^=")} {e("int")})",
                    17 => $"({e("int")} switch {{ < 0 => {e("int")}, 0 or 1 => {Leaf("int")}, > 5 and < 50 => 3, var n => n - {Leaf("int")} }})",
                    18 => Any("Tools.Sum<Two>()", "Tools.Sum<Five>()", $"Count<{Any("int", "string")}>.Add({Leaf("int")})", "Tools.First + Tools.Second + Tools.Later"),
                    19 => $"Tools.Pick({e(Any("int", "short", "long", "double", "char", "string"))})",
                    20 => $"new {Any("Box(", "Box(", "Crate(3, ")}{e("int")})" + Any(".Area", ".Next()", ".Hidden()", $"[{Leaf("int")}]", ".Width"),
                    21 => $"((IShape)new Crate(2, {e("int")})).{Any("Area", "Scaled(3)")}",
                    22 => $"Tools.Last({string.Join(", ", Enumerable.Range(0, _random.Next(4)).Select(_ => e("int")))})",
                    23 => $"(-{Have("int")})",
                    24 => $"(~{e("int")})",
                    _ => $"new[] {{ {e("int")}, {e("int")}, {e("int")} }}[{Any("0", "1", "^1")}]",
                };
            case "long":
                return _random.Next(5) switch
                {
                    0 => $"({Have("long")} {Any("+", "-", "*", "&", "|")} {e("int")})",
                    1 => $"((long){e("int")} * {e("int")})",
                    2 => $"unchecked((long){e("double")})",
                    3 => $"({Have("long")} {Any("<<", ">>")} {e("int")})",
                    _ => $"Math.Abs((long){e("int")})",
                };
            case "uint" or "byte" or "short":
                return _random.Next(3) switch
                {
                    0 => $"unchecked(({type})({e("int")}))",
                    1 => $"unchecked(({type})({Have(type)} {Any("+", "*", "-")} {e("int")}))",
                    _ => $"unchecked(({type}){e("double")})",
                };
            case "double":
                return _random.Next(6) switch
                {
                    0 or 1 => $"({e("double")} {Any("+", "-", "*", "/")} {e(Any("double", "int"))})",
                    2 => $"Math.{Any("Round", "Floor", "Ceiling", "Abs", "Truncate")}({e("double")})",
                    3 => $"({e("int")} / {Any("2.0", "3.0", "8.0")})",
                    4 => $"((double)(float){e("double")})",
                    _ => $"((double){e("long")})",
                };
            case "bool":
                return _random.Next(11) switch
                {
                    0 or 1 => $"({e("int")} {Any("<", "<=", ">", ">=", "==", "!=")} {e("int")})",
                    2 => $"({e("bool")} {Any("&&", "||", "^", "&", "|")} {e("bool")})",
                    3 => $"(!{e("bool")})",
                    4 => $"({e("int")} is {Any("> 2", "< 0 or 4", "not 3", ">= 1 and <= 9")})",
                    5 => $"({e("string")} {Any("==", "!=")} {e("string")})",
                    6 => $"({e("object")} is {Any("int", "string { Length: > 1 }", "Rec { A: > 0 }", "Kind.Large", "not null", "Sub", "> 3", "(_, \"b\")", "int[]", "List<int>", "long")})",
                    7 => $"({e("int[]")} is {Any("[1, ..]", "[_, > 1, ..]", "[.., var z] ".TrimEnd().Replace("var z", "< 4"), "{ Length: 3 }", "[]")})",
                    8 => $"({e("int?")} {Any("<", ">", "==", "!=")} {e("int")})",
                    9 => $"({e("Rec")} == {e("Rec")})",
                    _ => $"({e("Kind")} {Any("==", "<", "!=")} {e("Kind")})",
                };
            case "string":
                return _random.Next(14) switch
                {
                    0 => $"({e("string")} + {e(Any("int", "char", "string", "bool", "Kind", "double"))})",
                    1 => $"$\"{{{e("int")}}}-{{{e("string")}}}\"",
                    2 => $"{e("string")}.{Any("ToUpper()", "Trim()", "Replace(\"a\", \"xy\")", "PadLeft(4, '.')", "Insert(0, \"i\")", "ToLowerInvariant()")}",
                    3 => $"string.Join(\"{Any(",", "", "--")}\", {e(Any("int[]", "List<int>"))})",
                    4 => $"$\"{{{e("int")},{Any("5", "-4")}}}\"",
                    5 => $"$\"{{{e("double")}:F{Any("1", "2")}}}\"",
                    6 => $"({e("bool")} ? {e("string")} : {e("string")})",
                    7 => $"{e(Any("int", "Kind", "Rec", "Point", "char"))}.ToString()",
                    8 => $"({e("object")} switch {{ int n and > 2 => \"i\" + n, string {{ Length: var l and < 4 }} => \"s\" + l, Sub(var a, _, var c) => $\"u{{a}}{{c}}\", Rec r => r.B, Kind k => k.ToString(), null => \"-\", int[] and [var q, ..] => \"a\" + q, var o => \"o\" }})",
                    9 => $"Tools.NameOf({e(Any("int", "string", "double", "Kind"))})",
                    10 => $"new Crate({e("int")}, 2).Name",
                    11 => $"new {{ A = {e("int")}, B = {e("string")} }}.ToString()",
                    12 => Linq(d),
                    _ => $"string.Concat({e("string")}, {e("string")})",
                };
            case "object":
                return $"((object){e(Any("int", "string", "Rec", "Kind", "int[]", "bool", "List<int>", "long", "Point"))})";
            case "Kind":
                return Chance(40) ? $"((Kind)({Have("int")} % 5))" : Leaf(type);
            case "Rec":
                return _random.Next(4) switch
                {
                    0 => $"({e("Rec")} with {{ A = {e("int")} }})",
                    1 => $"new Sub({e("int")}, {e("string")}, {Leaf("int")})",
                    _ => $"new Rec({e("int")}, {e("string")})",
                };
            case "Point":
                return _random.Next(4) switch
                {
                    0 => $"new Point({e("int")}, {e("int")})",
                    1 => $"new Point {{ X = {e("int")}, Y = {e("int")} }}",
                    2 => $"({e("Point")} + {e("Point")})",
                    _ => $"{Have("Point")}.Moved({e("int")})",
                };
            case "int?":
                return _random.Next(4) switch
                {
                    0 => $"({e("int?")} {Any("+", "*", "-")} {e("int?")})",
                    1 => $"({e("bool")} ? {e("int")} : (int?)null)",
                    2 => $"(({e("bool")} ? \"abc\" : null)?.Length)",
                    _ => $"((int?){e("int")})",
                };
            case "(int, int)":
                return $"({e("int")}, {e("int")})";
            case "char":
                return $"unchecked((char)({Any("'a'", "'b'", "'A'")} + ({e("int")} & 7)))";
            case "int[]":
                return Chance(50) ? $"new[] {{ {e("int")}, {e("int")}, {e("int")} }}" : $"((int[])[{e("int")}, .. {e("List<int>")}, 1, 2])";
            case "List<int>":
                return Chance(50) ? $"new List<int> {{ {e("int")}, {e("int")} }}" : $"{e("int[]")}.{Any("Where(n => n % 2 == 0)", "Select(n => n + 1)", "Reverse()", "Take(2)", "OrderBy(n => -n)", "Distinct()").Replace("Reverse()", "AsEnumerable().Reverse()")}.ToList()";
            default:
                return Leaf(type);
        }
    }

    private string Linq(int depth)
    {
        var source = Expression(Any("int[]", "List<int>"), depth);
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            source += Any(
                ".Where(n => n > 0)", ".Select((n, i) => n * i)", ".Skip(1)", ".Take(2)", ".Distinct()", ".Concat([1, 2])", ".OrderByDescending(n => n % 3).ThenBy(n => n)",
                ".SelectMany(n => new[] { n, -n })", ".Twice()", ".GroupBy(n => n % 2).Select(g => g.Key + g.Count())", ".Zip([1, 2, 3], (a, b) => a - b)", ".Append(4)",
                ".TakeWhile(n => n < 9)", ".Chunk(2).Select(c => c.Sum(x => (long)x)).Select(n => unchecked((int)n))", ".Except([1])", ".Union([7, 1])", ".DefaultIfEmpty(5)",
                ".Join(new[] { 1, 2, 3 }, n => n & 3, m => m, (n, m) => n + m)", ".Where(n => N(n) != 2)");
        }
        return $"string.Join(\"/\", {source})";
    }

    private string Leaf(string type)
    {
        if (Chance(70) && Variable(type) is { } known) return known;
        return type switch
        {
            "int" => Any("0", "1", "2", "3", "5", "10", "-1", "-7", "100", "int.MaxValue", "int.MinValue"),
            "long" => Any("1L", "-5L", "3_000_000_000L", "long.MaxValue"),
            "uint" => Any("1u", "7u", "4_000_000_000u"),
            "short" => Any("(short)3", "(short)-9", "short.MaxValue"),
            "byte" => Any("(byte)1", "(byte)200", "byte.MaxValue"),
            "double" => Any("0.5", "1.0", "-2.25", "1e10", "0.1", "3.5"),
            "bool" => Any("true", "false"),
            "char" => Any("'a'", "'Z'", "'5'"),
            "string" => Any("\"\"", "\"a\"", "\"abc\"", "\"Hello\"", "\" b \""),
            "Kind" => Any("Kind.Small", "Kind.Medium", "Kind.Large"),
            "Point" => Any("new Point(1, 2)", "default(Point)"),
            "Rec" => Any("new Rec(1, \"b\")", "new Sub(2, \"c\", 3)"),
            "int?" => Any("((int?)null)", "((int?)4)"),
            "(int, int)" => "(1, 2)",
            "int[]" => Any("new[] { 1, 2, 3 }", "new int[3]", "((int[])[4, 5, 6, 7])"),
            "List<int>" => Any("new List<int> { 1, 2, 3 }", "((List<int>)[9, 8])"),
            "Dictionary<string, int>" => "new Dictionary<string, int> { [\"a\"] = 1, [\"abc\"] = 2, [\"\"] = 3 }",
            "Point[]" => "new[] { new Point(1, 1), new Point(2, 2) }",
            "object" => "((object)1)",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };
    }
}
