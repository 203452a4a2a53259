using System.Collections.Concurrent;
using TorchSharp;

namespace ModelDsl.Runtime.Inference;

/// <summary>A model after the passes for inference, with its weights, for inputs of any size that it takes.</summary>
internal sealed class InferenceGraph : IDisposable
{
    /// <summary>The passes, in their order.</summary>
    private static readonly PassList s_passes = new(new RemoveIdentities(), new CountInWholeNumbers(), new FoldBatchNorm(), new FoldNormIntoHead(), new FoldScale(), new MergeProjections(), new ConvolveTaps(), new RecognizeAttention(), new ShareSteps(), new RemoveDeadSteps());

    /// <summary>Plans of so many sizes are kept.</summary>
    private const int KeptPlans = 16;

    private readonly Body _body;
    private readonly Dictionary<string, torch.Tensor> _weights;
    private readonly ConcurrentDictionary<string, Plan> _plans = new(StringComparer.Ordinal);
    private readonly torch.ScalarType _type;
    private readonly torch.Device _device;
    private readonly Lifetime _lifetime;

    private InferenceGraph(Body body, Dictionary<string, torch.Tensor> weights, torch.ScalarType type, torch.Device device, IReadOnlyList<PassCount> passes) =>
        (_body, _weights, _type, _device, Passes, _lifetime) = (body, weights, type, device, passes, new(this, Free));

    /// <summary>The names of the passes, in their order.</summary>
    public static IReadOnlyList<string> PassNames => s_passes.Names;

    /// <summary>What each pass did.</summary>
    public IReadOnlyList<PassCount> Passes { get; }

    /// <summary>The model's inputs.</summary>
    public ValueList<Port> Inputs => _body.Inputs;

    /// <summary>Prepares a model.</summary>
    /// <param name="specification">The model.</param>
    /// <param name="state">Its state_dict; the tensors are shared where no pass changes them.</param>
    /// <param name="options">How.</param>
    public static InferenceGraph Of(Specification specification, IReadOnlyDictionary<string, torch.Tensor> state, InferenceOptions options)
    {
        var (body, counts) = s_passes.Run(FlatBody.Of(specification.WithHeads(key => state.GetValueOrDefault(key)?.shape)), options.Without);
        Check(body, state);
        using var _ = torch.no_grad();
        var device = state.Values.FirstOrDefault()?.device ?? torch.CPU;
        var (baked, weights) = Bake(body, state, options.Type, device);
        return new InferenceGraph(baked, weights, options.Type, device, counts);
    }

    /// <summary>Computes the outputs; the caller disposes them.</summary>
    /// <param name="inputs">Tensors that fit the ports.</param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IReadOnlyList<torch.Tensor> Run(IReadOnlyList<torch.Tensor> inputs)
    {
        using var use = _lifetime.Enter();
        using var _ = torch.no_grad();
        var plan = PlanFor(inputs);
        if (_type == torch.ScalarType.Float32) return plan.Run(inputs);
        torch.Tensor[] converted = [.. inputs.Select((x, i) => Inputs[i].Type == ModelDsl.ElementType.Float32 ? x.to_type(_type) : x.alias())];
        try
        {
            return [.. plan.Run(converted).Select(Widened)];
        }
        finally
        {
            foreach (var input in converted) input.Dispose();
        }

        static torch.Tensor Widened(torch.Tensor output)
        {
            if (!output.is_floating_point()) return output;
            using (output) return output.to_type(torch.ScalarType.Float32);
        }
    }

    /// <summary>Frees the weights that passes made, after the calls that run on other threads.</summary>
    public void Dispose() => _lifetime.Close();

    private void Free()
    {
        foreach (var weight in _weights.Values) weight.Dispose();
        _plans.Clear();
    }

    private Plan PlanFor(IReadOnlyList<torch.Tensor> inputs)
    {
        var key = string.Join(";", inputs.Select(i => string.Join(",", i.shape)));
        if (_plans.TryGetValue(key, out var plan)) return plan;
        // Sizes that come again and again are few; where they are not, a plan costs little beside a forward.
        if (_plans.Count >= KeptPlans) _plans.Clear();
        return _plans[key] = new Plan(new Binding(SizesOf(inputs)).Body(_body), _weights, _type, _device);
    }

    private Dictionary<string, long> SizesOf(IReadOnlyList<torch.Tensor> inputs)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < inputs.Count; i++)
        {
            var (shape, actual) = (Inputs[i].Shape, inputs[i].shape);
            for (var axis = 0; axis < actual.Length; axis++)
                if (shape[axis].SingleAtom is SymbolAtom symbol)
                    sizes[symbol.Name] = actual[axis];
        }
        // What follows from the size of another input.
        var binding = new Binding(sizes);
        for (var i = 0; i < inputs.Count; i++)
        {
            long[] expected = [.. Inputs[i].Shape.Select((size, axis) => binding.Of(size) is { IsConstant: true } known ? known.Value : inputs[i].shape[axis])];
            if (!expected.AsSpan().SequenceEqual(inputs[i].shape))
                throw new ArgumentException($"{Inputs[i].Name} is [{string.Join(", ", inputs[i].shape)}]; beside the other inputs the model takes [{string.Join(", ", expected)}]", Inputs[i].Name);
        }
        return sizes;
    }

    /// <summary>Computes all that depends on weights only, whatever the sizes of the inputs, and leaves a weight of the result.</summary>
    private static (Body Body, Dictionary<string, torch.Tensor> Weights) Bake(Body body, IReadOnlyDictionary<string, torch.Tensor> state, torch.ScalarType type, torch.Device device)
    {
        var lowering = new TensorLowering { Device = device, Type = torch.ScalarType.Float32 };
        var (rewriting, constants) = (new Rewriting(body), new Dictionary<string, torch.Tensor>(StringComparer.Ordinal));
        body = rewriting.Run((step, index) =>
        {
            if (step.Op is WeightOp) constants.Add(step.Path, state[step.Path].detach().DetachFromDisposeScope());
            else if (step.Inputs.All(i => rewriting.MakerOf(i) is { Op: WeightOp }) && FixedNumbers.Has(step.Op))
            {
                var value = Plan.Compute(step, lowering, i => constants[rewriting.MakerOf(i)!.Path]).DetachFromDisposeScope();
                var (name, result) = ("%" + Dim.Text(index), step.Results[0]);
                step = new Apply(new WeightOp(new StateEntry(name, result.Shape, result.Type, StateKind.Buffer, Init.Zeros)), name, [], step.Results);
                constants.Add(name, value);
            }
            return rewriting.Add(step);
        });
        body = new RemoveDeadSteps().Run(body);
        var weights = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        var readers = body.Steps.OfType<Apply>().Where(s => s.Op is LayerOp).GroupBy(s => s.Inputs[1]).ToDictionary(g => g.Key, g => g.First().Op);
        for (var i = 0; i < body.Steps.Count; i++)
        {
            if (body.Steps[i] is not Apply { Op: WeightOp } step) continue;
            var constant = constants[step.Path];
            using var value = constant.is_floating_point() ? constant.to_type(type) : constant.alias();
            weights.Add(step.Path, (readers.TryGetValue(new Ref(i, 0), out var layer) ? TensorLowering.Prepared(layer, value) : value.alias()).DetachFromDisposeScope());
        }
        foreach (var value in constants.Values) value.Dispose();
        return (body, weights);
    }

    /// <summary>Every weight is there and of the specification's shape.</summary>
    private static void Check(Body body, IReadOnlyDictionary<string, torch.Tensor> state)
    {
        foreach (var weight in body.Steps.OfType<Apply>().Where(s => s.Op is WeightOp))
        {
            if (!state.TryGetValue(weight.Path, out var value)) throw new ArgumentException($"the module has no '{weight.Path}': it is not as its specification says");
            long[] shape = [.. weight.Results[0].Shape.Select(s => s.Value)];
            if (!value.shape.AsSpan().SequenceEqual(shape))
            {
                throw new ArgumentException(
                    $"'{weight.Path}' is [{string.Join(", ", value.shape)}], and the specification says [{string.Join(", ", shape)}]; {StateValues.OtherShape}");
            }
        }
    }
}
