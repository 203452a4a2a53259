using System.Text;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Python names from names of specifications and of the state_dict.</summary>
internal static class PythonNames
{
    /// <summary>The words of the language.</summary>
    public static readonly IReadOnlySet<string> Keywords = new HashSet<string>
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
        "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    };

    /// <summary>What no local or parameter is called: words of the language, what it has built in, and what the file uses.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(Keywords)
    {
        "abs", "all", "any", "bool", "bytes", "dict", "dir", "filter", "float", "format", "hash", "id", "input", "int", "iter", "len", "list", "map", "max", "min", "next",
        "object", "pow", "range", "round", "set", "slice", "sorted", "str", "sum", "super", "tuple", "type", "vars", "zip",
        "self", "torch", "nn", "F", "math", "partial", "device", "dtype", "config", "rates", "initialize",
    };

    /// <summary>What a module cannot own under its name: PyTorch's module has an attribute of that name.</summary>
    public static readonly IReadOnlySet<string> OfModule = new HashSet<string>
    {
        "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu", "cuda", "double", "dump_patches", "eval", "extra_repr", "float",
        "forward", "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half", "ipu", "load_state_dict", "modules", "named_buffers", "named_children",
        "named_modules", "named_parameters", "parameters", "register_backward_hook", "register_buffer", "register_forward_hook", "register_forward_pre_hook",
        "register_full_backward_hook", "register_module", "register_parameter", "requires_grad_", "set_extra_state", "share_memory", "state_dict", "to", "to_empty", "train",
        "training", "type", "xpu", "zero_grad",
    };

    /// <summary><c>inChannels</c>, <c>InChannels</c> → <c>in_channels</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (!char.IsAsciiLetterOrDigit(c) && !(char.IsLetterOrDigit(c) && c < 0x250))
            {
                if (text.Length > 0 && text[^1] != '_') text.Append('_');
                continue;
            }
            // A new word begins where a small letter ends, or before the last of several large ones.
            if (char.IsUpper(c) && text.Length > 0 && text[^1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))) && !char.IsDigit(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        var snake = text.ToString().TrimEnd('_');
        if (snake.Length == 0) return "x";
        return char.IsDigit(snake[0]) ? "_" + snake : Reserved.Contains(snake) ? snake + "_" : snake;
    }

    /// <summary><c>drop_path</c>, <c>dropPath</c> → <c>DropPath</c>.</summary>
    public static string Pascal(string name)
    {
        var text = string.Concat(name.Split(['_', '.', '-'], StringSplitOptions.RemoveEmptyEntries).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
        return text.Length == 0 || char.IsDigit(text[0]) ? "_" + text : text;
    }

    /// <summary>Whether a name of the state_dict can stand behind a dot.</summary>
    public static bool IsAttribute(string name) => !char.IsDigit(name[0]) && !Keywords.Contains(name);
}
