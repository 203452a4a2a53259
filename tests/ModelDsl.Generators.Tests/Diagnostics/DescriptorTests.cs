using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>What holds for every rule.</summary>
public class DescriptorTests
{
    public static TheoryData<string> Ids => [.. All().Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_is_complete(string id)
    {
        var rule = All().Single(d => d.Id == id);
        Assert.Matches("^MDSL[12345679][0-9]{3}$", rule.Id);
        Assert.True(rule.IsEnabledByDefault);
        // What a model costs is the author's to decide; only a budget of one's own is binding.
        var severity = rule.Id.StartsWith("MDSL51", StringComparison.Ordinal) ? DiagnosticSeverity.Info
            // What a network means is its author's to say.
            : rule.Id.StartsWith("MDSL7", StringComparison.Ordinal) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        Assert.Equal(severity, rule.DefaultSeverity);
        Assert.EndsWith("/" + rule.Id + ".md", rule.HelpLinkUri, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\.$", rule.Title.ToString() + "|" + rule.MessageFormat);
        var releases = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AnalyzerReleases.Unshipped.md")) + File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AnalyzerReleases.Shipped.md"));
        Assert.Matches($@"(?m)^{rule.Id} \| {Regex.Escape(rule.Category)} +\| {severity,-8} \| \[{Regex.Escape(rule.Title.ToString())}\]\({Regex.Escape(rule.HelpLinkUri)}\)", releases);
    }

    [Fact]
    public void Ids_are_used_once() => Assert.Equal(All().Select(d => d.Id), All().Select(d => d.Id).Distinct());

    [Fact]
    public void Every_error_of_the_vocabulary_has_a_rule()
    {
        var ids = typeof(SpecErrors).GetFields().Select(f => (string)f.GetValue(null)!).ToArray();
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.Equal(id, DiagnosticDescriptors.ForVocabulary(id).Id));
    }

    internal static IEnumerable<DiagnosticDescriptor> All() => typeof(DiagnosticDescriptors)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>();
}
