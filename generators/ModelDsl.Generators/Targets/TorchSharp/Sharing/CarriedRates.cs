using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>The rates of a class as text: a constant <c>0.1</c>, constants <c>0.1 0.2</c> of modules that repeat, a parameter <c>@dropPath</c> or a list of them <c>@dropPath*</c>.</summary>
internal static class CarriedRates
{
    /// <summary>Stands for a rate that only a module inside has to do with.</summary>
    public const string Unread = "_";

    /// <summary>The text of a rate.</summary>
    public static string Write(RateValue rate, bool isList) =>
        rate.Parameter is { } parameter ? "@" + parameter + (isList ? "*" : "")
        : rate.List is { } list ? string.Concat(list.Select(r => NumberNotation.Write(r) + " "))
        : NumberNotation.Write(rate.Constant);

    /// <summary>The rates of a class, and its parameters, each with the position of the first rate that it stands for.</summary>
    public static (RateValue[] Values, List<(string Name, bool IsList, int Rate)> Parameters) Read(ValueList<string> texts)
    {
        var parameters = new List<(string Name, bool IsList, int Rate)>();
        var values = texts.Select((text, i) =>
        {
            if (text == Unread) return new RateValue(0, null);
            if (!IsParameter(text)) return text.EndsWith(" ", StringComparison.Ordinal) ? new RateValue(0, null) { List = List(text) } : new RateValue(NumberNotation.Constant(text) ?? double.NaN, null);
            var name = text.Substring(1).TrimEnd('*');
            if (!parameters.Exists(p => p.Name == name)) parameters.Add((name, text.EndsWith("*", StringComparison.Ordinal), i));
            return new RateValue(0, name);
        }).ToArray();
        return (values, parameters);
    }

    /// <summary>Whether a class can have the rates of a place.</summary>
    public static bool Fit(ValueList<string> texts, RateSlot[] place)
    {
        if (texts.Count != place.Length) return false;
        for (var i = 0; i < place.Length; i++)
        {
            var (text, rates) = (texts[i], place[i].Rates);
            var fits = text == Unread || (IsParameter(text)
                ? (text.EndsWith("*", StringComparison.Ordinal) || rates.Count == 1) && place[texts.ToList().IndexOf(text)].Rates.Equals(rates)
                : text.EndsWith(" ", StringComparison.Ordinal) ? List(text).Equals(rates) : NumberNotation.Constant(text) is { } constant && rates.All(r => r.Equals(constant)));
            if (!fits) return false;
        }
        return true;
    }

    private static bool IsParameter(string text) => text.StartsWith("@", StringComparison.Ordinal);

    private static ValueList<double> List(string text) => text.Split([' '], StringSplitOptions.RemoveEmptyEntries).Select(t => NumberNotation.Constant(t) ?? double.NaN).ToValueList();
}
