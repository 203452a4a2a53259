namespace ModelDsl.Models;

/// <summary>What the hyper-parameters of all classifiers have: the image and the classes.</summary>
public abstract record ClassifierConfig
{
    /// <summary>Height and width of the input image.</summary>
    public virtual ImageSize Resolution { get; init; } = 224;

    /// <summary>Channels of the input image.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Classes of the head; 0 leaves the head out, and the model yields the pooled features.</summary>
    public int Classes { get; init; } = 1000;
}
