using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Pipeline;

/// <summary>Names of generated files: a compiler takes no two that differ in case only, and not every character of a C# name.</summary>
internal sealed class FileNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase) { "Models", "SpecificationSources" };

    /// <summary>The file for a type or namespace.</summary>
    public string Take(string fullName)
    {
        var wish = new string([.. fullName.Replace("@", "").Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-')]);
        var name = wish;
        for (var i = 2; !_taken.Add(name); i++) name = wish + "-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return name + ".g.cs";
    }
}
