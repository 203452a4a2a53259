using System;
using System.Linq;
using System.Reflection;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Makes a delegate of a given type from an interpreted function.</summary>
internal static class NativeFunctions
{
    public static Delegate Make(Type type, Func<object?[], object?> call)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters();
        var returns = invoke.ReturnType != typeof(void);
        var name = (returns ? "Function" : "Action") + parameters.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var maker = typeof(NativeFunctions).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)
            ?? throw new InvalidCastException($"a lambda with {parameters.Length} parameters cannot be passed as '{type.Name}'");
        Type[] types = [.. parameters.Select(p => p.ParameterType)];
        if (returns) types = [.. types, invoke.ReturnType];
        if (types.Length > 0) maker = maker.MakeGenericMethod(types);
        var made = (Delegate)maker.Invoke(null, [call])!;
        return made.GetType() == type ? made : Delegate.CreateDelegate(type, made.Target, made.Method);
    }

    private static Func<T> Function0<T>(Func<object?[], object?> call) => () => (T)call([])!;

    private static Func<A, T> Function1<A, T>(Func<object?[], object?> call) => a => (T)call([a])!;

    private static Func<A, B, T> Function2<A, B, T>(Func<object?[], object?> call) => (a, b) => (T)call([a, b])!;

    private static Func<A, B, C, T> Function3<A, B, C, T>(Func<object?[], object?> call) => (a, b, c) => (T)call([a, b, c])!;

    private static Action Action0(Func<object?[], object?> call) => () => call([]);

    private static Action<A> Action1<A>(Func<object?[], object?> call) => a => call([a]);

    private static Action<A, B> Action2<A, B>(Func<object?[], object?> call) => (a, b) => call([a, b]);
}
