using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.SnapshotDiff;

/// <summary>What differs between the files of two generators. Equal changes are one entry, however often they happen.</summary>
internal sealed partial class Comparison
{
    private const int WholeChange = 3;

    private readonly Dictionary<string, (HashSet<string> Files, int Places)> _changes = [];
    private readonly Dictionary<string, (HashSet<string> Files, int Places)> _keys = [];

    private Comparison()
    {
    }

    /// <summary>Files that only one side has.</summary>
    public List<string> Files { get; } = [];

    /// <summary>What models are said to have and to cost, where that is no longer the same.</summary>
    public List<string> Costs { get; } = [];

    /// <summary>Places in the state_dict that came, went or moved; numbers are <c>#</c>.</summary>
    public IEnumerable<string> Keys => Report(_keys, "models");

    /// <summary>The changed statements, those of most places first.</summary>
    public IEnumerable<string> Changes => Report(_changes, "files");

    /// <summary>How many files of both sides differ.</summary>
    public int Differing { get; private set; }

    /// <summary>Whether a byte differs.</summary>
    public bool IsEmpty => Files.Count == 0 && Differing == 0;

    /// <summary>Compares.</summary>
    /// <param name="before">The files of the one generator.</param>
    /// <param name="after">Those of the other.</param>
    public static Comparison Of(IReadOnlyList<GeneratedText> before, IReadOnlyList<GeneratedText> after)
    {
        var comparison = new Comparison();
        var (old, now) = (before.ToDictionary(f => f.Name), after.ToDictionary(f => f.Name));
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            if (!now.TryGetValue(name, out var right)) comparison.Files.Add($"− {name}");
            else if (!old.TryGetValue(name, out var left)) comparison.Files.Add(string.Create(CultureInfo.InvariantCulture, $"+ {name} ({right.Lines} lines)"));
            else
            {
                if (left.Text != right.Text) comparison.Compare(left, right);
                // A class that models share may change them all without a letter in their own files.
                if (left.Model is not null && right.Model is not null) comparison.CompareModels(left, right, Shared(before), Shared(after));
            }
        }
        return comparison;
    }

    private static IEnumerable<ClassDeclarationSyntax> Shared(IEnumerable<GeneratedText> files) => files.Where(f => f.Model is null).SelectMany(f => f.Classes);

    private void CompareModels(GeneratedText left, GeneratedText right, IEnumerable<ClassDeclarationSyntax> leftShared, IEnumerable<ClassDeclarationSyntax> rightShared)
    {
        foreach (var (name, value) in right.Constants)
        {
            if (left.Constants.GetValueOrDefault(name, "none") is var old && old != value) Costs.Add($"{right.Constants.GetValueOrDefault("Name", right.Name)}: {name} {old} → {value}");
        }
        foreach (var (name, value) in left.Constants)
        {
            if (!right.Constants.ContainsKey(name)) Costs.Add($"{left.Constants.GetValueOrDefault("Name", left.Name)}: {name} {value} → none");
        }
        var (before, after) = (ModuleTree.Of(left.Model!, leftShared).Paths.ToList(), ModuleTree.Of(right.Model!, rightShared).Paths.ToList());
        foreach (var path in before.Except(after)) Note(_keys, "− " + Number().Replace(path, "#"), left);
        foreach (var path in after.Except(before)) Note(_keys, "+ " + Number().Replace(path, "#"), left);
        if (!before.SequenceEqual(after) && !before.Except(after).Any() && !after.Except(before).Any()) Note(_keys, "the same keys in another order", left);
    }

    private void Compare(GeneratedText left, GeneratedText right)
    {
        Differing++;
        var (old, now) = (Members(left), Members(right));
        foreach (var name in old.Keys.Where(name => !now.ContainsKey(name) && !IsInside(name, old, now))) Note(_changes, $"− {old[name].Kind} {Last(name)}", left);
        foreach (var name in now.Keys.Where(name => !old.ContainsKey(name) && !IsInside(name, now, old))) Note(_changes, $"+ {now[name].Kind} {Last(name)}", left);
        foreach (var (name, member) in old)
        {
            if (!now.TryGetValue(name, out var other)) continue;
            if (member.Comments != other.Comments) Note(_changes, "comments", left);
            Compare(member.Lines, other.Lines, left);
        }
        if (!old.Keys.Intersect(now.Keys).SequenceEqual(now.Keys.Intersect(old.Keys))) Note(_changes, "the order of members", left);
    }

    /// <summary>Lines are matched by what they do; what the lines between two matches became is a change.</summary>
    private void Compare(List<Line> before, List<Line> after, GeneratedText file)
    {
        var names = new Dictionary<string, string>();
        var renamed = false;
        var (i, j) = (0, 0);
        foreach (var (matchBefore, matchAfter) in Matches(before, after).Append((before.Count, after.Count)))
        {
            Differ(before[i..matchBefore], after[j..matchAfter]);
            if (matchBefore < before.Count)
            {
                var (old, now) = (before[matchBefore], after[matchAfter]);
                Line.Learn(old, now, names);
                // The same step on other values is a change; other names for the same values are not worth more than a word.
                if (old.Renamed(names) != now.Text) Note(_changes, Line.Change([old], [now], names), file);
                else renamed |= old.Text != now.Text;
            }
            (i, j) = (matchBefore + 1, matchAfter + 1);
        }
        if (renamed) Note(_changes, "names of locals", file);

        void Differ(List<Line> old, List<Line> now)
        {
            if (old.Count == 0 && now.Count == 0) return;
            if (old.Count == now.Count)
            {
                foreach (var (from, to) in old.Zip(now))
                {
                    if (Line.Declared(from) is { } name && Line.Declared(to) is { } other) names[name] = other;
                    Note(_changes, Line.Change([from], [to], names), file);
                }
            }
            else if (old.Count > 0 && now.Count > 0 && old.Count <= WholeChange && now.Count <= WholeChange)
            {
                Note(_changes, Line.Change(old, now, names), file);
            }
            else
            {
                foreach (var line in old) Note(_changes, Line.Change([line], [], names), file);
                foreach (var line in now) Note(_changes, Line.Change([], [line], names), file);
            }
        }
    }

    /// <summary>The longest common subsequence of what lines do.</summary>
    private static IEnumerable<(int, int)> Matches(List<Line> before, List<Line> after)
    {
        var length = new int[before.Count + 1, after.Count + 1];
        for (var i = before.Count - 1; i >= 0; i--)
        {
            for (var j = after.Count - 1; j >= 0; j--)
                length[i, j] = before[i].Shape == after[j].Shape ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        for (int i = 0, j = 0; i < before.Count && j < after.Count;)
        {
            if (before[i].Shape == after[j].Shape) yield return (i++, j++);
            else if (length[i + 1, j] >= length[i, j + 1]) i++;
            else j++;
        }
    }

    /// <summary>The members of a file by their path; a type is one itself, for its head.</summary>
    private static Dictionary<string, Member> Members(GeneratedText file)
    {
        var members = new Dictionary<string, Member>();
        var start = file.Root.ChildNodes().Where(n => n is UsingDirectiveSyntax).SelectMany(n => n.DescendantTokens()).ToList();
        members.Add("usings", new Member("", [new Line(start, new HashSet<string>())], ""));
        Add(file.Root.Members, "");
        return members;

        void Add(IEnumerable<MemberDeclarationSyntax> list, string path)
        {
            foreach (var member in list)
            {
                if (GeneratedText.IsConstantOfInfo(member)) continue;
                var name = path + "." + NameOf(member);
                // Overloads stand in their order.
                for (var i = 2; members.ContainsKey(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{path}.{NameOf(member)}/{i}");
                members.Add(name, Read(member));
                if (member is BaseNamespaceDeclarationSyntax space) Add(space.Members, path);
                if (member is TypeDeclarationSyntax type) Add(type.Members, name);
            }
        }
    }

    private static Member Read(MemberDeclarationSyntax member)
    {
        var locals = member is TypeDeclarationSyntax or BaseNamespaceDeclarationSyntax ? [] : member.DescendantNodes().Select(n => n switch
        {
            VariableDeclaratorSyntax { Parent.Parent: not BaseFieldDeclarationSyntax } variable => variable.Identifier.Text,
            ParameterSyntax parameter => parameter.Identifier.Text,
            SingleVariableDesignationSyntax designation => designation.Identifier.Text,
            _ => "",
        }).Where(n => n.Length > 0).ToHashSet();
        var inner = member switch { TypeDeclarationSyntax type => type.Members, BaseNamespaceDeclarationSyntax space => space.Members, _ => default };
        // What gets its own line, in the order of the text: statements, and the entries of an initializer.
        var parts = member.DescendantNodes(n => !IsLine(n)).Where(IsLine).Where(n => !inner.Any(m => m.Span.Contains(n.Span))).ToList();
        var tokens = member.DescendantTokens().Where(t => !inner.Any(m => m.Span.Contains(t.Span))).ToList();
        var lines = new List<Line> { new([.. tokens.Where(t => !parts.Any(p => p.Span.Contains(t.Span)))], locals) };
        lines.AddRange(parts.Select(p => new Line([.. p.DescendantTokens()], locals)));
        var comments = string.Join('\n', tokens.SelectMany(t => t.LeadingTrivia.Concat(t.TrailingTrivia)).Where(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia)).Select(t => t.ToString()));
        return new Member(member is TypeDeclarationSyntax declaration ? declaration.Keyword.Text : "member", lines, comments);
    }

    private static bool IsLine(SyntaxNode node) =>
        (node is StatementSyntax and not BlockSyntax && !node.DescendantNodes().Any(n => n is BlockSyntax))
        || (node is ExpressionSyntax && node.Parent is InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax } && !node.Ancestors().Any(a => a is StatementSyntax));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax => "constructor",
        PropertyDeclarationSyntax property => (property.ExplicitInterfaceSpecifier is { } of ? of.Name + "." : "") + property.Identifier.Text,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        BaseNamespaceDeclarationSyntax => "namespace",
        _ => member.Kind().ToString(),
    };

    /// <summary>Whether the class of a member came or went with it.</summary>
    private static bool IsInside(string name, Dictionary<string, Member> here, Dictionary<string, Member> there) =>
        name.LastIndexOf('.') is > 0 and var dot && name[..dot] is var outer && here.ContainsKey(outer) && !there.ContainsKey(outer);

    private static string Last(string name) => Number().Replace(name[(name.LastIndexOf('.') + 1)..], "#");

    private static void Note(Dictionary<string, (HashSet<string> Files, int Places)> notes, string text, GeneratedText file)
    {
        var (files, places) = notes.GetValueOrDefault(text, ([], 0));
        files.Add(file.Name);
        notes[text] = (files, places + 1);
    }

    private static IEnumerable<string> Report(Dictionary<string, (HashSet<string> Files, int Places)> notes, string what) => notes
        .OrderByDescending(n => n.Value.Places).ThenBy(n => n.Key, StringComparer.Ordinal)
        .Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Value.Files.Count} {(n.Value.Files.Count == 1 ? what[..^1] : what)}, {n.Value.Places} {(n.Value.Places == 1 ? "place" : "places")}: {n.Key}"));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    /// <summary>A member: what kind it is, its lines (the head first) and its comments.</summary>
    private sealed record Member(string Kind, List<Line> Lines, string Comments);
}
