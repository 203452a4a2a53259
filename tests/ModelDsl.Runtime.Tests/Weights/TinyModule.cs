using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>A module with what state_dicts hold: parameters, buffers of two types, and one tensor under two keys.</summary>
internal sealed class TinyModule : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    public TinyModule() : base(nameof(TinyModule))
    {
        weight = new Parameter(torch.rand(2, 3));
        bias = new Parameter(torch.rand(2));
        scale = torch.rand(2);
        count = torch.zeros(1, dtype: torch.ScalarType.Int64).reshape();
        register_parameter("weight", weight);
        register_parameter("bias", bias);
        register_buffer("scale", scale);
        register_buffer("count", count);
        register_module("again", new Second(bias));
    }

    public readonly Parameter weight;
    public readonly Parameter bias;
    public readonly torch.Tensor scale;
    public readonly torch.Tensor count;

    public override torch.Tensor forward(torch.Tensor input) => input.alias();

    /// <summary>All values, to see whether any changed.</summary>
    public float[] Values => [.. weight.data<float>().ToArray(), .. bias.data<float>().ToArray(), .. scale.data<float>().ToArray(), count.item<long>()];

    private sealed class Second : torch.nn.Module
    {
        public Second(Parameter bias) : base(nameof(Second)) => register_parameter("bias", bias);
    }
}
