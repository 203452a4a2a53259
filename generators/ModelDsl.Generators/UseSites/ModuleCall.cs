using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.UseSites;

/// <summary>Holds what a call passes against what the module takes.</summary>
internal sealed class ModuleCall(ModuleSignature signature)
{
    private readonly Dictionary<string, long> _sizes = [];

    /// <summary>The sizes that the arguments fix, by their names.</summary>
    public IReadOnlyDictionary<string, long> Sizes => _sizes;

    /// <summary>What is wrong with an argument, the first thing only; null where nothing is known to be.</summary>
    /// <param name="position">The position of the argument.</param>
    /// <param name="actual">What is known of it.</param>
    public (DiagnosticDescriptor Rule, object[] Arguments)? Check(int position, TensorFact actual)
    {
        if (position >= signature.Inputs.Count || signature.Inputs[position] is not { } expected) return null;
        if (actual.Rank != expected.Sizes.Count)
            return Wrong(DiagnosticDescriptors.WrongAxesInUse, Dim.Text(actual.Rank), Dim.Text(expected.Sizes.Count));
        for (var axis = 0; axis < actual.Rank; axis++)
        {
            if (actual.Sizes[axis] is not { } size) continue;
            var text = expected.Sizes[axis];
            if (SizeExpression.Evaluate(text, _sizes) is { } right && right != size)
                return Wrong(DiagnosticDescriptors.WrongSizeInUse, Dim.Text(axis), Dim.Text(size), Dim.Text(right) + (SizeExpression.IsName(text) ? $", which {text} is already" : ""));
            _sizes[text] = size;
            var least = axis < expected.Minimum.Count ? expected.Minimum[axis] : 1;
            var step = axis < expected.MultipleOf.Count ? expected.MultipleOf[axis] : 1;
            if (size < least) return Wrong(DiagnosticDescriptors.UnsupportedSizeInUse, Dim.Text(axis), Dim.Text(size), $"at least {Dim.Text(least)}");
            if (step > 1 && size % step != 0)
                return Wrong(DiagnosticDescriptors.UnsupportedSizeInUse, Dim.Text(axis), Dim.Text(size), $"a multiple of {Dim.Text(step)}, for instance {Dim.Text(Math.Max(size / step * step, (least + step - 1) / step * step))}");
        }
        return null;

        (DiagnosticDescriptor, object[]) Wrong(DiagnosticDescriptor rule, params string[] how) =>
            (rule, [expected.Name, actual.ToString(), signature.Module, expected.ToString(), .. how]);
    }

    /// <summary>What the call yields.</summary>
    public Fact? Result() => signature.Results.Count switch
    {
        0 => new OutputsFact(_sizes.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value)).ToValueList()),
        1 => signature.Results[0].Of(_sizes),
        _ => new TupleFact(signature.Results.Select(r => (Fact?)r.Of(_sizes)).ToValueList()),
    };
}
