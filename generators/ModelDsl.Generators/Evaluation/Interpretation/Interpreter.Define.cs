using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Where an evaluation starts.</summary>
internal sealed partial class Interpreter
{
    private readonly BlockRecorder _blocks = blocks;
    private readonly Dictionary<Sym, string> _names = [];

    /// <summary>The local that a tensor was first put into.</summary>
    public IReadOnlyDictionary<Sym, string> Names => _names;

    private void Name(ILocalSymbol local, Value value)
    {
        if (value.Data is Sym tensor && !_names.ContainsKey(tensor)) _names.Add(tensor, local.Name);
    }

    public Value EvaluateDefine(IMethodSymbol define)
    {
        if (sources.MethodOf(define) is not { Body: not null } method) return Value.Unknown;
        // Nobody wrote this call, so no message may point at it: the frame has no caller.
        var frame = new Frame(method.Symbol, null, null);
        frame.Declare(method.Symbol.Parameters[0], new Value(graph.Root));
        return Run(method.Body, frame, returnsVoid: false, frame);
    }
}
