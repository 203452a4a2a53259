using ModelDsl.PyTorch.Lowering;

namespace ModelDsl.PyTorch.Writing;

/// <summary>A value: a variable, or an expression that stands where it is used.</summary>
internal sealed class Value(Code code, bool isName, IReadOnlyList<string> names)
{
    public Code Code => code;

    public string Text => code.Text;

    public bool IsName => isName;

    public IReadOnlyList<string> Names => names;

    public int Left { get; set; }

    public int Depth { get; init; }

    public Shape? Shape { get; init; }
}
