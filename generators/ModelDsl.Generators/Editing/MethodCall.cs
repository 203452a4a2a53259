using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Editing;

/// <summary>One call of a method whose shapes are shown: what the sizes inside may be expressed in.</summary>
internal sealed class MethodCall
{
    private readonly IReadOnlyList<(string Parameter, Sym Value)> _tensors;

    private MethodCall(string scope, IReadOnlyList<(string Name, Dim Value)> numbers, IReadOnlyList<(string Parameter, Sym Value)> tensors) =>
        (Scope, Numbers, _tensors) = (scope, numbers, tensors);

    /// <summary>The place in the state_dict that it was given; empty for none.</summary>
    public string Scope { get; }

    /// <summary>The arguments that are whole numbers or sizes.</summary>
    public IReadOnlyList<(string Name, Dim Value)> Numbers { get; }

    /// <summary>The sizes of the tensors that it was given, axis by axis.</summary>
    public IEnumerable<Dim> Axes => _tensors.SelectMany(t => t.Value.Shape);

    /// <summary>Whether some axis but that of the images is fixed only at run time.</summary>
    public bool IsOpen => Axes.Any(a => !a.IsConstant && !a.DependsOnBatch);

    /// <summary>The call that a frame is.</summary>
    public static MethodCall Of(Frame frame, IMethodSymbol method)
    {
        var (scope, numbers, tensors) = ("", new List<(string, Dim)>(), new List<(string, Sym)>());
        for (var i = 0; i < frame.Arguments.Count && i < method.Parameters.Length; i++)
        {
            var name = method.Parameters[i].Name;
            switch (frame.Arguments[i].Data)
            {
                case Scope place when scope.Length == 0:
                    scope = place.Path;
                    break;
                case Sym tensor:
                    tensors.Add((name, tensor));
                    break;
                case Dim size:
                    numbers.Add((name, size));
                    break;
                case int number:
                    numbers.Add((name, number));
                    break;
            }
        }
        return new MethodCall(scope, numbers, tensors);
    }

    /// <summary>
    /// What the axes are called, as in the class of the block: <c>channels</c> of the first tensor, <c>skipChannels</c> of another one, and of the
    /// first where <c>channels</c> is an argument.
    /// </summary>
    /// <param name="body">What the block does with its tensors; null where it has no class.</param>
    public IReadOnlyList<string> AxisNames(Body? body)
    {
        var names = new List<string>();
        foreach (var (parameter, value) in _tensors)
        {
            var port = body?.Inputs.ToList().FindIndex(i => i.Name == parameter) ?? -1;
            var axes = port >= 0 ? PortNames.Of(body!, port) : [.. Enumerable.Range(0, value.Rank).Select(axis => Renumbering.AxisName(value.Rank, axis))];
            names.AddRange(axes.Select(axis => parameter == _tensors[0].Parameter && !Numbers.Any(n => n.Name == axis) ? axis : Names.Camel(parameter + "_" + axis)));
        }
        return names;
    }
}
