using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Lowering;

/// <summary>Sizes as Python expressions.</summary>
/// <param name="attributeOf">The attribute of a class that keeps a size.</param>
internal sealed class PythonSizes(Func<string, string> attributeOf) : SizeLanguage
{
    public override string Division => "//";

    public override string FloorDivide(string dividend, string divisor) => $"({dividend}) // ({divisor})";

    public override string SquareRoot(string square) => $"math.isqrt({square})";

    public override string Indicator(string left, string right) => $"int({left} == {right})";

    public override string Local(string words) => PythonNames.Snake(words);

    public override string Field(string name) => "self." + attributeOf(name);
}
