using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets;

/// <summary>Sizes as C# expressions of type long.</summary>
internal sealed class CSharpSizes : SizeLanguage
{
    /// <summary>The one.</summary>
    public static CSharpSizes One { get; } = new();

    public override string Division => "/";

    public override string FloorDivide(string dividend, string divisor) => $"Sizes.FloorDivide({dividend}, {divisor})";

    public override string SquareRoot(string square) => $"Sizes.SquareRoot({square})";

    public override string Indicator(string left, string right) => $"{left} == {right} ? 1 : 0";

    public override string Local(string words) => Names.Camel(words);

    public override string Field(string name) => "_" + name;
}
