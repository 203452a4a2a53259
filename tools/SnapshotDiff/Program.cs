using System.Globalization;
using System.Text;
using ModelDsl.SnapshotDiff;

// What a change of the generator does to the models of this repository: the generators of a commit and of the working tree
// write the models of the working tree, and their files are compared by syntax.
//   dotnet run -c Release --project tools/SnapshotDiff -- BASE
// Exit code: 0 nothing changed, 1 something did, 2 the comparison failed.
const int MostChanges = 80;
Console.OutputEncoding = Encoding.UTF8;
// Ctrl-C ends the build that runs; the worktree is to be removed after that.
Console.CancelKeyPress += (_, press) => press.Cancel = true;
try
{
    if (args is not [var commit] || commit.StartsWith('-')) throw new InputException("name one commit to compare with: dotnet run -c Release --project tools/SnapshotDiff -- BASE");
    return Compare(commit);
}
catch (InputException exception)
{
    Console.Error.WriteLine($"snapshot-diff: {exception.Message}");
    return 2;
}

static int Compare(string name)
{
    if (Git(Environment.CurrentDirectory, "rev-parse", "--show-toplevel") is not { } root) throw new InputException("this folder is in no git repository");
    if (Git(root, "rev-parse", "--verify", "--quiet", name + "^{commit}") is not { } commit) throw new InputException($"there is no commit '{name}'");

    var copy = Path.Combine(Path.GetTempPath(), "modeldsl-" + Path.GetRandomFileName());
    List<GeneratedText> before, after;
    try
    {
        var (code, output) = GeneratorBuild.Start(root, "git", "worktree", "add", "--quiet", "--detach", copy, commit);
        if (code != 0) throw new InputException($"git makes no worktree of {name}: {output.Split('\n')[0]}");
        before = GeneratorBuild.Run(copy, name, root);
        after = GeneratorBuild.Run(root, "the working tree", root);
    }
    finally
    {
        GeneratorBuild.Start(root, "git", "worktree", "remove", "--force", copy);
    }

    var comparison = Comparison.Of(before, after);
    if (comparison.IsEmpty)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nothing changed: {after.Count} files are the same as with {name}"));
        return 0;
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Differing} of {after.Count} files differ from those of {name}: {before.Sum(f => f.Lines)} → {after.Sum(f => f.Lines)} lines"));
    Section("files that came and went", comparison.Files);
    Section("keys", [.. comparison.Keys]);
    Section("costs", comparison.Costs);
    Section("statements", [.. comparison.Changes]);
    return 1;
}

static void Section(string title, List<string> lines)
{
    Console.WriteLine();
    Console.WriteLine($"{title}:{(lines.Count == 0 ? " the same" : "")}");
    foreach (var line in lines.Take(MostChanges)) Console.WriteLine("  " + line);
    if (lines.Count > MostChanges) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {lines.Count - MostChanges} more"));
}

static string? Git(string folder, params string[] arguments)
{
    var (code, output) = GeneratorBuild.Start(folder, "git", arguments);
    return code == 0 ? output.Trim() : null;
}
