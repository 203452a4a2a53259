using System.CommandLine;
using System.CommandLine.Parsing;
using ModelDsl.Runtime;

namespace ModelDsl.Cli;

/// <summary>What is wrong with a command line, in a line that says what to do; the library's texts take several, or say only what it expects.</summary>
internal static class Usage
{
    private const string Choices = "Must be one of:";

    /// <summary>The first mistake; null where there is none.</summary>
    public static string? Mistake(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (Unknown(parsed) is { } unknown) return unknown;
        if (parsed.Errors is not [var error, ..]) return null;
        if (command.Subcommands.Count > 0) return Subcommand(parsed);
        if (parsed.UnmatchedTokens is [var word, ..]) return $"'{word}': {command.Name} takes no more than {string.Join(" ", command.Arguments.Select(a => a.Name))}; {SeeHelp(parsed)}";
        return Of(error, parsed);
    }

    /// <summary>A word that looks like an option and is not: of several files the library takes it for one.</summary>
    private static string? Unknown(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens);
        // What stands behind -- is a name, whatever it looks like.
        var free = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Select(t => t.Value).ToHashSet(StringComparer.Ordinal);
        var word = taken.Select(t => t.Value).Concat(parsed.UnmatchedTokens).FirstOrDefault(w => w.Length > 1 && w[0] == '-' && free.Contains(w) && !File.Exists(w));
        if (word is null) return null;
        var name = word.Split('=', ':')[0];
        var options = command.Options.SelectMany(o => (IEnumerable<string>)[o.Name, .. o.Aliases]).Where(o => o.StartsWith("--", StringComparison.Ordinal));
        var nearest = options.MinBy(o => EditDistance.Between(name, o));
        return nearest is not null && EditDistance.Between(name, nearest) <= Math.Max(2, name.Length / 4)
            ? $"unknown option '{name}': did you mean '{nearest}'?"
            : $"unknown option '{name}': {SeeHelp(parsed)}";
    }

    private static string Subcommand(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        List<string> names = [.. command.Subcommands.Select(c => c.Name)];
        var isRoot = parsed.CommandResult.Parent is null;
        var all = isRoot ? "--help names them all" : $"{command.Name} has {string.Join(", ", names)}";
        if (parsed.UnmatchedTokens is not [var word, ..]) return $"{(isRoot ? "" : $"{command.Name}: ")}a command is missing: {all}";
        var nearest = names.MinBy(name => EditDistance.Between(word, name))!;
        var wrong = isRoot ? $"unknown command '{word}'" : $"unknown command '{command.Name} {word}'";
        return EditDistance.Between(word, nearest) <= 2 ? $"{wrong}: did you mean '{nearest}'?" : $"{wrong}: {all}";
    }

    private static string Of(ParseError error, ParseResult parsed)
    {
        var option = (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult)?.Option;
        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 1 && lines[0].EndsWith(Choices, StringComparison.Ordinal))
        {
            var wrong = error.SymbolResult?.Tokens.FirstOrDefault(t => !lines[1..].Contains($"'{t.Value}'"))?.Value;
            return $"{option?.Name}: '{wrong}' is none of {string.Join(", ", lines[1..].Select(l => l.Trim('\'')))}";
        }
        if (option is not null && Tokens(error.SymbolResult) is var tokens && error.Message.Contains($"'{option.Name}'", StringComparison.Ordinal))
        {
            if (tokens.Count == 0 && !IsGiven(option, parsed)) return $"{option.Name} is missing: {WithValue(option)}; {SeeHelp(parsed)}";
            if (tokens.Count == 0) return $"{option.Name}: its value is missing: {WithValue(option)}";
            if (tokens.Count > 1 && option.Arity.MaximumNumberOfValues == 1) return $"{option.Name}: is given {tokens.Count} times; give it once";
        }
        var missing = parsed.CommandResult.Command.Arguments.FirstOrDefault(a => a.Arity.MinimumNumberOfValues > (parsed.GetResult(a)?.Tokens.Count ?? 0));
        if (option is null && missing is not null) return $"{missing.Name} is missing: {parsed.CommandResult.Command.Name} takes {string.Join(" ", parsed.CommandResult.Command.Arguments.Select(a => a.Name))}; {SeeHelp(parsed)}";
        return string.Join(' ', lines);
    }

    private static bool IsGiven(Option option, ParseResult parsed) => parsed.Tokens.Any(t => t.Type == TokenType.Option && (t.Value == option.Name || option.Aliases.Contains(t.Value)));

    private static IReadOnlyList<Token> Tokens(SymbolResult? result) => result?.Tokens ?? [];

    private static string WithValue(Option option) => $"{option.Name} {option.HelpName ?? "VALUE"}";

    private static string SeeHelp(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as CommandResult) names.Insert(0, at.Command.Name);
        return $"'{string.Join(' ', names)} --help' tells more";
    }
}
