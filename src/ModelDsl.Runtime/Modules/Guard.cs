using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Checks at the entry of generated modules.</summary>
public static class Guard
{
    /// <summary>Requires an input of the shape that the model was built for.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="shape">The sizes; −1 where any size is right.</param>
    /// <param name="text">The sizes as the specification states them.</param>
    /// <exception cref="ArgumentException">The tensor has another shape; the message names both.</exception>
    public static void Input(torch.Tensor input, string model, string name, ReadOnlySpan<long> shape, string text)
    {
        ArgumentNullException.ThrowIfNull(input, name);
        var actual = input.shape;
        var fits = actual.Length == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++) fits = shape[i] == actual[i] || (shape[i] < 0 && actual[i] > 0);
        if (!fits) throw new ArgumentException($"{name} is [{string.Join(", ", actual)}]; {model} takes {text}", name);
    }

    /// <summary>Requires an input of a size that the model can take.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="shape">The sizes; −1 where several are right.</param>
    /// <param name="minimum">The smallest right sizes.</param>
    /// <param name="multipleOf">The numbers whose multiples the sizes are.</param>
    /// <param name="text">The sizes as the specification states them.</param>
    /// <exception cref="ArgumentException">The tensor has another shape; the message names both.</exception>
    public static void Input(
        torch.Tensor input, string model, string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> minimum, ReadOnlySpan<long> multipleOf, string text)
    {
        Input(input, model, name, shape, text);
        var actual = input.shape;
        for (var i = 0; i < actual.Length; i++)
        {
            if (actual[i] < minimum[i] || actual[i] % multipleOf[i] != 0)
                throw new ArgumentException($"{name} is [{string.Join(", ", actual)}]; {model} takes {text}", name);
        }
    }

    /// <summary>Requires an input of the sizes that the inputs before it ask for: as many images, a map of half their height.</summary>
    /// <param name="input">The tensor, of the right rank.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="shape">The sizes; −1 where the other inputs say nothing.</param>
    /// <exception cref="ArgumentException">The tensor has another size; the message names both.</exception>
    public static void Beside(torch.Tensor input, string model, string name, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(input, name);
        var actual = input.shape;
        var (expected, fits) = (new long[actual.Length], true);
        for (var i = 0; i < actual.Length; i++)
        {
            expected[i] = shape[i] < 0 ? actual[i] : shape[i];
            fits &= expected[i] == actual[i];
        }
        if (!fits) throw new ArgumentException($"{name} is [{string.Join(", ", actual)}]; beside the inputs before it {model} takes [{string.Join(", ", expected)}]", name);
    }

    /// <summary>Requires an input of the type of elements that the model was built for.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentException">The elements have another type; the message names both.</exception>
    public static void Elements(torch.Tensor input, string model, string name, torch.ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(input, name);
        if (input.dtype != type) throw new ArgumentException($"{name} has elements of {input.dtype}; {model} takes {type}", name);
    }

    /// <summary>Requires an input of the floating point type that the model's weights have.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="module">The model; where it has no weights, any floating point type is right.</param>
    /// <exception cref="ArgumentException">The elements have another type; the message names both, and what to do.</exception>
    public static void Elements(torch.Tensor input, string model, string name, torch.nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(input, name);
        var actual = input.dtype;
        var type = FirstType(module);
        if (type == actual || (type is null && input.is_floating_point())) return;
        var remedy = input.is_floating_point()
            ? $"convert the input with to(ScalarType.{type}), or the model with to(ScalarType.{actual})"
            : $"convert them with to(ScalarType.{type ?? torch.ScalarType.Float32}) and scale pixels as the model's preprocessing states";
        throw new ArgumentException($"{name} has elements of {actual}; {model} takes {type ?? torch.ScalarType.Float32}: {remedy}", name);
    }

    /// <summary>The type of the first weight of floating point numbers; all of a model's have one type.</summary>
    private static torch.ScalarType? FirstType(torch.nn.Module module)
    {
        foreach (var (_, parameter) in module.named_parameters(recurse: false))
            if (parameter.is_floating_point()) return parameter.dtype;
        foreach (var (_, child) in module.named_children())
            if (FirstType(child) is { } type) return type;
        return null;
    }

    /// <summary>Stands where the constructor of a model whose specification has errors would start: there is no such module.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public static string Outline(string model) => throw new InvalidOperationException($"the specification of {model} has errors; the messages of the compiler say which");
}
