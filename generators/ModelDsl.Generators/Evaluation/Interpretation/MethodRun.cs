using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>One run of a method, local function or lambda that takes or yields tensors.</summary>
/// <param name="Path">The call, with those around it.</param>
/// <param name="Method">What was called.</param>
/// <param name="Arguments">What it was given, in the order of the parameters.</param>
/// <param name="Result">What it returned.</param>
internal sealed record MethodRun(CallPath Path, IMethodSymbol Method, IReadOnlyList<Value> Arguments, Value Result)
{
    /// <summary>Whether a value is a tensor, or holds others.</summary>
    public static bool MayHoldTensor(Value value) => value.Data is Sym or TupleValue or ListValue or Features;
}
