namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Types that random programs use, for what cannot be written inside of a method.</summary>
internal static class ProgramTypes
{
    public const string Text = """
        public enum Kind { Small, Medium = 3, Large }

        [Flags]
        public enum Parts : byte { None = 0, A = 1, B = 2, C = 4 }

        public struct Point
        {
            public int X;
            public int Y { get; set; }
            public Point(int x, int y) { X = x; Y = y; }
            public int Move(int by) { X += by; Y -= by; return X; }
            public Point Moved(int by) { var old = this; Move(by); return old; }
            public readonly int Sum => X + Y;
            public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);
            public override string ToString() => $"<{X},{Y}>";
        }

        public record Rec(int A, string B)
        {
            public int Twice => 2 * A;
            public virtual int Value(int x) => A + x;
        }

        public record Sub(int A, string B, int C) : Rec(A, B)
        {
            public override int Value(int x) => base.Value(x) * C;
        }

        public interface IShape
        {
            int Area { get; }
            int Scaled(int by) => Area * by;
        }

        public class Box(int width) : IShape
        {
            private int _calls;
            public int Width => width;
            public virtual int Area => width * width;
            public int Hidden() => 1;
            public virtual string Name => "box" + _calls;
            public int Next() => ++_calls + width;
            public int this[int i] { get => width + i; set => _calls += value + i; }
        }

        public class Crate(int width, int height) : Box(width + 1)
        {
            private int _calls = 10;
            public override int Area => base.Area + width * height;
            public new int Hidden() => 2 + _calls--;
            public override string Name => "crate of " + base.Name;
        }

        public static class Count<T>
        {
            public static int Value = 1;
            public static int Add(int n) => Value += n;
        }

        public interface IFactor { static abstract int Factor { get; } static virtual int Times(int n) => n * 2; }
        public class Two : IFactor { public static int Factor => 2; }
        public class Five : IFactor { public static int Factor => 5; public static int Times(int n) => n * 5; }

        public static class Tools
        {
            public static int Order = 1;
            public static int First = Order * 10;
            public static int Second { get; set; } = First + Later;
            public static int Later = 7;

            public static IEnumerable<int> Steps(List<string> log, int from, int count)
            {
                log.Add("begin");
                for (var i = 0; ; i++)
                {
                    if (i == count) yield break;
                    if (i % 2 == 1) log.Add($"odd{i}");
                    yield return from + i;
                    log.Add($"after{i}");
                }
            }

            public static IEnumerable<T> Twice<T>(this IEnumerable<T> items)
            {
                foreach (var item in items)
                {
                    yield return item;
                    yield return item;
                }
            }

            public static int Sum<T>() where T : IFactor => T.Factor + T.Times(3);
            public static string NameOf<T>(T value) => typeof(T).Name + ":" + value;
            public static void Split(int n, out int half, ref int sum, int by = 2) { half = n / by; sum += half; }
            public static int Pick(int a) => 1;
            public static int Pick(long a) => 2;
            public static int Pick(double a) => 3;
            public static int Pick(object a) => 4;
            public static int Last(params int[] items) => items.Length == 0 ? -1 : items[^1];
            public static void Deconstruct(this Box box, out int a, out int b) => (a, b) = (box.Width, box.Area);
        }
        """;
}
