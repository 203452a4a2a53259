using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What a type of the specification says about equality and order of its objects.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Whether an object is equal to another value by the Equals that its type declares.</summary>
    public bool AreEqualBy(Instance instance, Value other)
    {
        var method = instance.Type.EqualsOf(instance.Symbol)!;
        if (method.Parameters[0].Type.SpecialType != SpecialType.System_Object && !IsInstanceOf(other, method.Parameters[0].Type)) return false;
        return Ask(instance, method, other).Data as bool? ?? throw new UnknownException();
    }

    /// <summary>The order of an object and another value by the CompareTo that its type declares; null where it declares none.</summary>
    public int? CompareBy(Instance instance, Value other) =>
        instance.Type.CompareToOf(instance.Symbol) is { } method ? Ask(instance, method, other).Data as int? ?? throw new UnknownException() : null;

    private Value Ask(Instance instance, IMethodSymbol method, Value other)
    {
        // Collections ask, not the specification: there is no call that a message could point at but the method itself.
        var site = sources.MethodOf(method)!.Body!.Syntax;
        return Call(new CallSite(site, new Frame(null, null, null), method, new Value(instance), [other]), isVirtual: false);
    }
}
