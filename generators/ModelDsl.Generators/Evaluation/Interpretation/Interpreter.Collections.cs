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
            GridValue grid => grid.Items,
            CollectionValue own => OwnItems(own),
            EnumeratorValue enumerator => Rest(enumerator.Items),
            Instance instance => ItemsOf(instance),
            string text => text.Select(c => new Value(c, collection.Origin)),
            IEnumerable native => native.Cast<object?>().Select(i => NativeValues.FromNative(i, null)),
            null => throw new System.ArgumentNullException("source", "the collection is null"),
            _ => throw (collection.IsUnknown ? new UnknownException() : new System.InvalidOperationException($"'{Text.Of(collection)}' is not a collection")),
        };
        return Counted(items);
    }

    // An array's elements may be assigned while it is enumerated.
    private static IEnumerable<Value> ArrayItems(List<Value> items)
    {
        for (var i = 0; i < items.Count; i++) yield return items[i];
    }

    private static IEnumerable<Value> OwnItems(CollectionValue collection)
    {
        foreach (var item in (IEnumerable)collection.Items) yield return OverValues.ToValue(item, null);
    }

    private static IEnumerable<Value> Rest(IEnumerator<Value> items)
    {
        while (items.MoveNext()) yield return items.Current;
    }

    /// <summary>The elements of an object of the specification, by its GetEnumerator.</summary>
    private IEnumerable<Value> ItemsOf(Instance instance)
    {
        var methods = instance.Type.Symbol.GetMembers().OfType<IMethodSymbol>().Where(m => m.Parameters.Length == 0 && !m.IsStatic).ToList();
        var start = methods.FirstOrDefault(m => m.Name == "GetEnumerator") ?? methods.FirstOrDefault(m => m.Name.EndsWith(".GetEnumerator", System.StringComparison.Ordinal));
        if (start is null || sources.MethodOf(start) is not { Body.Syntax: { } site }) throw new System.InvalidOperationException($"'{instance.Symbol.Name}' is not a collection");
        var frame = new Frame(null, null, null);
        var enumerator = Call(new CallSite(site, frame, start, new Value(instance), []), isVirtual: false);
        if (enumerator.Data is EnumeratorValue { Items: var items }) return Rest(items);
        return enumerator.Data is Instance steps && Function(steps, "MoveNext") is { } next
            ? StepThrough(steps, next, site, frame)
            : throw (enumerator.IsUnknown ? new UnknownException() : new System.InvalidOperationException($"'{instance.Symbol.Name}' cannot be gone through"));
    }

    private static IMethodSymbol? Function(Instance instance, string name) => instance.Type.Symbol.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.Length == 0);

    private IEnumerable<Value> StepThrough(Instance steps, IMethodSymbol next, SyntaxNode site, Frame frame)
    {
        while (Truth(Call(new CallSite(site, frame, next, new Value(steps), []))) ?? throw new UnknownException()) yield return ReadProperty(steps, "Current", site, frame);
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
        var type = (IArrayTypeSymbol)frame.Resolve(operation.Type!);
        if (operation.DimensionSizes.Length != 1) return CreateGrid(operation, type, frame);
        if (operation.Initializer is { } initializer) return new Value(new ListValue([.. EvaluateElements(initializer, frame)], isArray: true, type), operation.IsImplicit ? null : Origins.Of(operation.Syntax));
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
        // Its length comes from where the number does.
        return new Value(new ListValue([.. Enumerable.Repeat(DefaultOf(type.ElementType), (int)count)], isArray: true, type), size.Origin);
    }

    private Value[] EvaluateElements(IArrayInitializerOperation initializer, Frame frame) =>
        [.. initializer.ElementValues.Select(e => e is IArrayInitializerOperation inner ? new Value(new ListValue([.. EvaluateElements(inner, frame)], isArray: true)) : Evaluate(e, frame))];

    private Value CreateGrid(IArrayCreationOperation operation, IArrayTypeSymbol type, Frame frame)
    {
        var lengths = new int[operation.DimensionSizes.Length];
        var total = 1L;
        for (var i = 0; i < lengths.Length; i++)
        {
            var size = Evaluate(operation.DimensionSizes[i], frame);
            if (size.IsUnknown) return size;
            var length = Numbers.ToLong(size.Data!);
            if (length < 0) return reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.DimensionSizes[i].Syntax, frame, $"an array cannot have {Numbers.Text(length)} elements");
            budget.CheckElements(length);
            budget.CheckElements(total *= length);
            lengths[i] = (int)length;
        }
        if (operation.Initializer is null) return new Value(new GridValue([.. Enumerable.Repeat(DefaultOf(type.ElementType), (int)total)], lengths, type));
        var items = new List<Value>();
        Fill(operation.Initializer, items, frame);
        return new Value(new GridValue([.. items], lengths, type), operation.IsImplicit ? null : Origins.Of(operation.Syntax));
    }

    private void Fill(IArrayInitializerOperation initializer, List<Value> items, Frame frame)
    {
        foreach (var element in initializer.ElementValues)
        {
            if (element is IArrayInitializerOperation inner) Fill(inner, items, frame);
            else items.Add(Evaluate(element, frame));
        }
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
        var type = operation.Type is null ? null : NotNullable(frame.Resolve(operation.Type));
        switch (type)
        {
            case IArrayTypeSymbol:
                return new Value(new ListValue(items, isArray: true, type));
            case INamedTypeSymbol named when TypeNames.IsVocabulary(named):
                foreach (var item in items) if (NativeValues.HasUnknown(item)) return Value.Unknown;
                return NativeCollections.Make(this, named, items, new CallSite(operation.Syntax, frame, frame.Method!, default, []), out var made)
                    ? new Value(made)
                    : Unsupported(operation, frame);
            case INamedTypeSymbol { Name: "HashSet" or "ISet" or "IReadOnlySet" }:
                return new Value(new SetValue(new HashSet<Value>(items, ValueComparer.Default)));
            case INamedTypeSymbol { Name: "ReadOnlySpan" or "Span" or "ImmutableArray" }:
                return new Value(new ListValue(items, isArray: true));
            case INamedTypeSymbol { Name: "List" }:
                return new Value(new ListValue(items, isArray: false, type));
            case INamedTypeSymbol { Name: "IList" or "ICollection" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" }:
                return new Value(new ListValue(items, isArray: false));
            case INamedTypeSymbol named when operation is ICollectionExpressionOperation { ConstructMethod: { Parameters.Length: 0 } } && OverValues.New(named) is { } collection
                && OverValues.Adder(collection) is { } add:
                foreach (var item in items) add(item);
                return new Value(new CollectionValue(collection, named));
            default:
                return Unsupported(operation, frame);
        }
    }

    private Value ReadElement(IArrayElementReferenceOperation operation, Frame frame)
    {
        var array = Evaluate(operation.ArrayReference, frame);
        var indices = EvaluateAll(operation.Indices, frame);
        if (array.Data is GridValue grid) return ElementOf(grid, indices, operation, frame).Value;
        return ReadElement(array, operation.ArrayReference, indices[0], operation.Indices[0], operation, frame);
    }

    private Value ReadImplicitIndexer(IImplicitIndexerReferenceOperation operation, Frame frame) =>
        ReadImplicitIndexer(operation, Evaluate(operation.Instance, frame), Evaluate(operation.Argument, frame), frame);

    private Value ReadImplicitIndexer(IImplicitIndexerReferenceOperation operation, Value receiver, Value index, Frame frame)
    {
        if (receiver.IsUnknown || index.IsUnknown) return Value.Unknown;
        if (index.Data is RangeValue && receiver.Data is ListValue && operation.Type is INamedTypeSymbol { Name: "Span" }) return Unsupported(operation, frame);
        if (receiver.Data is ListValue or string or null) return ReadElement(receiver, operation.Instance, index, operation.Argument, operation, frame);
        if (index.Data is RangeValue range) return ReadSlice(operation, receiver, range, frame);
        return operation.IndexerSymbol is IPropertySymbol { GetMethod: { } indexer } && PositionIn(operation, receiver, index, frame) is { } position
            ? Call(new CallSite(operation.Syntax, frame, indexer, receiver, [position]))
            : Unsupported(operation, frame);
    }

    /// <summary>A stretch of an object of the vocabulary or of the specification, by its Slice method.</summary>
    private Value ReadSlice(IImplicitIndexerReferenceOperation operation, Value receiver, RangeValue range, Frame frame)
    {
        if (operation.IndexerSymbol is not IMethodSymbol slice || LengthOf(operation, receiver, frame) is not { } length) return Unsupported(operation, frame);
        var (start, end) = (range.Start.In(length), range.End.In(length));
        return Call(new CallSite(operation.Syntax, frame, slice, receiver, [Value.Of(start), Value.Of(end - start)]));
    }

    /// <summary>An index into an object of the vocabulary or of the specification: the language counts from the end by its length.</summary>
    private Value? PositionIn(IImplicitIndexerReferenceOperation operation, Value receiver, Value index, Frame frame) =>
        index.Data is IndexValue position && LengthOf(operation, receiver, frame) is { } length ? Value.Of(position.In(length), index.Origin) : null;

    private int? LengthOf(IImplicitIndexerReferenceOperation operation, Value receiver, Frame frame)
    {
        if (operation.LengthSymbol is not IPropertySymbol { GetMethod: { } getter } property) return null;
        var length = receiver.Data is Instance ? ReadProperty(receiver, property, true, operation.Syntax, frame) : Call(new CallSite(operation.Syntax, frame, getter, receiver, []));
        return length.Data as int?;
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
                : new Value(new ListValue(items!.GetRange(start, end - start), ((ListValue)list.Data).IsArray, ((ListValue)list.Data).Type));
        }
        var position = index.Data is IndexValue fromEnd ? fromEnd.In(count) : (int)Numbers.ToLong(index.Data!);
        if (position < 0 || position >= count) return OutOfRange(Text.Of(index), count, indexSyntax, operation, frame);
        return text is not null ? new Value(text[position], list.Origin) : items![position];
    }

    private Value OutOfRange(string index, int count, IOperation indexSyntax, IOperation operation, Frame frame)
    {
        reporter.ReportCall(
            DiagnosticDescriptors.Arithmetic, $"index {index} is outside '{Shorten(operation.Syntax)}', which has {Numbers.Text(count)} element{(count == 1 ? "" : "s")}",
            [], indexSyntax.Syntax, operation.Syntax, frame);
        return Value.Unknown;
    }
}
