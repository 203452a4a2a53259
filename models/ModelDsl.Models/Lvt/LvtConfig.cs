namespace ModelDsl.Models;

/// <summary>The hyper-parameters of an LVT encoder: one entry for each stage, and the image.</summary>
public sealed record LvtConfig
{
    /// <summary>The stages; the first divides the size by 4, each later one by 2.</summary>
    public required IReadOnlyList<LvtStage> Stages { get; init; }

    /// <summary>Height and width of the input image.</summary>
    public ImageSize Resolution { get; init; } = 224;

    /// <summary>Channels of the input image.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }
}

/// <summary>The hyper-parameters of one stage.</summary>
public sealed record LvtStage
{
    /// <summary>Blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>Channels.</summary>
    public required int Dim { get; init; }

    /// <summary>Attention heads; they divide <see cref="Dim"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden size of the MLPs, as a multiple of <see cref="Dim"/>.</summary>
    public required double MlpRatio { get; init; }

    /// <summary>Whether the MLP is convolutional, with a depthwise 3×3 convolution between its layers.</summary>
    public bool DepthwiseMlp { get; init; } = true;

    /// <summary>How the blocks attend.</summary>
    public required LvtAttention Attention { get; init; }
}

/// <summary>How the blocks of a stage attend.</summary>
public abstract record LvtAttention;

/// <summary>Convolutional self-attention within 3×3 patches of stride 2 (paper, section 3.1).</summary>
public sealed record ConvolutionalAttention : LvtAttention;

/// <summary>Attention to the whole map, its keys and values on a reduced one; with rates and recursion it is recursive atrous self-attention (paper, section 3.2).</summary>
public sealed record GlobalAttention : LvtAttention
{
    /// <summary>Side of the patches that become one key and value; 1 for no reduction.</summary>
    public int Reduction { get; init; } = 1;

    /// <summary>Dilations of the one depthwise kernel that the queries pass at several scales; none for plain queries.</summary>
    public IReadOnlyList<int> AtrousRates { get; init; } = [];

    /// <summary>How often the attention is applied to its own result, with the same weights.</summary>
    public int Recursion { get; init; } = 1;
}

/// <summary>The hyper-parameters of an LVT classifier.</summary>
public sealed record LvtClassifierConfig
{
    /// <summary>The encoder.</summary>
    public required LvtConfig Encoder { get; init; }

    /// <summary>Classes of the head.</summary>
    public int Classes { get; init; } = 1000;
}
