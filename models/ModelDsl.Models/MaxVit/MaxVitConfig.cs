namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a MaxViT; lists have one entry for each stage. There is a learned bias for each offset in a window, so the image's size is fixed.</summary>
public sealed record MaxVitConfig : ClassifierConfig
{
    /// <summary>Which of the two published forms it has.</summary>
    public required MaxVitForm Form { get; init; }

    /// <summary>Blocks of each stage; each stage halves the size.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of each stage; <see cref="HeadDim"/> divides them.</summary>
    public required IReadOnlyList<int> Dims { get; init; }

    /// <summary>Channels after each of the two convolutions of the stem.</summary>
    public required (int First, int Second) StemDims { get; init; }

    /// <summary>Channels of one attention head.</summary>
    public int HeadDim { get; init; } = 32;

    /// <summary>Side of the windows, and of the grids; a 32nd of the image's height and width where absent. They tile all maps.</summary>
    public int? Window { get; init; }

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }
}

/// <summary>
/// In what the two published forms of MaxViT differ: that of the authors, written in TensorFlow, has "same" padding, biases in its stem and where
/// a block ends, GELU, and a hidden layer in the head; timm's ("rw"), trained before the authors' code was there, symmetric padding, SiLU between
/// convolutions, and queries, keys and values of each head side by side.
/// </summary>
/// <param name="IsTensorflow">Whether it is that of the authors.</param>
/// <param name="BatchNormEps">Added to the variance in batch norms.</param>
/// <param name="Eps">Added to the variance in layer norms.</param>
public sealed record MaxVitForm(bool IsTensorflow, double BatchNormEps, double Eps);
