namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Statements.</summary>
internal sealed partial class RandomProgram
{
    private void Statement()
    {
        if (_scopes.Count > 4)
        {
            Log(1);
            return;
        }
        switch (_random.Next(28))
        {
            case 0:
            case 1:
                Declare(Any("int", "long", "double", "string", "Kind", "Point", "Rec", "int?", "(int, int)", "int[]", "List<int>", "bool", "char"));
                break;
            case 2:
            case 3:
            case 4:
                Line($"{Target("int")} {Any("=", "+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>=")} {Expression("int", 2)};");
                break;
            case 5:
                var type = Any("byte", "short", "uint", "long", "double", "char");
                Line(Chance(40) ? $"{Have(type)}{Any("++", "--")};" : $"unchecked {{ {Have(type)} {Any("+=", "-=", "*=")} {(type == "double" ? Expression("double", 1) : type == "char" ? "(char)1" : type == "long" ? Expression("int", 1) : $"({type})({Expression("int", 1)})")}; }}");
                break;
            case 6:
                Line($"({Target("int")}, {Target("int")}) = ({Expression("int", 2)}, {Expression("int", 2)});");
                break;
            case 7:
                Block($"if ({Expression("bool", 2)})", Body);
                if (Chance(50)) Block("else", Body);
                break;
            case 8:
                Loop($"for (var i{_loops} = 0; i{_loops} < {_random.Next(1, 4)}; i{_loops}++)", $"i{_loops}");
                break;
            case 9:
                Loop($"foreach (var i{_loops} in {Expression(Any("int[]", "List<int>"), 2)})", null);
                break;
            case 10:
                var counter = Counter();
                Loop($"while ({counter}++ < {_random.Next(1, 4)}{(Chance(30) ? $" && {Expression("bool", 1)}" : "")})", null);
                break;
            case 11:
                SwitchStatement();
                break;
            case 12:
                LocalFunction();
                break;
            case 13:
                Closures();
                break;
            case 14:
                var (log, step, from) = (New(), New(), Expression("int", 1));
                Line($"var {log} = new List<string>();");
                Line($"foreach (var {step} in Tools.Steps({log}, {from}, {_random.Next(4)})) {{ {log}.Add({step}.ToString()); {(Chance(30) ? $"if ({step} == 2) break;" : "")} }}");
                Line($"t += string.Join(\",\", {log});");
                break;
            case 15:
                Line($"checked {{ {Target("int")} {Any("+=", "*=", "-=")} {Expression("int", 1)}; }}");
                break;
            case 16:
                var (grid, cell, value) = (New(), New(), Expression("int", 2));
                Line($"var {grid} = new int[2, 3];");
                Line($"{grid}[{Any("0", "1", "N(1)")}, {Any("0", "2")}] {Any("=", "+=", "-=")} {value}; {grid}[0, 1]++;");
                Line($"foreach (var {cell} in {grid}) t += {cell} + \"/\";");
                break;
            case 17:
                Containers();
                break;
            case 18:
                var (parts, a, b) = (Any($"({Expression("int", 1)}, {Expression("int", 1)})", $"new Box({Expression("int", 1)})", $"Math.DivRem({Have("int")}, 3)"), New(), New());
                Line($"var ({a}, {b}) = {parts};");
                Line($"t += {a} + \":\" + {b};");
                break;
            case 19:
                var (sum, n, half) = (Reference(), Expression("int", 1), New());
                Line(Chance(50) ? $"Tools.Split({n}, sum: ref {sum}, half: out var {half});" : $"Tools.Split(sum: ref {sum}, n: {n}, by: 3, half: out var {half});");
                Line($"t += {half};");
                break;
            case 20:
                var parsed = New();
                Line($"t += int.TryParse({Any("\"12\"", "\"x\"", "\"-3\"", "\" 4 \"")}, out var {parsed}) ? {parsed} : -1;");
                break;
            case 21:
                Line($"{Have("Point")}.Move({Expression("int", 1)});");
                break;
            case 22:
                var label = $"again{_names++}";
                var times = Counter();
                Line($"{label}: t += {times};");
                Line($"if (++{times} < {_random.Next(1, 4)}) goto {label};");
                break;
            case 23:
                var (place, by, reference) = (Reference(), Expression("int", 1), New());
                Line($"ref var {reference} = ref {place};");
                Line($"{reference} {Any("+=", "=", "-=")} {by}; t += {place.Replace("++", "")};");
                break;
            default:
                Log(3);
                break;
        }
    }

    /// <summary>A variable that nothing else changes, so that loops end.</summary>
    private string Counter()
    {
        var name = New();
        Line($"var {name} = 0;");
        return name;
    }

    private void Body()
    {
        for (var i = _random.Next(1, 4); i > 0; i--) Statement();
    }

    private void Loop(string head, string? counter)
    {
        _loops++;
        Block(head, () =>
        {
            if (counter is not null) Line($"t += {counter};");
            Body();
            if (Chance(20)) Line($"if ({Expression("bool", 1)}) {Any("break", "continue")};");
        });
    }

    private void SwitchStatement()
    {
        var (chosen, guard, target, value) = (Expression("int", 2), Expression("bool", 1), Target("int"), Expression("int", 1));
        Line($"switch ({chosen} & 3)");
        Line("{");
        _depth++;
        Line($"case 0: t += \"zero\"; {Any("break;", "goto case 2;", "goto default;")}");
        Line($"case 1 when {guard}: t += \"one\"; break;");
        Line($"case 2: {target} = {value}; break;");
        Line("default: t += \"other\"; break;");
        _depth--;
        Line("}");
    }

    private void LocalFunction()
    {
        var (name, captured) = ($"f{_names++}", Have("int"));
        Line($"int {name}(int a, ref int b, int c = 4) {{ {captured} += a; b -= c; return a <= 0 || a > 5 ? b : {name}(a - 1, ref b, c + 1); }}");
        Line($"t += {name}({(Chance(50) ? $"{Expression("int", 1)}, ref {Have("int")}" : $"c: {Expression("int", 1)}, b: ref {Have("int")}, a: {Expression("int", 1)}")});");
    }

    private void Closures()
    {
        var (all, add, captured, index, each, passed) = (New(), New(), Have("int"), New(), New(), Expression("int", 1));
        Line($"var {all} = new List<Func<int, int>>();");
        Block($"for (var {index} = 0; {index} < 3; {index}++)", () =>
        {
            var own = Declare("int");
            Line($"{all}.Add(x => x + {own}++ + {captured});");
            Line($"int Local{own}(int y) => y * {own} - {index}; {all}.Add(Local{own});");
        });
        Line($"Action<int> {add} = n => {captured} += n; {add} += n => t += n; {add}({passed});");
        Line($"foreach (var {each} in {all}) t += {each}(1) + {each}(2) + \" \";");
    }

    private void Containers()
    {
        var name = New();
        var (one, two) = (Expression("int", 1), Expression("int", 1));
        switch (_random.Next(8))
        {
            case 0:
                Line($"var {name} = new Stack<int>(); {name}.Push({one}); {name}.Push({two}); t += {name}.Pop() + \"<\" + {name}.Peek() + {name}.Count;");
                break;
            case 1:
                Line($"var {name} = new Queue<int>({Expression("List<int>", 1)}); {name}.Enqueue({one}); while ({name}.TryDequeue(out var q{name})) t += q{name} + \"q\";");
                break;
            case 2:
                Line($"var {name} = new SortedDictionary<int, string> {{ [{one}] = \"x\" }}; {name}[{two}] = \"y\"; foreach (var (k{name}, w{name}) in {name}) t += k{name} + w{name};");
                break;
            case 3:
                Line($"var {name} = new System.Text.StringBuilder(\"s\"); {name}.Append({one}).Append('-', 2).Append($\"{{{two},4}}\").Insert(1, {Expression("bool", 1)}); t += {name}.Length + {name}.ToString();");
                break;
            case 4:
                Line($"var {name} = new HashSet<int> {{ {one}, {two}, 1 }}; {name}.SymmetricExceptWith([1, 2]); t += string.Join(\",\", {name}.Order()) + {name}.Contains({one});");
                break;
            case 5:
                Line($"var {name} = new Dictionary<Rec, int>(); {name}[{Expression("Rec", 1)}] = {one}; {name}.TryAdd({Expression("Rec", 1)}, {two}); t += {name}.Count + {name}.Values.Sum(x => (long)x);");
                break;
            case 6:
                Line($"var {name} = {Expression("List<int>", 1)}; {name}.AddRange([{one}, {two}]); {name}.Sort((x, y) => y.CompareTo(x)); {name}.RemoveAll(x => x == 2); t += string.Join(\",\", {name}) + {name}.BinarySearch(3);");
                break;
            default:
                Line($"var {name} = new PriorityQueue<string, int>(); {name}.Enqueue(\"a\", {one}); {name}.Enqueue(\"b\", {two}); t += {name}.Dequeue();");
                break;
        }
    }
}
