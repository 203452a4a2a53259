using System;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The members of <c>Index</c> and <c>Range</c>.</summary>
internal static class IndexLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        ".ctor" when method.ContainingType.Name == "Index" && method.Parameters.Length == 2 => (_, call) => new Value(new IndexValue((int)call.Arguments[0].Data!, call.Arguments[1].Data is true)),
        ".ctor" when method.ContainingType.Name == "Range" && method.Parameters.Length == 2 => (_, call) => new Value(new RangeValue((IndexValue)call.Arguments[0].Data!, (IndexValue)call.Arguments[1].Data!)),
        "FromEnd" => (_, call) => new Value(new IndexValue((int)call.Arguments[0].Data!, true)),
        "FromStart" => (_, call) => new Value(new IndexValue((int)call.Arguments[0].Data!, false)),
        "get_Value" => (_, call) => Value.Of(((IndexValue)call.Receiver.Data!).Number),
        "get_IsFromEnd" => (_, call) => Value.Of(((IndexValue)call.Receiver.Data!).FromEnd),
        "GetOffset" => (_, call) => Value.Of(((IndexValue)call.Receiver.Data!).In((int)call.Arguments[0].Data!)),
        "get_Start" when method.ContainingType.Name == "Range" => (_, call) => new Value(((RangeValue)call.Receiver.Data!).Start),
        "get_End" when method.ContainingType.Name == "Range" => (_, call) => new Value(((RangeValue)call.Receiver.Data!).End),
        "GetOffsetAndLength" => (_, call) => Stretch((RangeValue)call.Receiver.Data!, (int)call.Arguments[0].Data!),
        _ => null,
    };

    private static Value Stretch(RangeValue range, int count)
    {
        var (start, end) = (range.Start.In(count), range.End.In(count));
        return start >= 0 && start <= end && end <= count
            ? new Value(new TupleValue([Value.Of(start), Value.Of(end - start)]))
            : throw new ArgumentException($"{Text.Of(new Value(range))} lies outside of {Numbers.Text(count)} elements");
    }
}
