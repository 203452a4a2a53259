using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ModelDsl.Cli.Commands;

/// <summary>Arguments and options that several commands take, with their own one-line errors.</summary>
internal static class Parameters
{
    public static Argument<string> Model() => new("MODEL") { Description = "The model's name (modeldsl list)" };

    public static Argument<string> ModelOrFile() => new("MODEL") { Description = "The model's name (modeldsl list), or an ONNX file (.onnx)" };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON" };

    public static Option<string> Device() => new("--device")
    {
        Description = "cpu or cuda",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => Cpu,
        CustomParser = r => Token(r) is Cpu or "cuda" ? Token(r) : Refuse(r, "is neither cpu nor cuda", Cpu),
    };

    /// <summary>The device that every machine has.</summary>
    public const string Cpu = "cpu";

    /// <summary>Where a model's weights come from.</summary>
    public static Option<string?> Weights() => new("--weights") { Description = "A safetensors, PyTorch or TorchSharp (.dat) file, or the index of several (.json); without it the weights are random", HelpName = "FILE" };

    /// <summary>An option that takes a whole number in a range.</summary>
    public static Option<int?> Whole(string name, string description, int least, int most, int? otherwise = null) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = r =>
            int.TryParse(Token(r), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : Refuse(r, $"is not a whole number from {least} to {most}", otherwise),
    };

    /// <summary>An option that takes a time in seconds.</summary>
    public static Option<double> Seconds(string name, string description, double most, double otherwise) => new(name)
    {
        Description = description,
        HelpName = "S",
        DefaultValueFactory = _ => otherwise,
        CustomParser = r =>
            double.TryParse(Token(r), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= most
                ? value
                : Refuse(r, string.Create(CultureInfo.InvariantCulture, $"is not a number of seconds above 0 and up to {most}"), otherwise),
    };

    /// <summary>An option that takes a number in a range.</summary>
    public static Option<double?> Real(string name, string description, double least, double most, double? otherwise = null) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => otherwise,
        CustomParser = r =>
            double.TryParse(Token(r), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : Refuse(r, string.Create(CultureInfo.InvariantCulture, $"is not a number from {least} to {most}"), otherwise),
    };

    /// <summary>An option that may be given several times, or once with commas.</summary>
    public static Option<string[]> Texts(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = r => [.. r.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };

    /// <summary>Where images and their classes come from.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = "fashion-mnist; a folder with the IDX files of MNIST; or one with train and val, a folder of images for each class in both; of a segmentation one with images/train, masks/train, images/val, masks/val and classes.txt",
        HelpName = "DATA",
        Required = true,
    };

    /// <summary>An assembly with models beside those that come with ModelDsl.</summary>
    public static Option<string?> Assembly() => new("--assembly") { Description = "A .NET assembly with models of your own", HelpName = "FILE" };

    /// <summary>Threads that prepare batches.</summary>
    public static Option<int?> Workers() => Whole("--workers", "Threads that read and prepare images; 0 for none of their own", 0, 256, Math.Clamp(Environment.ProcessorCount / 2, 1, 8));

    /// <summary>Whether an option stands on the command line.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static string Token(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T Refuse<T>(ArgumentResult result, string reason, T otherwise)
    {
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option}: '{Token(result)}' {reason}");
        return otherwise;
    }
}
