namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>What is easily evaluated otherwise than C# does: order, hidden members, copies, state, types.</summary>
public class MeaningTests
{
    private const string Types = """
        public class Base(int n) { private int _own = 1; public int Shown = n; public virtual int Value => n + _own; public int Plain() => 1; public virtual string Name { get; set; } = "base"; }
        public class Derived(int n) : Base(n + 10) { private int _own = 5; public new int Shown = 7; public override int Value => base.Value * 100 + n + _own; public new int Plain() => 2; public override string Name { get => base.Name + "!"; set => base.Name = value + "?"; } }
        public abstract record Named { public override string ToString() => "named"; }
        public record Item(int A) : Named;
        public struct Spot { public int X; public Spot Moved() { var before = this; X++; return before; } public int Add(int by) => X += by; }
        public class Cell<T> { public static int Count = 1; public static List<T> All = []; public T? Value; }
        public class Pair<T> : Cell<T>;
        public static class Order { public static int A = B + 1; public static int B = Next(); public static int C = Next(); private static int s_n = 10; static int Next() => ++s_n; }
        public sealed class Key(int n) : IEquatable<Key>, IComparable<Key> { public int N => n; public bool Equals(Key? other) => other is not null && other.N % 3 == n % 3; public override bool Equals(object? o) => Equals(o as Key); public override int GetHashCode() => n % 3; public int CompareTo(Key? other) => other!.N.CompareTo(n); }
        public class Numbers3 : System.Collections.IEnumerable { public IEnumerator<int> GetEnumerator() { yield return 1; yield return 2; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }
        public class Reversed : IComparer<int> { public int Compare(int x, int y) => y.CompareTo(x); }
        public record Two(int A, string B);
        public enum Level { Low = 1, High = 4 }
        [Flags] public enum Bits { A = 1, B = 2, C = 4 }
        public interface IZero<T> where T : IZero<T> { static abstract T Zero { get; } static abstract T operator +(T a, T b); }
        public readonly record struct Money(int Cents) : IZero<Money> { public static Money Zero => new(0); public static Money operator +(Money a, Money b) => new(a.Cents + b.Cents); }
        """;

    [Theory]
    [InlineData("1,0:0,7", "int[] a = [1, 2]; var i = 0; a[i++] = i; var b = new int[2]; i = 0; b[i++] += 7 * i; return $\"{a[0]},{b[1]}:{b[0] - 7},{b[0]}\";")]
    [InlineData("2,1", "int[] a = [1, 2]; (a[0], a[1]) = (a[1], a[0]); return string.Join(\",\", a);")]
    [InlineData("15,3", "var z = 5; z += z++ * 2; int[] a = [1, 2]; var i = 0; a[i] += ++i * 2; return $\"{z},{a[0]}\";")]
    [InlineData("5,9,2", "int[] a = [1, 2]; void Set(ref int n, out int m) { n = 5; m = 9; } Set(ref a[0], out var m); return $\"{a[0]},{m},{a[1]}\";")]
    [InlineData("1113,7,11,1,2", "Base b = new Derived(2); var d = (Derived)b; return $\"{b.Value - 194},{d.Shown},{b.Shown - 1},{b.Plain()},{d.Plain()}\";")]
    [InlineData("x?!", "Base b = new Derived(1); b.Name = \"x\"; return b.Name;")]
    [InlineData("Item { A = 3 }", "return new Item(3).ToString();")]
    [InlineData("0,1,2", "var s1 = new Spot(); var t1 = s1.Moved(); var u = s1.Add(s1.X); return $\"{t1.X},{1},{u}\";")]
    [InlineData("2,1,2,0", "Cell<int>.Count++; Cell<int>.All.Add(3); Cell<int>.All.Add(4); return $\"{Cell<int>.Count},{Cell<string>.Count},{Cell<int>.All.Count},{new Pair<int>().Value}\";")]
    [InlineData("1,1,2", "return $\"{Order.A},{Order.B},{Order.C}\";")]
    [InlineData("True,1,9", "var set = new HashSet<Key> { new(1), new(4) }; var all = new List<Key> { new(2), new(9) }; all.Sort(); return $\"{new Key(2).Equals(new Key(5))},{set.Count},{all[0].N}\";")]
    [InlineData("1,2", "var all = new List<int>(); foreach (var n in new Numbers3()) all.Add(n); return string.Join(\",\", all);")]
    [InlineData("3,2,1", "return string.Join(\",\", new[] { 2, 3, 1 }.OrderBy(n => n, new Reversed()));")]
    [InlineData("A,b|1", "var map = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { [\"x\"] = 1 }; return string.Join(\",\", new[] { \"b\", \"A\" }.Order(StringComparer.Ordinal)) + \"|\" + map[\"X\"];")]
    [InlineData("High,False,Low,High,A, C,6", "object o = Level.High; List<Level> all = [Level.Low, Level.High]; return $\"{o},{o is int},{string.Join(\",\", all)},{Bits.A | Bits.C},{(int)(Bits.B | Bits.C)}\";")]
    [InlineData("int[],list,none", "string Kind(object? o) => o switch { string[] => \"string[]\", int[] => \"int[]\", List<int> => \"list\", _ => \"none\" }; return $\"{Kind(new int[1])},{Kind(new List<int>())},{Kind(new List<string>())}\";")]
    [InlineData("False,True,True,False", "object o = new Two(1, \"b\"); object t = (1, \"b\"); object p = new KeyValuePair<int, string>(1, \"b\"); return $\"{o is (1, \"b\")},{t is (_, \"b\")},{o is Two(1, _)},{p is (1, \"b\")}\";")]
    [InlineData("False,True", "object o = 5L; return $\"{o is > 3},{o is > 3L}\";")]
    [InlineData("2147483647,-2147483648,0,44", "var big = 1e10; var nan = double.NaN; var n = 300.7; return $\"{(int)big},{(int)-big},{(int)nan},{(byte)n}\";")]
    [InlineData(",False,True", "bool? n = null; var f = false; var t = true; return $\"{n & t},{n & f},{n | t}\";")]
    [InlineData("0,10,20", "var fs = new List<Func<int>>(); foreach (var i in new[] { 0, 1, 2 }) { int Ten() => i * 10; fs.Add(Ten); } return string.Join(\",\", fs.Select(f => f()));")]
    [InlineData("start,1,mid,2", "var log = new List<string>(); IEnumerable<int> Two() { log.Add(\"start\"); yield return 1; log.Add(\"mid\"); yield return 2; log.Add(\"end\"); } foreach (var n in Two().Take(2)) log.Add($\"{n}\"); return string.Join(\",\", log);")]
    [InlineData("7", "T Sum<T>(params T[] all) where T : IZero<T> { var sum = T.Zero; foreach (var one in all) sum += one; return sum; } return $\"{Sum(new Money(3), new Money(4)).Cents}\";")]
    [InlineData("255,2,Byte", "T Max<T>(T a, T b) where T : System.Numerics.INumber<T> => a > b ? a : b; var m = Max((byte)255, (byte)3); return $\"{m},{Max(1, 2)},{m.GetType().Name}\";")]
    [InlineData("[a, 1]|(1, x)|{ A = 1 }", "var pair = new KeyValuePair<string, int>(\"a\", 1); return $\"{pair}|{(1, \"x\")}|{new { A = 1 }}\";")]
    [InlineData("System.Int32[]|System.Collections.Generic.List`1[System.String]", "return $\"{new int[1]}|{new List<string>()}\";")]
    [InlineData("b1|a2", "var text = \"\"; Action<int> f = n => text += $\"a{n}\"; Action<int> g = n => text += $\"b{n}\"; var both = g + f; both -= f; both(1); text += \"|\"; f(2); return text;")]
    [InlineData("2,3,6,4", "var grid = new int[2, 3]; grid[1, 2] = 6; int[,] made = { { 1, 2 }, { 3, 4 } }; return $\"{grid.GetLength(0)},{grid.GetLength(1)},{grid[1, 2]},{made[1, 1]}\";")]
    [InlineData("2:6", "var s1 = new Stack<int>([1, 2]); s1.Push(3); var top = s1.Pop(); var q = new SortedDictionary<int, int> { [2] = 6, [1] = 3 }; return $\"{s1.Peek()}:{q.Last().Value}\";")]
    [InlineData("1,3", "var t = \"\"; var n = 0; again: n++; if (n == 2) goto again; t += n; if (n < 3) { t += \",\"; goto again; } return t;")]
    public void As_in_CSharp(string expected, string code) => Snippet.Check(expected, code, Types);
}
