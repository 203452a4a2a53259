namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Types that a specification declares.</summary>
public class ObjectTests
{
    private const string Types = """
        public abstract record Shape2(string Name)
        {
            public int Scale { get; init; } = 2;
            public abstract int Area { get; }
            public virtual string Describe() => $"{Name}:{Area * Scale}";
        }

        public sealed record Square(int Side) : Shape2("square")
        {
            public override int Area => Side * Side;
            public static Square Unit { get; } = new(1);
            public static Square operator +(Square a, Square b) => new(a.Side + b.Side);
            public static implicit operator Square(int side) => new(side);
        }

        public record Plain
        {
            public int[] Depths { get; init; } = [1, 2];
            public double Rate { get; init; } = 0.5;
            public Square Inner { get; init; } = Square.Unit;
            public int Count => Depths.Length;
            public string? Note { get; set; }
        }

        public class Counter(int start)
        {
            private int _count = start;
            public int Step { get; set; } = 1;
            public static int Made;
            public int Next() { _count += Step; Made++; return _count + start; }
            public int this[int i] => _count * i;
            public override string ToString() => $"<{_count}>";
        }

        public class Derived : Counter
        {
            public int Bonus { get; }
            public Derived(int bonus) : base(10) { Bonus = bonus; }
            public Derived() : this(5) { }
        }

        public struct Point
        {
            public int X;
            public int Y { get; set; }
            public Point(int x) { X = x; Y = 7; }
            public void Move(int by) { X += by; }
            public readonly int Sum => X + Y;
        }

        public readonly record struct Pair(int A, int B)
        {
            public int Sum => A + B;
        }

        public interface INamed { string Name { get; } string Loud() => Name.ToUpper(); }
        public class Dog : INamed { public string Name => "dog"; }

        public enum Kind { Small, Large = 5 }

        public static class Ext
        {
            public static T Second<T>(this IReadOnlyList<T> items) => items[1];
            public static readonly Dictionary<string, int> Table = new() { ["a"] = Start + 1 };
            private static readonly int Start = 4;
        }

        public class Box<T> { public T? Value { get; set; } public static T? Empty() => default; }

        public class Stat { public static readonly int A; static Stat() { A = 42; } }

        public class Semi { public int Value { get; set => field = value * 2; } = 3; }
        """;

    [Theory]
    [InlineData("square:18", "return new Square(3).Describe();")]
    [InlineData("square:27", "return (new Square(3) with { Scale = 3 }).Describe();")]
    [InlineData("2,1", "var a = new Square(1); var b = a with { Side = 2 }; return $\"{b.Side},{a.Side}\";")]
    [InlineData("True,False", "return $\"{new Square(1) == Square.Unit},{new Square(2).Equals(Square.Unit)}\";")]
    [InlineData("5,4", "var sum = new Square(2) + new Square(3); Square four = 4; return $\"{sum.Side},{four.Side}\";")]
    [InlineData("3:1,2,9:0.5:1", "var p = new Plain { Depths = [1, 2, 9] }; return $\"{p.Count}:{string.Join(\",\", p.Depths)}:{p.Rate}:{p.Inner.Side}\";")]
    [InlineData("x", "var p = new Plain(); p.Note = \"x\"; return (p with { Rate = 1 }).Note!;")]
    [InlineData("5,7", "var c = new Counter(2) ; var a = c.Next(); c.Step = 2; return $\"{a},{c.Next()}\";")]
    [InlineData("<3>,6", "var c = new Counter(2); c.Next(); return $\"{c},{c[2]}\";")]
    [InlineData("21:5,21:8", "var d = new Derived(); var e = new Derived(8); return $\"{d.Next()}:{d.Bonus},{e.Next()}:{e.Bonus}\";")]
    [InlineData("1", "new Counter(1).Next(); return $\"{Counter.Made}\";")]
    [InlineData("1,4,7", "var p = new Point(1); var q = p; q.Move(3); return $\"{p.X},{q.X},{q.Y}\";")]
    [InlineData("9,2", "var p = new Point(1) { Y = 8 }; var q = p; q.X = 2; return $\"{p.Sum},{q.X}\";")]
    [InlineData("0", "Point p = default; return $\"{p.Sum}\";")]
    [InlineData("5,0,1", "var p = new Point[2]; p[0].X = 5; p[1].Y++; return $\"{p[0].X},{p[1].X},{p[1].Y}\";")]
    [InlineData("3:1,2", "var p = new Pair(1, 2); var (a, b) = p; return $\"{p.Sum}:{a},{b}\";")]
    [InlineData("True", "return $\"{new Pair(1, 2) == new Pair(1, 2)}\";")]
    [InlineData("Pair { A = 1, B = 2, Sum = 3 }", "return $\"{new Pair(1, 2)}\";")]
    [InlineData("dog,DOG", "INamed n = new Dog(); return $\"{n.Name},{n.Loud()}\";")]
    [InlineData("Large,5,Small", "var k = Kind.Large; return $\"{k},{(int)k},{default(Kind)}\";")]
    [InlineData("big", "var k = Kind.Large; return k switch { Kind.Small => \"small\", Kind.Large => \"big\", _ => \"?\" };")]
    [InlineData("b", "IReadOnlyList<string> l = [\"a\", \"b\"]; return l.Second();")]
    [InlineData("1", "return $\"{Ext.Table[\"a\"]}\";")]
    [InlineData("0,3", "var b = new Box<int> { Value = 3 }; return $\"{Box<int>.Empty()},{b.Value}\";")]
    [InlineData("42", "return $\"{Stat.A}\";")]
    [InlineData("3,8", "var v = new Semi(); var a = v.Value; v.Value = 4; return $\"{a},{v.Value}\";")]
    [InlineData("square", "Shape2 q = new Square(2); return q is Square { Side: > 1, Scale: 2 } r ? r.Name : \"no\";")]
    [InlineData("2", "var p = new Plain(); return p is { Depths: [_, var last], Inner.Side: 1 } ? $\"{last}\" : \"no\";")]
    [InlineData("a:1", "(string Name, int Value) t = (\"a\", 1); t.Value = t.Value; return $\"{t.Name}:{t.Item2}\";")]
    [InlineData("(3, 2)", "var t = (1, 2); t.Item1 = 3; return $\"{t}\";")]
    [InlineData("[N, 3]", "(int, Dim) t = (1, 3); return new Shape(Dim.Batch, t.Item2).ToString();")]
    public void Objects(string expected, string code) => Snippet.Check(expected, code, Types);

    [Fact]
    public void Blocks_are_recorded_with_what_enters_and_leaves_them()
    {
        var evaluation = Spec.EvaluateRight("""
            [Model("m")]
            public partial class M
            {
                static (Sym Map, Sym Logits) Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 8, 8);
                    var (a, b) = Outer(s / "outer", x, 2);
                    return (a, b.Linear(s / "head", 4));
                }

                /// <summary>Two
                /// blocks.</summary>
                [Block]
                static (Sym First, Sym Second) Outer(Scope s, Sym x, int n)
                {
                    for (var i = 0; i < n; i++) x = Inner(s / i, x);
                    return (x, x.Mean(2, 3));
                }

                [Block]
                static Sym Inner(Scope s, Sym x) => x.BatchNorm2d(s / "norm");
            }
            """);
        Assert.Equal(["Map", "Logits"], evaluation.Results.Select(r => r.Name));
        var outer = Assert.Single(evaluation.Blocks);
        Assert.Equal(("Outer", "M", "Two blocks.", "outer", 1, 4), (outer.Method, outer.Home.FullName, outer.Summary, outer.Scope, outer.FirstNode, outer.EndNode));
        Assert.True(outer.ReturnsTuple);
        Assert.Equal(["First", "Second"], outer.Results.Select(r => r.Name));
        Assert.Equal("x", Assert.Single(outer.Arguments).Parameter);
        Assert.Equal([(1, 2), (2, 3)], outer.Children.Select(c => (c.FirstNode, c.EndNode)));
    }

    [Fact]
    public void Features_keep_their_names()
    {
        var evaluation = Spec.EvaluateRight("""
            [Model("m")]
            public partial class M
            {
                static Features Define(Scope s)
                {
                    var features = new Features();
                    var x = s.Input("image", Dim.Batch, 3, 8, 8);
                    for (var i = 0; i < 2; i++) features.Add($"stage{i}", x = x.Conv2d(s / i, 8, kernel: 1));
                    return features;
                }
            }
            """);
        Assert.Equal(["stage0", "stage1"], evaluation.Results.Select(r => r.Name));
    }
}
