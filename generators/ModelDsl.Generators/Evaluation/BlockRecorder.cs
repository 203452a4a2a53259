using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Notes which nodes were made during which call of a <c>[Block]</c> method.</summary>
internal sealed class BlockRecorder
{
    private readonly List<BlockCall> _top = [];
    private readonly Stack<BlockCall> _open = new();

    public IReadOnlyList<BlockCall> Blocks => _top;

    public BlockCall Begin(SourceMethod method, CallSite call, BlockHome home, int firstNode)
    {
        var scope = "";
        foreach (var argument in call.Arguments)
        {
            if (argument.Data is not Scope place) continue;
            scope = place.Path;
            break;
        }
        var arguments = new List<(string, Sym)>();
        var numbers = new List<(string, Dim)>();
        var options = new List<string>();
        for (var i = 0; i < call.Arguments.Length && i < method.Symbol.Parameters.Length; i++)
        {
            var (parameter, value) = (method.Symbol.Parameters[i], call.Arguments[i]);
            Collect(parameter.Name, value, parameter.Type, arguments);
            if (SizeOf(value.Data) is { } size) numbers.Add((parameter.Name, size));
            if (value.Data is true || (value.Data is not null && parameter.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)) options.Add(parameter.Name);
        }
        var block = new BlockCall(method.Symbol.Name, home, method.Summary, scope, firstNode, arguments) { Numbers = numbers, Options = options };
        if (_open.Count > 0) _open.Peek().Add(block);
        else _top.Add(block);
        _open.Push(block);
        return block;
    }

    public void End(BlockCall block, Value result, IMethodSymbol method, int endNode)
    {
        _open.Pop();
        block.EndNode = endNode;
        block.ReturnsTuple = result.Data is TupleValue or ListValue;
        block.Results = ResultReader.Tensors(result, method.ReturnType);
    }

    /// <summary>Notes the calls inside a block once more, for a repetition of the block.</summary>
    /// <param name="from">The call that is repeated.</param>
    /// <param name="to">Its repetition, just begun.</param>
    /// <param name="repetition">What corresponds to what.</param>
    public static void RepeatInner(BlockCall from, BlockCall to, Repetition repetition)
    {
        to.Like = from.Like ?? from;
        foreach (var child in from.Children)
        {
            var shift = to.FirstNode - from.FirstNode;
            var copy = new BlockCall(
                child.Method, child.Home, child.Summary, repetition.Of(child.Scope), child.FirstNode + shift,
                [.. child.Arguments.Select(a => (a.Parameter, repetition.Of(a.Value)))])
            {
                Numbers = child.Numbers,
                Options = child.Options,
                EndNode = child.EndNode + shift,
                ReturnsTuple = child.ReturnsTuple,
                Results = [.. child.Results.Select(r => (r.Name, repetition.Of(r.Value)))],
            };
            to.Add(copy);
            RepeatInner(child, copy, repetition);
        }
    }

    private static Dim? SizeOf(object? value) => value switch { Dim size => size, int number => number, long number => number, _ => null };

    private static void Collect(string name, Value value, ITypeSymbol type, List<(string, Sym)> into)
    {
        switch (value.Data)
        {
            case Sym tensor:
                into.Add((name, tensor));
                break;
            case TupleValue tuple:
                var elements = (type as INamedTypeSymbol)?.TupleElements ?? default;
                for (var i = 0; i < tuple.Items.Length; i++)
                {
                    var element = !elements.IsDefault && i < elements.Length ? elements[i] : null;
                    Collect(name + "." + (element is { IsExplicitlyNamedTupleElement: true } ? element.Name : Numbers.Text(i)), tuple.Items[i], element?.Type ?? type, into);
                }
                break;
            case ListValue list:
                for (var i = 0; i < list.Items.Count; i++) Collect(name + "." + Numbers.Text(i), list.Items[i], (type as IArrayTypeSymbol)?.ElementType ?? type, into);
                break;
        }
    }
}
