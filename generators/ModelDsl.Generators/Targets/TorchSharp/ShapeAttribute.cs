using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes the attribute that tells a tensor's shape to tools which look at the code around a module.</summary>
internal static class ShapeAttribute
{
    /// <summary>The attribute on a tensor that a module takes.</summary>
    public static string OfInput(Shape shape)
    {
        var symbols = shape.Select(d => d.SingleAtom as SymbolAtom).ToList();
        return $"[TensorShape({Sizes(shape)}{Bounds("Minimum", s => s.Minimum)}{Bounds("MultipleOf", s => s.MultipleOf)})]";

        string Bounds(string name, System.Func<SymbolAtom, long> bound) => symbols.Any(s => s is not null && bound(s) > 1)
            ? $", {name} = {"new long[] { " + string.Join(", ", symbols.Select(s => Literals.Of(s is null ? 1 : bound(s)))) + " }"}"
            : "";
    }

    /// <summary>The attribute on a property that holds what a module yields.</summary>
    public static string OfProperty(Shape shape) => $"[property: TensorShape({Sizes(shape)})]";

    /// <summary>The attributes on what a method returns.</summary>
    public static string OfResults(ValueList<TensorPlan> outputs) =>
        $"[return: {string.Join(", ", outputs.Select((o, i) => $"TensorShape({Sizes(o.Shape)}{(i > 0 ? $", Element = {Literals.Of(i)}" : "")})"))}]";

    private static string Sizes(Shape shape) => string.Join(", ", shape.Select(d => Literals.Of(SizeText.Of(d, Text))));

    private static string Text(Atom atom) => atom is SymbolAtom symbol ? symbol.Name : $"({SizeText.OfAtom(atom, Text, CSharpSizes.One)})";
}
