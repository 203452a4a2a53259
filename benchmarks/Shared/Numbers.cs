using System.CommandLine;
using System.Globalization;

namespace ModelDsl.Benchmarks.Shared;

/// <summary>Options that take numbers with commas between.</summary>
internal static class Numbers
{
    /// <summary>An option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="usual">Its value where it is not given.</param>
    public static Option<int[]> Option(string name, string description, int[] usual) => new(name)
    {
        Description = $"{description} Whole numbers with commas between.",
        DefaultValueFactory = _ => usual,
        CustomParser = argument =>
        {
            var numbers = new List<int>();
            foreach (var part in argument.Tokens.SelectMany(t => t.Value.Split(',')))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 1024)
                {
                    argument.AddError($"{name} takes whole numbers from 1 to 1024 with commas between, not '{part}'");
                    return null;
                }
                numbers.Add(number);
            }
            return [.. numbers];
        },
    };
}
