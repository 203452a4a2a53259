using System.Globalization;
using ModelDsl.Fuzzing;

const string usage = """
    usage: ModelDsl.Fuzzing FOLDER [--seed N] [--first N] [--runs N] [--seconds N]

    Damages the weight files (.safetensors, .pt, .pth, .tar, .dat) and images (.jpg, .png, .webp, .gif, .bmp) in FOLDER, and
    reads what comes of it.
    --seed     chooses the damage (1)
    --first    the number of the first run (0); with --runs 1, a failure again
    --runs     how many files to try (1000000)
    --seconds  how long at most (60)
    Exit code 0: every file was read or refused; 1: something else happened; 2: usage.
    """;

var numbers = new Dictionary<string, long> { ["--seed"] = 1, ["--first"] = 0, ["--runs"] = 1_000_000, ["--seconds"] = 60 };
if (args.Length % 2 != 1 || !Directory.Exists(args[0])) return Refuse();
for (var i = 1; i < args.Length; i += 2)
{
    if (!numbers.ContainsKey(args[i]) || !long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return Refuse();
    numbers[args[i]] = value;
}
string[] endings = [".safetensors", ".pt", ".pth", ".tar", ".dat", .. Fuzzer.ImageEndings];
var seeds = Directory.GetFiles(args[0]).Where(f => endings.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)
    .Select(f => (Path.GetFileName(f), File.ReadAllBytes(f))).ToList();
if (seeds.Count == 0) return Refuse();

var result = Fuzzer.Run(seeds, (int)numbers["--seed"], numbers["--first"], numbers["--runs"], TimeSpan.FromSeconds(numbers["--seconds"]));
foreach (var failure in result.Failures) Console.WriteLine(failure);
Console.WriteLine($"seed {numbers["--seed"]}, {seeds.Count} files: {result}");
return result.Failures.Count == 0 ? 0 : 1;

static int Refuse()
{
    Console.Error.WriteLine(usage);
    return 2;
}
