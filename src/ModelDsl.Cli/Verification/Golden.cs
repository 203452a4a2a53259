namespace ModelDsl.Cli.Verification;

/// <summary>What the published code computed for a model with formula-made weights.</summary>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Parameters">Distinct trainable values.</param>
/// <param name="Inputs">The inputs in order: a head takes several maps.</param>
/// <param name="State">The state_dict's entries in order.</param>
/// <param name="Values">What was computed; null in a file that lists the state alone.</param>
internal sealed record Golden(string File, long Parameters, IReadOnlyList<GoldenInput> Inputs, IReadOnlyList<GoldenState> State, GoldenValues? Values);

/// <summary>An input.</summary>
/// <param name="Name">What the formula of its values and the norm of its gradient call it: <c>input</c>, or <c>input0</c>, <c>input1</c>, …</param>
/// <param name="Shape">Its sizes [N, C, H, W].</param>
internal sealed record GoldenInput(string Name, long[] Shape);

/// <summary>A state_dict entry.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Type">Its element type, as PyTorch calls it.</param>
/// <param name="IsParameter">Whether it is trained, not just saved.</param>
internal sealed record GoldenState(string Key, long[] Shape, string Type, bool IsParameter);

/// <summary>Computed values.</summary>
/// <param name="Outputs">The outputs in order.</param>
/// <param name="Taps">Intermediate values.</param>
/// <param name="Loss">The sum over outputs of the products with their cotangents.</param>
/// <param name="GradientNorms">The L2 norm of the loss's gradient by each parameter and each input.</param>
internal sealed record GoldenValues(
    IReadOnlyList<GoldenTensor> Outputs, IReadOnlyList<GoldenTensor> Taps, double Loss, IReadOnlyList<KeyValuePair<string, double>> GradientNorms);

/// <summary>A tensor in samples.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Mean">The mean of all its values.</param>
/// <param name="Rms">The root of the mean of their squares.</param>
/// <param name="Samples">Some values and their places in row-major order.</param>
internal sealed record GoldenTensor(string Name, long[] Shape, double Mean, double Rms, IReadOnlyList<(long Index, double Value)> Samples);
