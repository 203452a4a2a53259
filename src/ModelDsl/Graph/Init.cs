namespace ModelDsl;

/// <summary>How a parameter or buffer gets its first values.</summary>
public abstract record Init
{
    private Init() { }

    /// <summary>What stands for its number in a class whose instances have different ones; null for the number itself.</summary>
    internal string? Symbol { get; init; }

    /// <summary>All zero.</summary>
    public static Init Zeros { get; } = new ConstantInit(0);

    /// <summary>All one.</summary>
    public static Init Ones { get; } = new ConstantInit(1);

    /// <summary>PyTorch's default for convolution and linear weights: uniform within ±1/√fan_in.</summary>
    public static Init FanInUniform { get; } = new FanInUniformInit();

    /// <summary>PyTorch's <c>kaiming_uniform_</c> with its default slope 0: uniform within ±√(6/fan_in).</summary>
    public static Init KaimingUniform { get; } = new KaimingUniformInit();

    /// <summary>PyTorch's <c>xavier_uniform_</c>: uniform within ±√(6/(fan_in + fan_out)).</summary>
    public static Init XavierUniform { get; } = new XavierUniformInit();

    /// <summary>
    /// Normal with mean 0 and deviation √(2/fan_out), which keeps the variance of gradients; fan_out is kernel height · kernel width · output
    /// channels / groups. PyTorch's <c>kaiming_normal_</c> with <c>mode="fan_out"</c>, where there are no groups.
    /// </summary>
    public static Init FanOutNormal { get; } = new FanOutNormalInit();

    /// <summary>Uniform within ±<paramref name="bound"/>.</summary>
    /// <param name="bound">The largest value.</param>
    /// <exception cref="SpecException">It is negative.</exception>
    public static Init Uniform(double bound) => new UniformInit(Checks.NotNegative(bound, nameof(bound)));

    /// <summary>The result of the expression that the buffer was registered with.</summary>
    public static Init Computed { get; } = new ComputedInit();

    /// <summary>One value everywhere.</summary>
    /// <exception cref="SpecException">The value is NaN.</exception>
    public static Init Constant(double value) => new ConstantInit(Checks.Number(value, nameof(value)));

    /// <summary>Normal with mean 0.</summary>
    /// <exception cref="SpecException">The deviation is negative.</exception>
    public static Init Normal(double standardDeviation) => new NormalInit(Checks.NotNegative(standardDeviation, nameof(standardDeviation)));

    /// <summary>Normal with mean 0, cut off at ±2 as in timm and PyTorch.</summary>
    /// <exception cref="SpecException">The deviation is negative.</exception>
    public static Init TruncatedNormal(double standardDeviation) => new TruncatedNormalInit(Checks.NotNegative(standardDeviation, nameof(standardDeviation)));

    /// <summary>One value everywhere.</summary>
    public sealed record ConstantInit(double Value) : Init;

    /// <summary>Uniform within ±1/√fan_in; a bias takes the fan-in of its layer's weight.</summary>
    public sealed record FanInUniformInit : Init;

    /// <summary>Uniform within ±√(6/fan_in).</summary>
    public sealed record KaimingUniformInit : Init;

    /// <summary>Uniform within ±√(6/(fan_in + fan_out)).</summary>
    public sealed record XavierUniformInit : Init;

    /// <summary>Normal with mean 0 and deviation √(2/fan_out).</summary>
    public sealed record FanOutNormalInit : Init;

    /// <summary>Uniform within ±<paramref name="Bound"/>.</summary>
    /// <param name="Bound">The largest value.</param>
    public sealed record UniformInit(double Bound) : Init;

    /// <summary>Normal with mean 0.</summary>
    public sealed record NormalInit(double StandardDeviation) : Init;

    /// <summary>Normal with mean 0, cut off at ±2.</summary>
    public sealed record TruncatedNormalInit(double StandardDeviation) : Init;

    /// <summary>Computed by the graph.</summary>
    public sealed record ComputedInit : Init;
}
