using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>LINQ over values of the interpreter, as lazy as the original: lambdas may add to the graph, so their order counts.</summary>
internal static class SequenceLibrary
{
    private static readonly Dictionary<string, LibraryMethod> s_methods = new()
    {
        ["Select"] = (i, c) => Lazy(TakesIndex(c, 1) ? Source(i, c).Select((x, n) => Apply(i, c, 1, x, Value.Of(n))) : Source(i, c).Select(x => Apply(i, c, 1, x))),
        ["Where"] = (i, c) => Lazy(TakesIndex(c, 1) ? Source(i, c).Where((x, n) => Holds(Apply(i, c, 1, x, Value.Of(n)))) : Source(i, c).Where(Condition(i, c))),
        ["SelectMany"] = (i, c) => Lazy(c.Arguments.Length == 3
            ? Source(i, c).SelectMany(x => i.Items(Apply(i, c, 1, x)), (x, y) => Apply(i, c, 2, x, y))
            : TakesIndex(c, 1) ? Source(i, c).SelectMany((x, n) => i.Items(Apply(i, c, 1, x, Value.Of(n)))) : Source(i, c).SelectMany(x => i.Items(Apply(i, c, 1, x)))),
        ["Take"] = (i, c) => Lazy(c.Arguments[1].Data is RangeValue range ? Slice(Source(i, c), range) : Source(i, c).Take(Count(c))),
        ["Skip"] = (i, c) => Lazy(Source(i, c).Skip(Count(c))),
        ["TakeLast"] = (i, c) => Lazy(Deferred(() => Source(i, c).ToList() is var all ? all.Skip(Math.Max(0, all.Count - Count(c))) : [])),
        ["SkipLast"] = (i, c) => Lazy(Deferred(() => Source(i, c).ToList() is var all ? all.Take(Math.Max(0, all.Count - Count(c))) : [])),
        ["TakeWhile"] = (i, c) => Lazy(Source(i, c).TakeWhile(Condition(i, c))),
        ["SkipWhile"] = (i, c) => Lazy(Source(i, c).SkipWhile(Condition(i, c))),
        ["Concat"] = (i, c) => Lazy(Source(i, c).Concat(Deferred(() => i.Items(c.Arguments[1])))),
        ["Append"] = (i, c) => Lazy(Source(i, c).Concat([c.Arguments[1]])),
        ["Prepend"] = (i, c) => Lazy(Deferred(() => new[] { c.Arguments[1] }).Concat(Source(i, c))),
        ["Reverse"] = (i, c) => Lazy(Source(i, c).Reverse()),
        ["Distinct"] = (i, c) => Lazy(Source(i, c).Select(Known).Distinct(ValueComparer.Default)),
        ["DistinctBy"] = (i, c) => Lazy(Source(i, c).GroupBy(Key(i, c), ValueComparer.Default).Select(g => g.First())),
        ["Except"] = (i, c) => Lazy(Source(i, c).Select(Known).Except(i.Items(c.Arguments[1]), ValueComparer.Default)),
        ["Intersect"] = (i, c) => Lazy(Source(i, c).Select(Known).Intersect(i.Items(c.Arguments[1]), ValueComparer.Default)),
        ["Union"] = (i, c) => Lazy(Source(i, c).Select(Known).Union(i.Items(c.Arguments[1]), ValueComparer.Default)),
        ["Zip"] = Zip,
        ["Index"] = (i, c) => Lazy(Source(i, c).Select((x, n) => new Value(new TupleValue([Value.Of(n), x])))),
        ["Chunk"] = (i, c) => Lazy(Chunks(Source(i, c), Count(c))),
        ["Cast"] = (i, c) => Lazy(Source(i, c).Select(x => x.Data is null || x.IsUnknown || i.IsInstanceOf(x, c.Frame.Resolve(c.Method.TypeArguments[0])) ? x : throw new InvalidCastException($"{Text.Describe(x)} is not a '{c.Frame.Resolve(c.Method.TypeArguments[0]).Name}'"))),
        ["AsEnumerable"] = (_, c) => c.Arguments[0],
        ["OfType"] = (i, c) => Lazy(Source(i, c).Where(x => i.IsInstanceOf(x, c.Frame.Resolve(c.Method.TypeArguments[0])))),
        ["DefaultIfEmpty"] = (i, c) => Lazy(Source(i, c).DefaultIfEmpty(c.Arguments.Length > 1 ? c.Arguments[1] : Default(i, c))),
        ["OrderBy"] = (i, c) => Lazy(Source(i, c).OrderBy(Key(i, c), ValueComparer.Default)),
        ["OrderByDescending"] = (i, c) => Lazy(Source(i, c).OrderByDescending(Key(i, c), ValueComparer.Default)),
        ["Order"] = (i, c) => Lazy(Source(i, c).OrderBy(Known, ValueComparer.Default)),
        ["OrderDescending"] = (i, c) => Lazy(Source(i, c).OrderByDescending(Known, ValueComparer.Default)),
        ["ThenBy"] = (i, c) => Lazy(Ordered(c).ThenBy(Key(i, c), ValueComparer.Default)),
        ["ThenByDescending"] = (i, c) => Lazy(Ordered(c).ThenByDescending(Key(i, c), ValueComparer.Default)),
        ["GroupBy"] = (i, c) => Lazy(Source(i, c).GroupBy(Key(i, c), x => c.Arguments.Length > 2 ? Apply(i, c, 2, x) : x, ValueComparer.Default).Select(g => new Value(new GroupValue(g.Key, [.. g])))),
        ["Range"] = (i, c) => Range(i, c),
        ["Repeat"] = (i, c) => Lazy(Repeated(i, c.Arguments[0], Count(c))),
        ["Empty"] = (_, _) => Lazy([]),
        ["ToArray"] = (i, c) => new Value(i.MakeList(Source(i, c), isArray: true)),
        ["ToList"] = (i, c) => new Value(i.MakeList(Source(i, c), isArray: false)),
        ["ToHashSet"] = (i, c) => new Value(new SetValue(new HashSet<Value>(Source(i, c).Select(Known), ValueComparer.Default))),
        ["ToDictionary"] = (i, c) => new Value(new MapValue(Source(i, c).ToDictionary(
            x => c.Arguments.Length == 1 ? ((PairValue)x.Data!).Key : Known(Apply(i, c, 1, x)),
            x => c.Arguments.Length == 1 ? ((PairValue)x.Data!).Value : c.Arguments.Length > 2 ? Apply(i, c, 2, x) : x, ValueComparer.Default))),
        ["Any"] = (i, c) => Value.Of(c.Arguments.Length > 1 ? Source(i, c).Any(Condition(i, c)) : Source(i, c).Any()),
        ["All"] = (i, c) => Value.Of(Source(i, c).All(Condition(i, c))),
        ["Contains"] = (i, c) => Value.Of(Source(i, c).Select(Known).Contains(c.Arguments[1], ValueComparer.Default)),
        ["SequenceEqual"] = (i, c) => Value.Of(Source(i, c).Select(Known).SequenceEqual(i.Items(c.Arguments[1]).Select(Known), ValueComparer.Default)),
        ["Count"] = (i, c) => Value.Of(Filtered(i, c).Count()),
        ["First"] = (i, c) => Filtered(i, c).First(),
        ["Last"] = (i, c) => Filtered(i, c).Last(),
        ["Single"] = (i, c) => Filtered(i, c).Single(),
        ["FirstOrDefault"] = (i, c) => Filtered(i, c).DefaultIfEmpty(Default(i, c)).First(),
        ["LastOrDefault"] = (i, c) => Filtered(i, c).DefaultIfEmpty(Default(i, c)).Last(),
        ["SingleOrDefault"] = (i, c) => Filtered(i, c).DefaultIfEmpty(Default(i, c)).Single(),
        ["ElementAt"] = (i, c) => Source(i, c).ToList() is var all ? all[c.Arguments[1].Data is IndexValue index ? index.In(all.Count) : Count(c)] : default,
        ["ElementAtOrDefault"] = (i, c) => Source(i, c).Skip(Count(c)).DefaultIfEmpty(Default(i, c)).First(),
        ["Aggregate"] = (i, c) => c.Arguments.Length switch
        {
            2 => Source(i, c).Aggregate((sum, x) => Apply(i, c, 1, sum, x)),
            3 => Source(i, c).Aggregate(c.Arguments[1], (sum, x) => Apply(i, c, 2, sum, x)),
            _ => Apply(i, c, 3, Source(i, c).Aggregate(c.Arguments[1], (sum, x) => Apply(i, c, 2, sum, x))),
        },
        ["Sum"] = (i, c) => Sum(i, c),
        ["Average"] = Average,
        ["Max"] = (i, c) => Extreme(Mapped(i, c), c, 1),
        ["Min"] = (i, c) => Extreme(Mapped(i, c), c, -1),
        ["MaxBy"] = (i, c) => Source(i, c).Select(x => (Item: x, Key: Key(i, c)(x))).Aggregate((best, x) => ValueComparer.Default.Compare(x.Key, best.Key) > 0 ? x : best).Item,
        ["MinBy"] = (i, c) => Source(i, c).Select(x => (Item: x, Key: Key(i, c)(x))).Aggregate((best, x) => ValueComparer.Default.Compare(x.Key, best.Key) < 0 ? x : best).Item,
    };

    // What is not here is the framework's own: these are kept for the origins of numbers, or because they are all that specifications use.
    public static LibraryMethod? Find(IMethodSymbol method) =>
        s_methods.TryGetValue(method.Name, out var found) && !method.Parameters.Any(Comparers.IsComparer) && !(method.Name == "GroupBy" && method.Parameters.Any(p => p.Name == "resultSelector")) ? found : OverValues.Find(method.ReducedFrom ?? method);

    private static Value Lazy(IEnumerable<Value> items) => new(new SequenceValue(items));

    // Items are looked up when the sequence is enumerated, but a null source fails at once, as in LINQ.
    private static IEnumerable<Value> Source(Interpreter interpreter, CallSite call) =>
        call.Arguments[0].Data is null ? throw new ArgumentNullException(null, "the sequence is null") : interpreter.Items(call.Arguments[0]);

    private static IEnumerable<Value> Deferred(Func<IEnumerable<Value>> items)
    {
        foreach (var item in items()) yield return item;
    }

    private static Value Apply(Interpreter interpreter, CallSite call, int argument, params Value[] values) =>
        call.Arguments[argument].Data is FunctionValue function
            ? interpreter.CallFunction(function, values, call.Syntax, call.Frame)
            : throw new ArgumentNullException(null, "the function is null");

    private static bool TakesIndex(CallSite call, int argument) => call.Arguments[argument].Data is FunctionValue { Method.Parameters.Length: 2 };

    private static bool Holds(Value value) => value.Data as bool? ?? throw new UnknownException();

    private static Value Known(Value value) => value.IsUnknown ? throw new UnknownException() : value;

    private static Func<Value, bool> Condition(Interpreter interpreter, CallSite call) => x => Holds(Apply(interpreter, call, 1, x));

    private static Func<Value, Value> Key(Interpreter interpreter, CallSite call) => x => Known(Apply(interpreter, call, 1, x));

    private static IEnumerable<Value> Filtered(Interpreter interpreter, CallSite call) =>
        call.Arguments.Length > 1 && call.Arguments[1].Data is FunctionValue ? Source(interpreter, call).Where(Condition(interpreter, call)) : Source(interpreter, call);

    private static IEnumerable<Value> Mapped(Interpreter interpreter, CallSite call) =>
        call.Arguments.Length > 1 && call.Arguments[1].Data is FunctionValue ? Source(interpreter, call).Select(x => Apply(interpreter, call, 1, x)) : Source(interpreter, call);

    private static int Count(CallSite call) => (int)Numbers.ToLong(call.Arguments[1].Data!);

    private static Value Default(Interpreter interpreter, CallSite call) =>
        call.Arguments.Length > 1 && call.Arguments[call.Arguments.Length - 1].Data is not FunctionValue
            ? call.Arguments[call.Arguments.Length - 1]
            : interpreter.DefaultOf(call.Frame.Resolve(call.Method.TypeArguments[0]));

    private static IOrderedEnumerable<Value> Ordered(CallSite call) =>
        call.Arguments[0].Data is SequenceValue { Items: IOrderedEnumerable<Value> ordered } ? ordered : throw new InvalidOperationException("the sequence is not ordered");

    private static IEnumerable<Value> Slice(IEnumerable<Value> items, RangeValue range)
    {
        var all = items.ToList();
        var (start, end) = (Math.Max(0, range.Start.In(all.Count)), Math.Min(all.Count, range.End.In(all.Count)));
        for (var i = start; i < end; i++) yield return all[i];
    }

    private static IEnumerable<Value> Chunks(IEnumerable<Value> items, int size)
    {
        if (size < 1) throw new ArgumentException($"a chunk of {Numbers.Text(size)} elements is not possible");
        var chunk = new List<Value>();
        foreach (var item in items)
        {
            chunk.Add(item);
            if (chunk.Count < size) continue;
            yield return new Value(new ListValue(chunk, isArray: true));
            chunk = [];
        }
        if (chunk.Count > 0) yield return new Value(new ListValue(chunk, isArray: true));
    }

    private static Value Range(Interpreter interpreter, CallSite call)
    {
        var count = Count(call);
        if (count < 0) throw new ArgumentException($"{Numbers.Text(count)} is not a number of elements");
        var start = call.Arguments[0];
        var first = (int)start.Data!;
        return Lazy(Deferred(() => Enumerable.Range(first, count).Select(n =>
        {
            interpreter.Budget.Step();
            return Value.Of(n, start.Origin);
        })));
    }

    private static IEnumerable<Value> Repeated(Interpreter interpreter, Value item, int count)
    {
        for (var i = 0; i < count; i++)
        {
            interpreter.Budget.Step();
            yield return item;
        }
    }

    private static Value Zip(Interpreter interpreter, CallSite call)
    {
        var pairs = Source(interpreter, call).Zip(interpreter.Items(call.Arguments[1]), (a, b) => (a, b));
        if (call.Arguments.Length == 2) return Lazy(pairs.Select(p => new Value(new TupleValue([p.a, p.b]))));
        return call.Arguments[2].Data is FunctionValue
            ? Lazy(pairs.Select(p => Apply(interpreter, call, 2, p.a, p.b)))
            : Lazy(pairs.Zip(interpreter.Items(call.Arguments[2]), (p, c) => new Value(new TupleValue([p.a, p.b, c]))));
    }

    private static Value Sum(Interpreter interpreter, CallSite call)
    {
        var type = call.Method.ReturnType is INamedTypeSymbol named && Library.IsNullable(named) ? named.TypeArguments[0].SpecialType : call.Method.ReturnType.SpecialType;
        Provenance? origin = null;
        object sum = Numbers.Convert(0, type, false) ?? throw new NotSupportedException("sums of this type are not supported");
        foreach (var item in Mapped(interpreter, call))
        {
            if (item.IsUnknown) return item;
            if (item.Data is null) continue;
            sum = Numbers.Binary(Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Add, sum, item.Data, isChecked: true)!;
            origin = Provenance.Join(origin, item.Origin);
        }
        return new Value(sum, origin);
    }

    private static Value Average(Interpreter interpreter, CallSite call)
    {
        var (sum, count) = (0.0, 0);
        Provenance? origin = null;
        foreach (var item in Mapped(interpreter, call))
        {
            if (item.IsUnknown) return item;
            sum += Numbers.ToDouble(item.Data!);
            count++;
            origin = Provenance.Join(origin, item.Origin);
        }
        if (count == 0) throw new InvalidOperationException("the sequence has no elements");
        return new Value(call.Method.ReturnType.SpecialType == SpecialType.System_Single ? (float)(sum / count) : sum / count, origin);
    }

    private static Value Extreme(IEnumerable<Value> items, CallSite call, int direction)
    {
        Value? best = null;
        foreach (var item in items)
        {
            if (item.IsUnknown) return item;
            if (item.Data is null) continue;
            if (best is null || ValueComparer.Default.Compare(item, best.Value) * direction > 0) best = item;
        }
        if (best is null && call.Method.ReturnType.IsValueType) throw new InvalidOperationException("the sequence has no elements");
        return best ?? default;
    }
}
