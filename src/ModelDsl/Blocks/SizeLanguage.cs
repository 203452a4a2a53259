namespace ModelDsl.Blocks;

/// <summary>How a programming language writes what is computed with sizes.</summary>
internal abstract class SizeLanguage
{
    /// <summary>The operator that divides whole numbers, the dividend of which is not negative.</summary>
    public abstract string Division { get; }

    /// <summary>The quotient rounded down.</summary>
    public abstract string FloorDivide(string dividend, string divisor);

    /// <summary>The square root rounded down.</summary>
    public abstract string SquareRoot(string square);

    /// <summary>One where both are equal, else zero.</summary>
    public abstract string Indicator(string left, string right);

    /// <summary>The name of a local, from words in any form.</summary>
    public abstract string Local(string words);

    /// <summary>What an instance keeps under a name.</summary>
    public abstract string Field(string name);
}
