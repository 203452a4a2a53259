using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>The record of a generated model's outputs.</summary>
/// <typeparam name="TSelf">The record.</typeparam>
public interface IOutputs<TSelf> : IDisposable where TSelf : IOutputs<TSelf>
{
    /// <summary>The record of given tensors, which it owns from now on.</summary>
    /// <param name="tensors">One for each output, in their order.</param>
    static abstract TSelf Of(IReadOnlyList<torch.Tensor> tensors);
}
