using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>Parts of a module that training leaves as they are.</summary>
internal sealed class FrozenParts
{
    private const int MaxRange = 10_000;

    private readonly List<torch.nn.Module> modules = [];

    /// <summary>Freezes the parameters of parts.</summary>
    /// <param name="module">The module.</param>
    /// <param name="parts">Their paths, as in <c>patch_embed</c> and <c>levels.0-2</c>.</param>
    /// <exception cref="TrainingException">A path is none of the module's, or nothing is left to train.</exception>
    public FrozenParts(torch.nn.Module module, IReadOnlyList<string> parts)
    {
        if (parts.Count == 0) return;
        var all = StateLayout.Of(module).Where(s => s.Tensor is Parameter).ToList();
        List<string> paths = [.. parts.SelectMany(Expand)];
        foreach (var path in paths)
        {
            var parameters = all.Where(s => IsIn(s.Key, path)).ToList();
            if (parameters.Count == 0)
                throw new TrainingException($"--freeze: '{path}' is not part of the model; its first are {string.Join(", ", all.Select(s => s.Key.Split('.')[0]).Distinct().Take(8))}");
            foreach (var slot in parameters) slot.Tensor!.requires_grad = false;
        }
        if (all.TrueForAll(s => !s.Tensor!.requires_grad)) throw new TrainingException($"--freeze: {string.Join(", ", parts)} leaves nothing to train");
        Collect(module, "", paths);
    }

    /// <summary>Sets a module to training, the frozen parts apart: what they keep count of stays.</summary>
    public void Train(torch.nn.Module module)
    {
        module.train();
        foreach (var part in modules) part.eval();
    }

    /// <summary>The paths that a path with ranges stands for.</summary>
    internal static IEnumerable<string> Expand(string part)
    {
        IEnumerable<string> paths = [""];
        foreach (var name in part.TrimEnd('.').Split('.'))
        {
            var names = Names(name).ToList();
            paths = [.. paths.SelectMany(p => names.Select(n => p.Length == 0 ? n : $"{p}.{n}"))];
        }
        return paths;
    }

    private static IEnumerable<string> Names(string name)
    {
        if (name.Split('-') is not [var from, var to] || !int.TryParse(from, out var first) || !int.TryParse(to, out var last)) return [name];
        return first <= last && last - first < MaxRange
            ? Enumerable.Range(first, last - first + 1).Select(i => FormattableString.Invariant($"{i}"))
            : throw new TrainingException($"--freeze: '{name}' is not a range of numbers");
    }

    private static bool IsIn(string key, string path) => key == path || key.StartsWith(path + ".", StringComparison.Ordinal);

    private void Collect(torch.nn.Module module, string path, List<string> paths)
    {
        foreach (var (name, child) in module.named_children())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (paths.Contains(at)) modules.Add(child);
            else Collect(child, at, paths);
        }
    }
}
