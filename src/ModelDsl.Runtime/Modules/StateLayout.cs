using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>One entry of a module's state_dict.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Kind">Parameter or buffer.</param>
/// <param name="Tensor">The module's own tensor; null for a table.</param>
/// <param name="Table">What computes the entry, where the module does not hold it.</param>
public sealed record StateSlot(string Key, IReadOnlyList<long> Shape, torch.ScalarType Type, StateKind Kind, torch.Tensor? Tensor, StateTable? Table);

/// <summary>The entries of a state_dict without computing any: tables of a large window take gigabytes.</summary>
public static class StateLayout
{
    /// <summary>All entries in the order of the state_dict. A tensor with two keys comes twice.</summary>
    /// <param name="module">A generated module, or any other.</param>
    /// <param name="prefix">What stands before each key.</param>
    public static IEnumerable<StateSlot> Of(torch.nn.Module module, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var slot in Own(module, prefix)) yield return slot;
        foreach (var (name, child) in module.named_children())
        {
            foreach (var slot in Of(child, Join(prefix, name))) yield return slot;
        }
    }

    internal static IEnumerable<StateSlot> Own(torch.nn.Module module, string? prefix)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
            yield return new(Join(prefix, name), parameter.shape, parameter.dtype, StateKind.Parameter, parameter, null);
        foreach (var table in ((module as IHasTables)?.Tables.Items ?? []).Where(t => t.IsSaved))
            yield return new(Join(prefix, table.Name), table.Shape, table.Type, StateKind.Buffer, null, table);
        foreach (var (name, buffer) in module.named_buffers(recurse: false, include_nonpersistent: false))
            yield return new(Join(prefix, name), buffer.shape, buffer.dtype, StateKind.Buffer, buffer, null);
    }

    internal static string Join(string? prefix, string name) => string.IsNullOrEmpty(prefix) ? name : prefix + "." + name;
}
