namespace ModelDsl.Blocks.Sharing;

/// <summary>A rate or another number: a constant, or a constructor parameter by name.</summary>
internal sealed record RateValue(double Constant, string? Parameter)
{
    /// <summary>The rates of the modules of a list that repeats, where they are constants; null for one rate.</summary>
    public ValueList<double>? List { get; init; }
}

/// <summary>A number that follows from a size.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">The size.</param>
/// <param name="IsInverseRoot">Whether it is one by the size's square root; else it is the size itself.</param>
internal sealed record DerivedNumber(string Name, Dim Size, bool IsInverseRoot);

/// <summary>A number, other than a size, in which the bodies of a class differ.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its value in each body.</param>
internal sealed record NumberParameter(string Name, double[] Values);
