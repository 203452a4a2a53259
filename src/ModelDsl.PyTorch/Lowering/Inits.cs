using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Lowering;

/// <summary>What weights see and are seen by.</summary>
/// <param name="In">How many inputs an output sums over.</param>
/// <param name="Out">How many outputs an input takes part in.</param>
/// <param name="IsUsual">Whether PyTorch finds both out by the shape of the weight.</param>
internal sealed record Fans(Dim In, Dim Out, bool IsUsual);

/// <summary>How weights start, as functions that fill a tensor. Those of constants have a name in the file.</summary>
internal sealed class Inits
{
    private readonly Dictionary<string, string> _named = [];
    private readonly NameSet _names = new([.. PythonNames.Reserved]);

    /// <summary>The functions with a name, in the order of first use: name and expression.</summary>
    public IEnumerable<(string Name, string Text)> Named => _named.Select(n => (n.Value, n.Key));

    /// <summary>The text of a size in the constructor at hand.</summary>
    public Func<Dim, string> Size { get; set; } = size => Dim.Text(size.Value);

    /// <summary>The name of a number's parameter in the constructor at hand.</summary>
    public Func<string, string> NameOf { get; set; } = PythonNames.Snake;

    /// <summary>The function for weights.</summary>
    /// <param name="init">How they start.</param>
    /// <param name="fans">What they see; null where their shape says it.</param>
    public string Of(Init init, Fans? fans)
    {
        var isUsual = fans is null or { IsUsual: true };
        return init switch
        {
            Init.ConstantInit { Value: 0, Symbol: null } => "nn.init.zeros_",
            Init.ConstantInit { Value: 1, Symbol: null } => "nn.init.ones_",
            Init.ConstantInit constant => Partial("constant", $"nn.init.constant_, val={Number(constant.Value, init.Symbol)}", init.Symbol),
            Init.NormalInit normal => Partial("normal", $"nn.init.normal_, std={Number(normal.StandardDeviation, init.Symbol)}", init.Symbol),
            Init.TruncatedNormalInit normal => Partial("trunc_normal", $"nn.init.trunc_normal_, std={Number(normal.StandardDeviation, init.Symbol)}", init.Symbol),
            Init.UniformInit uniform => Partial("uniform", $"nn.init.uniform_, a=-{Number(uniform.Bound, init.Symbol)}, b={Number(uniform.Bound, init.Symbol)}", init.Symbol),
            Init.FanInUniformInit when isUsual => Partial("fan_in_uniform", "nn.init.kaiming_uniform_, a=math.sqrt(5)", null),
            Init.KaimingUniformInit when isUsual => "nn.init.kaiming_uniform_",
            Init.XavierUniformInit when isUsual => "nn.init.xavier_uniform_",
            Init.FanOutNormalInit when isUsual => Partial("fan_out_normal", "nn.init.kaiming_normal_, mode=\"fan_out\"", null),
            Init.FanInUniformInit => Bounded($"1 / {Divisor(fans!.In)}"),
            Init.KaimingUniformInit => Bounded($"6 / {Divisor(fans!.In)}"),
            Init.XavierUniformInit => Bounded($"6 / {Divisor(fans!.In + fans.Out)}"),
            Init.FanOutNormalInit => $"partial(nn.init.normal_, std=math.sqrt(2 / {Divisor(fans!.Out)}))",
            _ => throw new InvalidOperationException($"no function is known for {init}"),
        };
    }

    /// <summary>A new parameter.</summary>
    public string Parameter(StateEntry entry)
    {
        var shape = string.Join(", ", entry.Shape.Select(Size));
        return "nn.Parameter(" + (entry.Init switch
        {
            Init.ConstantInit { Value: 0, Symbol: null } => $"torch.zeros({shape})",
            Init.ConstantInit { Value: 1, Symbol: null } => $"torch.ones({shape})",
            // A tensor of whole numbers is what PyTorch makes of one, and that cannot be a parameter.
            Init.ConstantInit constant => $"torch.full(({shape}{(entry.Shape.Rank == 1 ? "," : "")}), {(entry.Init.Symbol is { } symbol ? $"float({NameOf(symbol)})" : PythonText.Float(constant.Value))})",
            var init => $"{Of(init, null)}(torch.empty({shape}))",
        }) + ")";
    }

    private string Number(double value, string? symbol) => symbol is null ? PythonText.Number(value) : NameOf(symbol);

    private string Divisor(Dim size) => Size(size) is var text && text.Contains(' ', StringComparison.Ordinal) ? $"({text})" : text;

    private static string Bounded(string square) => $"partial(nn.init.uniform_, a=-math.sqrt({square}), b=math.sqrt({square}))";

    private string Partial(string name, string arguments, string? symbol)
    {
        var text = $"partial({arguments})";
        if (symbol is not null) return text;
        if (!_named.TryGetValue(text, out var known)) _named.Add(text, known = _names.Take(name));
        return known;
    }
}
