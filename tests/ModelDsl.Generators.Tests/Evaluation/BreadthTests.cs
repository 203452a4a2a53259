namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>How much of C# and of the framework a specification may use.</summary>
public class BreadthTests
{
    private const string Types = """
        public static class Ext2 { extension(int n) { public int Doubled => n * 2; public int Plus(int m) => n + m; public static int Answer => 42; } extension<T>(IEnumerable<T> items) { public T Second => items.Skip(1).First(); public bool IsBlank => !items.Any(); } }
        public class Node2(int v, params Node2[] kids) { public int V => v; public IEnumerable<int> Walk() { yield return v; foreach (var k in kids) foreach (var w in k.Walk()) yield return w; } }
        public record Cfg(int Width = 8, double Rate = 0.1) { public required string Tag { get; init; } public Cfg(int w, int h) : this(w * h) { } public int this[string k] => k.Length * Width; }
        public abstract class Shape3 { public abstract int Sides { get; } public virtual string Say() => $"{GetType().Name}:{Sides}"; public static Shape3 Make(int n) => n switch { 3 => new Tri(), 4 => new Quad(), _ => throw new ArgumentException("no such shape", nameof(n)) }; }
        public class Tri : Shape3 { public override int Sides => 3; } public sealed class Quad : Shape3 { public override int Sides => 4; public override string Say() => "[" + base.Say() + "]"; }
        public interface ILog { List<string> Lines { get; } void Put(string s) => Lines.Add(s); } public class Log : ILog { public List<string> Lines { get; } = []; }
        public class Lazy2 { private int? _v; public int V => _v ??= Compute(); public int Calls; int Compute() { Calls++; return 7; } }
        public struct Acc { int _n; public int N { readonly get => _n; set { _n = value; Sets++; } } public int Sets { get; private set; } public int this[int i] { get => _n + i; set => _n = value * i; } }
        public class Holder { public Acc Acc; public Acc[] All = new Acc[2]; public (int A, int B) T; }
        public class Op(int v) { public int V => v; public static Op operator -(Op a) => new(-a.V); public static Op operator ++(Op a) => new(a.V + 1); public static bool operator ==(Op? a, Op? b) => a?.V == b?.V; public static bool operator !=(Op? a, Op? b) => !(a == b); public override bool Equals(object? o) => o is Op p && p.V == v; public override int GetHashCode() => v; public static explicit operator int(Op o) => o.V; public static implicit operator Op(int n) => new(n); }
        public static class P9 { public static string Partition(this int[] a) => string.Join("/", a.GroupBy(v => v % 3, v => v * v, (k, vs) => $"{k}:{vs.Max()}")); }
        """;

    [Theory]
    [InlineData("10,7,2", "return $\"{5.Doubled},{5.Plus(2)},{new[] { 1, 2 }.Second}\";")]
    [InlineData("42", "return $\"{int.Answer}\";")]
    [InlineData("1,2,3,4", "return string.Join(\",\", new Node2(1, new Node2(2, new Node2(3)), new Node2(4)).Walk());")]
    [InlineData("6,0.1,18,Cfg { Width = 1, Rate = 0.1, Tag = u }", "var c = new Cfg(2, 3) { Tag = \"t\" }; return $\"{c.Width},{c.Rate},{c[\"abc\"]},{c with { Tag = \"u\", Width = 1 }}\";")]
    [InlineData("Tri:3,[Quad:4]", "return string.Join(\",\", new[] { 3, 4 }.Select(Shape3.Make).Select(s2 => s2.Say()));")]
    [InlineData("ab", "ILog l = new Log(); l.Put(\"a\"); l.Put(\"b\"); return string.Join(\"\", l.Lines);")]
    [InlineData("771", "var z = new Lazy2(); return $\"{z.V}{z.V}{z.Calls}\";")]
    [InlineData("9,3,8,1,(5, 5)", "var h = new Holder(); h.Acc.N = 3; h.Acc.N += 2; h.All[1].N++; h.All[^1][2] = 4; h.T.A = 5; (h.T.B, h.Acc.N) = (h.T.A, 9); return $\"{h.Acc.N},{h.Acc.Sets},{h.All[1].N},{h.All[1].Sets},{h.T}\";")]
    [InlineData("-2,True,True,3,True", "Op a = 3; var b = -a; b++; Op c = 3; return $\"{b.V},{a == c},{a != b},{(int)a},{a.Equals(c)}\";")]
    [InlineData("abFalsenone", "var d = new Dictionary<(int, int), string> { [(1, 2)] = \"a\" }; d[(1, 2)] += \"b\"; return d[(1, 2)] + d.ContainsKey((2, 1)) + d.GetValueOrDefault((3, 3), \"none\");")]
    [InlineData("0,1,303", "var l = new LinkedList<int>([1, 2]); l.AddFirst(0); l.AddLast(3); l.Remove(2); return string.Join(\",\", l) + l.First!.Value + l.Count;")]
    [InlineData("1:a|2:bb,cc20", "var look = new[] { \"a\", \"bb\", \"cc\" }.ToLookup(w => w.Length); return string.Join(\"|\", look.Select(g => g.Key + \":\" + string.Join(\",\", g))) + look[2].Count() + look[9].Count();")]
    [InlineData("3-20,2-20,3-10,1-20,2-10", "var q = from a in new[] { 1, 2, 3 } from b in new[] { 10, 20 } let c = a * b where c > 10 orderby c descending, a select $\"{a}-{b}\"; return string.Join(\",\", q);")]
    [InlineData("1x,2yz", "var q = from a in new[] { 1, 2 } join b in new[] { (1, \"x\"), (2, \"y\"), (2, \"z\") } on a equals b.Item1 into g select a + string.Concat(g.Select(p => p.Item2)); return string.Join(\",\", q);")]
    [InlineData("0:6,1:4", "var q = from a in new[] { 1, 2, 3, 4 } group a by a % 2 into g orderby g.Key select g.Key + \":\" + g.Sum(); return string.Join(\",\", q);")]
    [InlineData("1,3", "var (min, max) = new[] { 3, 1, 2 }.Aggregate((Min: int.MaxValue, Max: int.MinValue), (s2, n) => (Math.Min(s2.Min, n), Math.Max(s2.Max, n))); return $\"{min},{max}\";")]
    [InlineData("3,conv,.block2.conv,13,True,stage3/block2/conv,vnoc.2kcolb.3egats,7", "var text = \"stage3.block2.conv\"; var parts = text.Split('.'); return $\"{parts.Length},{parts[^1]},{text[6..]},{text.LastIndexOf('.')},{text.Contains(\"block\")},{text.Replace(\".\", \"/\")},{string.Join(\"\", text.Reverse())},{text.IndexOf(\"b\", StringComparison.Ordinal)}\";")]
    [InlineData("1.500|FF|00ff|1,234,567|25.6 %|00042|1E-07|0.3333333333333333|3.4028235E+38|NaN|100|1E+21|-0", "return $\"{1.5:F3}|{255:X}|{255:x4}|{1234567:N0}|{0.256:P1}|{42:D5}|{1e-7}|{1.0 / 3}|{float.MaxValue}|{double.NaN}|{100.0}|{1e21}|{-0.0}\";")]
    [InlineData("007-    x-2.2-{}a1cTrueabc..x3", "return string.Format(\"{0:D3}-{1,5}-{2:F1}-{{}}\", 7, \"x\", 2.25) + string.Concat(\"a\", 1, 'c', true) + \"abc\".PadRight(5, '.') + \" x \".Trim() + \"a,b,,c\".Split(',', StringSplitOptions.RemoveEmptyEntries).Length;")]
    [InlineData("55,120", "int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2); Func<int, int> fact = null!; fact = n => n <= 1 ? 1 : n * fact(n - 1); return $\"{Fib(10)},{fact(5)}\";")]
    [InlineData("6,0", "static int Sum(params ReadOnlySpan<int> xs) { var t = 0; foreach (var x in xs) t += x; return t; } return $\"{Sum(1, 2, 3)},{Sum()}\";")]
    [InlineData("1,3,93", "var a = new[] { 5, 3, 1 }; Span<int> sp = a; sp[0] = 9; sp.Sort(); return string.Join(\",\", a) + sp.Length;")]
    [InlineData("2,3,3,1..^1,^2,1", "Range r = 1..^1; Index i = ^2; var a = new[] { 1, 2, 3, 4 }; return $\"{string.Join(\",\", a[r])},{a[i]},{r},{i},{r.Start.Value}\";")]
    [InlineData("44,127,65535,4294967295,2147483648,4294967295,-4,15,2,8589934592", "var b = (byte)200; b += 100; sbyte sb = -128; sb--; ushort us = 0; us--; uint u = 5; u -= 6; long lo = int.MaxValue; lo++; return $\"{b},{sb},{us},{u},{lo},{unchecked((uint)-1)},{-7 >> 1},{-7 >>> 28},{1 << 33},{1L << 33}\";")]
    [InlineData("Mon,Tue,Wed,Thu,Fri", "var e = Enum.GetValues<DayOfWeek>().Where(d => d is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(d => d.ToString()[..3]); return string.Join(\",\", e);")]
    [InlineData("True,5,False,7,Monday,9", "return $\"{Enum.TryParse<DayOfWeek>(\"Friday\", out var d)},{(int)d},{Enum.IsDefined((DayOfWeek)9)},{Enum.GetNames<DayOfWeek>().Length},{nameof(DayOfWeek.Monday)},{(DayOfWeek)9}\";")]
    [InlineData("i1,sa,d2.5,null,cc,l3,bTrue,arr,t12", "object[] os = [1, \"a\", 2.5, null!, 'c', 3L, true, new[] { 1 }, (1, 2)]; return string.Join(\",\", os.Select(o => o switch { null => \"null\", int i => $\"i{i}\", string s2 => $\"s{s2}\", double dd => $\"d{dd}\", char c => $\"c{c}\", long l => $\"l{l}\", bool bb => $\"b{bb}\", int[] { Length: 1 } => \"arr\", (int p, int q) => $\"t{p}{q}\", _ => \"?\" }));")]
    [InlineData("135", "int[] xs = [1, 2, 3, 4, 5]; return xs switch { [] => \"e\", [var one] => $\"{one}\", [var f, .. { Length: > 2 } mid, var l] => $\"{f}{mid.Length}{l}\", _ => \"?\" };")]
    [InlineData("q4True", "var p = (X: 1, Y: -2); return p switch { { X: > 0, Y: < 0 } => \"q4\", (0, _) => \"axis\", _ => \"other\" } + (p is { X: 1 } and not { Y: 0 });")]
    [InlineData("-1,q,q,1", "string? n = null; var t = n?.Length ?? -1; n ??= \"q\"; return $\"{t},{n},{n?[0]},{n!.Length}\";")]
    [InlineData("22", "var t = 0; foreach (var (i, y) in new[] { 5, 6 }.Index()) t += i * y; for (int i = 0, j = 9; i < j; i += 2, j--) { if (i == 4) continue; t += j; } do { t--; } while (t > 30); return $\"{t}\";")]
    [InlineData("[yy2.5TrueN1,2015", "var sb = new System.Text.StringBuilder(); sb.Append(1).Append('x').Append(2.5).Append(true).AppendLine().AppendJoin(\",\", [1, 2]).AppendFormat(\"{0:D2}\", 3).Replace(\"x\", \"yy\").Insert(0, \"<\").Remove(1, 1); sb[0] = '['; sb.Length--; return sb.ToString().Replace(\"\\n\", \"N\") + sb.Length;")]
    [InlineData("b1c2a3", "var pq = new PriorityQueue<string, int>([(\"a\", 3), (\"b\", 1)]); pq.Enqueue(\"c\", 2); var s3 = \"\"; while (pq.TryDequeue(out var e, out var pr)) s3 += e + pr; return s3;")]
    [InlineData("a0,1;b0True2", "var m = new Dictionary<string, List<int>>(); foreach (var w in new[] { \"a\", \"b\", \"a\" }) { if (!m.TryGetValue(w, out var l)) m[w] = l = []; l.Add(l.Count); } return string.Join(\";\", m.Select(kv => kv.Key + string.Join(\",\", kv.Value))) + m.Remove(\"a\", out var gone) + gone!.Count;")]
    [InlineData("12", "var it = new[] { 1, 2, 3 }.Select(n => n * 2).GetEnumerator(); var s3 = 0; while (it.MoveNext()) s3 += it.Current; return $\"{s3}\";")]
    [InlineData("1,5,True,3", "var a = new int[3][]; a[0] = [1]; a[1] = new int[2]; a[1][1] = 5; return $\"{a[0][0]},{a[1][1]},{a[2] is null},{a.Sum(r => r?.Length ?? 0)}\";")]
    [InlineData("3,2,1,0|0,1,2,9|2,2,False", "var a = new[] { 3, 1, 2 }; Array.Sort(a, (x, y) => y - x); Array.Resize(ref a, 4); var b2 = (int[])a.Clone(); b2[0] = 9; Array.Reverse(b2); return $\"{string.Join(\",\", a)}|{string.Join(\",\", b2)}|{Array.IndexOf(a, 1)},{Array.Find(a, v => v < 3)},{Array.Exists(a, v => v == 7)}\";")]
    [InlineData("7,2,402835True", "var l = new List<int> { 4, 2, 9 }; l.Sort(); l.Insert(1, 7); l.RemoveAll(v => v > 8); l.Reverse(0, 2); return string.Join(\",\", l) + l.FindIndex(v => v == 7) + l.BinarySearch(4) + string.Join(\"\", l.ConvertAll(v => v + 1)) + l.TrueForAll(v => v > 0);")]
    [InlineData("c,b,aaa,b", "var ws = new SortedSet<string>([\"b\", \"a\"]); ws.Add(\"c\"); return string.Join(\",\", ws.Reverse()) + ws.Min + string.Join(\",\", ws.GetViewBetween(\"a\", \"b\"));")]
    [InlineData("2,-2,2.35,3,1024,-1,3,12,3,2,4,True", "return $\"{Math.Round(2.5)},{Math.Round(-1.5)},{Math.Round(2.345, 2)},{Math.Round(2.5, MidpointRounding.AwayFromZero)},{Math.Pow(2, 10)},{Math.Sign(-3)},{Math.Log2(8)},{Math.BigMul(3, 4)},{System.Numerics.BitOperations.Log2(9u)},{int.Max(1, 2)},{System.Convert.ToInt32(3.5)},{double.IsNaN(0.0 / 0)}\";")]
    [InlineData("True,False,True,2,1", "var s2 = new HashSet<int> { 1, 2, 3 }; return $\"{s2.IsSupersetOf([1, 2])},{s2.Overlaps([9])},{s2.SetEquals([3, 2, 1])},{s2.RemoveWhere(v => v > 1)},{string.Join(\",\", s2)}\";")]
    [InlineData("5,3,2", "Func<int, Func<int, int>> add = a => b => a + b; var inc = add(1); Action? none = null; none?.Invoke(); var del = (Func<int, int>)Math.Abs; return $\"{inc(4)},{del(-3)},{inc.Invoke(1)}\";")]
    [InlineData("12", "const int N = 3; var total = 0; for (var i = 0; i < N; i++) for (var j = i; j < N; j++) { if (j == 2) break; total += i * 10 + j; } outer: return $\"{total}\";")]
    [InlineData("True,False,1,{ Name = a, Sub = { X = 1 } }", "var g = new { Name = \"a\", Sub = new { X = 1 } }; var h = new { Name = \"a\", Sub = new { X = 1 } }; return $\"{g.Equals(h)},{g == h},{g.Sub.X},{g}\";")]
    [InlineData("0,6,12,188", "IEnumerable<int> Evens() { for (var i = 0; ; i += 2) yield return i; } return string.Join(\",\", Evens().Where(v => v % 3 == 0).Take(4)) + Evens().First(v => v > 7);")]
    [InlineData("21x2True", "var t = (1, (2, \"x\")); var (a, (b, c)) = t; (a, b) = (b, a); return $\"{a}{b}{c}{t.Item2.Item1}{t == (1, (2, \"x\"))}\";")]
    [InlineData("98,b,1,True,xy,65,Q,True", "return $\"{'a' + 1},{(char)('a' + 1)},{\"abc\"[1] - 'a'},{char.IsDigit('5')},{'x'.ToString() + 'y'},{(int)'A'},{char.ToUpper('q')},{'a' < 'b'}\";")]
    [InlineData("4,5,33,5.5,1,2,3628800,1:100/2:64/0:81", "var arr = Enumerable.Range(1, 10).ToArray(); return $\"{arr.Chunk(3).Count()},{arr.MinBy(v => (v - 5) * (v - 5))},{arr.Skip(2).SkipLast(2).Sum()},{arr.Where((v, i) => i % 3 == 0).Average()},{arr.Zip(arr.Skip(1), (a, b) => b - a).Distinct().Single()},{arr.CountBy(v => v % 2).Count()},{arr.Aggregate(1L, (p, v) => p * v)},{arr.Partition()}\";")]
    public void As_in_CSharp(string expected, string code) => Snippet.Check(expected, code, Types);
}
