using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Looks at a specification that is free of errors for what its author hardly meant: results that are thrown away,
/// layers that nothing uses, weights that are shared by accident.
/// </summary>
internal static class MeaningReview
{
    // A fix is tried by evaluating the specification with it.
    private const int MostTrials = 12;

    /// <summary>What to report about a model.</summary>
    /// <param name="evaluation">Its evaluation, without errors.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="evaluate">Evaluates it once more with another text; null where that is wrong.</param>
    public static IEnumerable<DiagnosticInfo> Of(Evaluation evaluation, Compilation compilation, Func<Replacement, (Evaluation Evaluation, Compilation Compilation)?> evaluate)
    {
        var remarks = Remarks(evaluation, compilation);
        var trials = 0;
        foreach (var remark in remarks) yield return remark with { Fixes = remark.Fixes.Where(Mends).ToValueList() };

        bool Mends(Replacement fix) => trials++ < MostTrials && evaluate(fix) is var (after, changed) && Remarks(after, changed).Count < remarks.Count;
    }

    private static List<DiagnosticInfo> Remarks(Evaluation evaluation, Compilation compilation)
    {
        var reviewed = new Reviewed(evaluation, compilation);
        var unused = new UnusedValues(reviewed).Find().Concat(new UnusedParameters(reviewed).Find()).Concat(new TakenParts(reviewed).Find()).GroupBy(d => d.Where).Select(g => g.First()).ToList();
        // What is computed twice from one input, while another is not used, is reported as that.
        var shared = unused.Count == 0 ? new SharedPaths(reviewed).Find() : [];
        return
        [
            .. new ExchangedArguments(reviewed).Find(), .. new Symbols(reviewed).Find(), .. new Layouts(reviewed).Find(), .. unused, .. shared,
            .. new Axes(reviewed).Find(), .. new EqualSides(reviewed).Find(), .. new LoneValues(reviewed).Find(), .. new BlockDeclarations(reviewed).Find(),
        ];
    }
}
