using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Reads the tensors out of what a method returned.</summary>
internal static class ResultReader
{
    /// <summary>The results of <c>Define</c>, empty where one of them is not known.</summary>
    public static (IReadOnlyList<ResultValue> Results, ResultForm Form) Read(Value value, ITypeSymbol type)
    {
        var form = value.Data switch { TupleValue => ResultForm.Tuple, ListValue => ResultForm.List, Features => ResultForm.Features, _ => ResultForm.Single };
        if (NativeValues.HasUnknown(value)) return ([], form);
        return ([.. Tensors(value, type).Select(t => new ResultValue(t.Name, t.Value))], form);
    }

    /// <summary>The tensors in a value with the names that a tuple or <see cref="Features"/> gives them.</summary>
    public static IReadOnlyList<(string? Name, Sym Value)> Tensors(Value value, ITypeSymbol type)
    {
        var tensors = new List<(string?, Sym)>();
        switch (value.Data)
        {
            case Sym tensor:
                tensors.Add((null, tensor));
                break;
            case Features features:
                foreach (var (name, map) in features.Maps) tensors.Add((name, map));
                break;
            case TupleValue tuple:
                var elements = (type as INamedTypeSymbol)?.TupleElements ?? default;
                for (var i = 0; i < tuple.Items.Length; i++)
                {
                    var name = !elements.IsDefault && i < elements.Length && elements[i].IsExplicitlyNamedTupleElement ? elements[i].Name : null;
                    if (tuple.Items[i].Data is Sym item) tensors.Add((name, item));
                }
                break;
            case ListValue list:
                foreach (var item in list.Items)
                    if (item.Data is Sym element) tensors.Add((null, element));
                break;
        }
        return tensors;
    }
}
