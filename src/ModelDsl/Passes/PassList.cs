using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>The passes of a target, in their order; each can be left out by its name.</summary>
/// <param name="passes">The passes.</param>
internal sealed class PassList(params Pass[] passes)
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = [.. passes.Select(NameOf)];

    /// <summary>Runs a body through them.</summary>
    /// <param name="body">The body.</param>
    /// <param name="without">The names of those to leave out.</param>
    /// <returns>The rewritten body, and what each did.</returns>
    /// <exception cref="ArgumentException">There is no pass of a name; the message lists them.</exception>
    public (Body Body, IReadOnlyList<PassCount> Counts) Run(Body body, IReadOnlyCollection<string> without)
    {
        if (without.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new ArgumentException($"there is no pass '{MismatchText.Printable(unknown)}': {string.Join(", ", Names)}");
        var counts = new List<PassCount>();
        foreach (var pass in passes.Where(p => !without.Contains(NameOf(p))))
        {
            var before = Steps(body);
            body = pass.Run(body);
            counts.Add(new(NameOf(pass), before, Steps(body)));
        }
        return (body, counts);
    }

    private static string NameOf(Pass pass) => pass.GetType().Name;

    /// <summary>The steps of a forward: those that an output needs and that need an input.</summary>
    private static int Steps(Body body)
    {
        var needs = new bool[body.Steps.Count];
        for (var i = 0; i < needs.Length; i++) needs[i] = body.Steps[i].Inputs.Any(input => input.Step < 0 || needs[input.Step]);
        return body.Outputs.SelectMany(o => body.Reach(o.Value)).Distinct().Count(i => needs[i]);
    }
}

/// <summary>What a pass did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">How many steps a forward had before it.</param>
/// <param name="After">How many it has after it; what depends on weights only is computed once, when the model is prepared, and counts nowhere.</param>
public sealed record PassCount(string Name, int Before, int After);
