using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Arrays, lists and their elements.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The elements of anything that can be enumerated.</summary>
    public IEnumerable<Value> Items(Value collection)
    {
        IEnumerable<Value> items = collection.Data switch
        {
            ListValue { IsArray: true } array => ArrayItems(array.Items),
            ListValue list => list.Items,
            SequenceValue sequence => sequence.Items,
            SetValue set => set.Items,
            MapValue map => map.Items.Select(p => new Value(new PairValue(p.Key, p.Value))),
            GroupValue group => group.Items,
            string text => text.Select(c => new Value(c, collection.Origin)),
            IEnumerable native => native.Cast<object?>().Select(i => NativeValues.FromNative(i, null)),
            null => throw new System.ArgumentNullException("source", "the collection is null"),
            _ => throw (collection.IsUnknown ? new UnknownException() : new System.InvalidOperationException($"'{Text.Of(collection)}' is no collection")),
        };
        return Counted(items);
    }

    // An array's elements may be assigned while it is enumerated.
    private static IEnumerable<Value> ArrayItems(List<Value> items)
    {
        for (var i = 0; i < items.Count; i++) yield return items[i];
    }

    private IEnumerable<Value> Counted(IEnumerable<Value> items)
    {
        var count = 0L;
        foreach (var item in items)
        {
            budget.Step();
            budget.CheckElements(++count);
            yield return item;
        }
    }

    /// <summary>A list of the given elements, within the budget.</summary>
    public ListValue MakeList(IEnumerable<Value> items, bool isArray)
    {
        var list = new List<Value>();
        foreach (var item in items)
        {
            list.Add(item);
            if ((list.Count & 1023) == 0) budget.CheckElements(list.Count);
        }
        return new ListValue(list, isArray);
    }

    private Value CreateArray(IArrayCreationOperation operation, Frame frame)
    {
        if (operation.DimensionSizes.Length != 1) return Unsupported(operation, frame);
        if (operation.Initializer is { } initializer) return new Value(new ListValue([.. EvaluateAll(initializer.ElementValues, frame)], isArray: true), operation.IsImplicit ? null : Origins.Of(operation.Syntax));
        var size = Evaluate(operation.DimensionSizes[0], frame);
        if (size.IsUnknown) return size;
        var count = Numbers.ToLong(size.Data!);
        if (count < 0)
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"an array cannot have {Numbers.Text(count)} elements", CallSite.OriginsIn(size),
                operation.DimensionSizes[0].Syntax, operation.Syntax, frame);
            return Value.Unknown;
        }
        budget.CheckElements(count);
        var element = DefaultOf(frame.Resolve(((IArrayTypeSymbol)operation.Type!).ElementType));
        // Its length comes from where the number does.
        return new Value(new ListValue([.. Enumerable.Repeat(element, (int)count)], isArray: true), size.Origin);
    }

    private Value CreateCollection(ICollectionExpressionOperation operation, Frame frame)
    {
        var items = new List<Value>();
        foreach (var element in operation.Elements)
        {
            if (element is not ISpreadOperation spread)
            {
                items.Add(Evaluate(element, frame));
                continue;
            }
            var spreadItems = Evaluate(spread.Operand, frame);
            if (spreadItems.IsUnknown) return spreadItems;
            if (spreadItems.Data is null) return NullReceiver(spread, spread.Operand, frame);
            using var source = Items(spreadItems).GetEnumerator();
            while (TryMoveNext(source, spread.Operand, frame, out var isKnown) || !isKnown)
            {
                if (!isKnown) return Value.Unknown;
                items.Add(spread.ElementType is { } from && ElementType(operation.Type) is { } to && !spread.ElementConversion.IsIdentity
                    ? ConvertTo(source.Current, from, to, spread, frame)
                    : source.Current);
                budget.CheckElements(items.Count);
            }
        }
        // The list itself was written here; that is where its length comes from.
        return CollectionOf(operation, items, frame).From(Origins.Of(operation.Syntax));
    }

    private Value CollectionOf(IOperation operation, List<Value> items, Frame frame)
    {
        switch (operation.Type is null ? null : NotNullable(operation.Type))
        {
            case IArrayTypeSymbol:
                return new Value(new ListValue(items, isArray: true));
            case INamedTypeSymbol named when TypeNames.IsVocabulary(named):
                foreach (var item in items) if (NativeValues.HasUnknown(item)) return Value.Unknown;
                return NativeCollections.Make(this, named, items, new CallSite(operation.Syntax, frame, frame.Method!, default, []), out var made)
                    ? new Value(made)
                    : Unsupported(operation, frame);
            case INamedTypeSymbol { Name: "HashSet" or "ISet" or "IReadOnlySet" }:
                return new Value(new SetValue(new HashSet<Value>(items, ValueComparer.Default)));
            case INamedTypeSymbol { Name: "ReadOnlySpan" or "Span" or "ImmutableArray" }:
                return new Value(new ListValue(items, isArray: true));
            case INamedTypeSymbol { Name: "List" or "IList" or "ICollection" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" }:
                return new Value(new ListValue(items, isArray: false));
            default:
                return Unsupported(operation, frame);
        }
    }

    private Value ReadElement(IArrayElementReferenceOperation operation, Frame frame)
    {
        if (operation.Indices.Length != 1) return Unsupported(operation, frame);
        var array = Evaluate(operation.ArrayReference, frame);
        return ReadElement(array, operation.ArrayReference, Evaluate(operation.Indices[0], frame), operation.Indices[0], operation, frame);
    }

    private Value ReadImplicitIndexer(IImplicitIndexerReferenceOperation operation, Frame frame)
    {
        var receiver = Evaluate(operation.Instance, frame);
        var index = Evaluate(operation.Argument, frame);
        if (receiver.IsUnknown || index.IsUnknown) return Value.Unknown;
        if (receiver.Data is ListValue or string or null) return ReadElement(receiver, operation.Instance, index, operation.Argument, operation, frame);
        // An indexer of the vocabulary or of the specification: the language counts from the end by its length.
        if (operation.LengthSymbol is not IPropertySymbol { GetMethod: { } length } || operation.IndexerSymbol is not IPropertySymbol { GetMethod: { } indexer }
            || index.Data is not IndexValue position)
        {
            return Unsupported(operation, frame);
        }
        var count = Call(new CallSite(operation.Syntax, frame, length, receiver, []));
        return count.Data is int number
            ? Call(new CallSite(operation.Syntax, frame, indexer, receiver, [Value.Of(position.In(number), index.Origin)]))
            : Value.Unknown;
    }

    private Value ReadElement(Value list, IOperation listSyntax, Value index, IOperation indexSyntax, IOperation operation, Frame frame)
    {
        if (list.IsUnknown || index.IsUnknown) return Value.Unknown;
        if (list.Data is null) return NullReceiver(operation, listSyntax, frame);
        var text = list.Data as string;
        if (text is null && list.Data is not ListValue) return Unsupported(operation, frame);
        var items = (list.Data as ListValue)?.Items;
        var count = text?.Length ?? items!.Count;
        if (index.Data is RangeValue range)
        {
            var (start, end) = (range.Start.In(count), range.End.In(count));
            if (start < 0 || end > count || start > end) return OutOfRange(Text.Of(index), count, indexSyntax, operation, frame);
            return text is not null
                ? new Value(text.Substring(start, end - start), list.Origin)
                : new Value(new ListValue(items!.GetRange(start, end - start), ((ListValue)list.Data).IsArray));
        }
        var position = index.Data is IndexValue fromEnd ? fromEnd.In(count) : (int)Numbers.ToLong(index.Data!);
        if (position < 0 || position >= count) return OutOfRange(Text.Of(index), count, indexSyntax, operation, frame);
        return text is not null ? new Value(text[position], list.Origin) : items![position];
    }

    private void AssignElement(Value list, Value[] indices, Value value, IOperation operation, Frame frame)
    {
        _sideEffects++;
        if (list.IsUnknown) return;
        if (indices.Length != 1 || list.Data is not ListValue { Items: var items })
        {
            if (list.Data is null) NullReceiver(operation, null, frame);
            else Unsupported(operation, frame);
            return;
        }
        if (indices[0].IsUnknown)
        {
            for (var i = 0; i < items.Count; i++) items[i] = Value.Unknown;
            return;
        }
        var position = ToIndex(indices[0]).In(items.Count);
        if (position < 0 || position >= items.Count) OutOfRange(Text.Of(indices[0]), items.Count, operation, operation, frame);
        else items[position] = value;
    }

    private Value OutOfRange(string index, int count, IOperation indexSyntax, IOperation operation, Frame frame)
    {
        reporter.ReportCall(
            DiagnosticDescriptors.Arithmetic, $"index {index} is outside '{Shorten(operation.Syntax)}', which has {Numbers.Text(count)} element{(count == 1 ? "" : "s")}",
            [], indexSyntax.Syntax, operation.Syntax, frame);
        return Value.Unknown;
    }
}
