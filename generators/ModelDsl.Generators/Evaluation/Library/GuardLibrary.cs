using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The framework's guards, such as <c>ArgumentOutOfRangeException.ThrowIfNegative</c>. Their message lands on the guarded argument.</summary>
internal static class GuardLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        "ThrowIfNull" => (interpreter, call) => Guard(interpreter, call, call.Arguments[0].Data is null, "must not be null"),
        "ThrowIfNullOrEmpty" => (interpreter, call) => Guard(interpreter, call, Text.Of(call.Arguments[0]).Length == 0, "must not be empty"),
        "ThrowIfNullOrWhiteSpace" => (interpreter, call) => Guard(interpreter, call, Text.Of(call.Arguments[0]).Trim().Length == 0, "must not be empty"),
        "ThrowIfNegative" => (interpreter, call) => Guard(interpreter, call, Number(call, 0) < 0, "must not be negative"),
        "ThrowIfZero" => (interpreter, call) => Guard(interpreter, call, Number(call, 0) == 0, "must not be 0"),
        "ThrowIfNegativeOrZero" => (interpreter, call) => Guard(interpreter, call, Number(call, 0) <= 0, "must be greater than 0"),
        "ThrowIfGreaterThan" => (interpreter, call) => Guard(interpreter, call, Compare(call) > 0, $"must be at most {Text.Of(call.Arguments[1])}"),
        "ThrowIfGreaterThanOrEqual" => (interpreter, call) => Guard(interpreter, call, Compare(call) >= 0, $"must be less than {Text.Of(call.Arguments[1])}"),
        "ThrowIfLessThan" => (interpreter, call) => Guard(interpreter, call, Compare(call) < 0, $"must be at least {Text.Of(call.Arguments[1])}"),
        "ThrowIfLessThanOrEqual" => (interpreter, call) => Guard(interpreter, call, Compare(call) <= 0, $"must be greater than {Text.Of(call.Arguments[1])}"),
        "ThrowIfEqual" => (interpreter, call) => Guard(interpreter, call, ValueComparer.Default.Equals(call.Arguments[0], call.Arguments[1]), $"must not be {Text.Of(call.Arguments[1])}"),
        "ThrowIfNotEqual" => (interpreter, call) => Guard(interpreter, call, !ValueComparer.Default.Equals(call.Arguments[0], call.Arguments[1]), $"must be {Text.Of(call.Arguments[1])}"),
        _ => null,
    };

    private static double Number(CallSite call, int index) => Numbers.ToDouble(call.Arguments[index].Data!);

    private static int Compare(CallSite call) => ValueComparer.Default.Compare(call.Arguments[0], call.Arguments[1]);

    private static Value Guard(Interpreter interpreter, CallSite call, bool isBroken, string rule)
    {
        if (!isBroken) return default;
        var name = call.Arguments[call.Arguments.Length - 1].Data as string;
        var value = call.Arguments[0];
        return interpreter.BreakGuard(call, $"{name} is {(value.Data is null ? "null" : Text.Of(value))}; it {rule}");
    }
}
