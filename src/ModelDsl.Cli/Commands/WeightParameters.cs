using System.CommandLine;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary>A file of weights, and how to take them from it.</summary>
/// <param name="File">The file.</param>
/// <param name="Options">What to take, and what to make of differences.</param>
internal sealed record WeightSource(string File, WeightsOptions Options);

/// <summary>The options of every command that loads weights into a model.</summary>
/// <param name="weights">The option that names the file.</param>
internal sealed class WeightParameters(Option<string?> weights)
{
    private readonly Option<string?> mapping = Mapping();
    private readonly Option<string?> under = Under();

    private readonly Option<string[]> newHead = Parameters.Texts("--new-head", "A linear layer to start anew, where the file's is of another number of classes or missing", "LAYER");
    private readonly Option<string[]> leaveOut = Parameters.Texts("--leave-out", "Leave out the file's keys that begin so and that the model lacks", "PREFIX");
    private readonly Option<string[]> inputChannels = Parameters.Texts("--input-channels", "A first convolution to fit to other image channels: its weight's key", "KEY");
    private readonly Option<bool> computeTables = new("--compute-tables") { Description = "Leave out the file's tables of relative positions, which the model computes for its own window" };
    private readonly Option<bool> resizeTables = new("--resize-tables") { Description = "Resize trained position tables of another window or resolution, bicubic" };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [weights, .. Adjustments];

    private IReadOnlyList<Option> Adjustments => [mapping, under, newHead, leaveOut, inputChannels, computeTables, resizeTables];

    /// <summary>The key of a checkpoint's dict to take.</summary>
    public static Option<string?> Mapping() => new("--mapping")
    {
        Description = "The key of a checkpoint's dict that holds the weights, such as state_dict_ema, or its path, as in checkpoint/model",
        HelpName = "KEY",
    };

    /// <summary>The part of a file to take.</summary>
    public static Option<string?> Under() => new("--under") { Description = "Take only the keys that begin so, without it", HelpName = "PREFIX" };

    /// <summary>What was given; null for no file.</summary>
    /// <exception cref="UserException">Something is to be made of a file that is not named.</exception>
    public WeightSource? Read(ParseResult parsed)
    {
        if (parsed.GetValue(weights) is { } file) return new WeightSource(file, Options(parsed));
        return Adjustments.FirstOrDefault(o => Parameters.IsGiven(parsed, o)) is { } given
            ? throw new UserException($"{given.Name}: says how to take weights from a file; name the file with {weights.Name}")
            : null;
    }

    private WeightsOptions Options(ParseResult parsed)
    {
        var adapters = new List<WeightAdapter>();
        // Each by itself, so that each has to exist.
        foreach (var layer in parsed.GetValue(newHead) ?? []) adapters.Add(new NewHead(layer));
        if (parsed.GetValue(leaveOut) is { Length: > 0 } parts) adapters.Add(new LeftOut(parts) { IsRequired = true });
        foreach (var key in parsed.GetValue(inputChannels) ?? []) adapters.Add(new InputChannels(key));
        if (parsed.GetValue(computeTables)) adapters.Add(DerivedTables.RelativePositions);
        if (parsed.GetValue(resizeTables)) adapters.Add(ResizedTables.Positions);
        return new WeightsOptions { Mapping = parsed.GetValue(mapping), Under = parsed.GetValue(under), Adapters = adapters };
    }
}
