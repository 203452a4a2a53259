using System.Reflection;
using System.Reflection.Emit;
using ModelDsl.Cli;
using ModelDsl.Models;
using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training.Tests;

/// <summary>
/// Nothing that our code and generated modules call makes a <see cref="Scalar"/> on its way to native code, where a
/// collection could free it in use. Read from the instructions, so that no luck is needed to find one.
/// </summary>
public sealed class HiddenNumberTests
{
    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => (int)(ushort)c.Value);

    private static readonly Module s_torchSharp = typeof(torch).Module;

    /// <summary>Methods of TorchSharp that make a number, directly or further down, with one that they call for it.</summary>
    private static readonly Dictionary<int, MethodBase> s_makers = FindMakers();

    public static TheoryData<string> Assemblies => [.. OurAssemblies.Select(a => a.GetName().Name!)];

    private static Assembly[] OurAssemblies => [typeof(Scalars).Assembly, typeof(Trainer).Assembly, typeof(CommandLine).Assembly, typeof(FasterVit).Assembly, typeof(TinyNumbers).Assembly];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_call_makes_a_number_on_its_way(string name)
    {
        var assembly = OurAssemblies.Single(a => a.GetName().Name == name);
        var isTest = assembly == typeof(TinyNumbers).Assembly;
        // Of this assembly, only what the generator has made.
        var types = assembly.GetTypes().Where(t => !isTest || OutermostOf(t).GetInterfaces().Any(i => i.Name == nameof(IModel)));
        var found = types.SelectMany(Methods).SelectMany(m => Calls(m).Where(MakesNumber).Select(c => $"{m.DeclaringType}.{m.Name} calls {c.DeclaringType}.{c}")).Distinct().Order();
        Assert.False(found.Any(), string.Join("\n", found));
    }

    [Theory]
    [InlineData(typeof(Conv2d))]
    [InlineData(typeof(Linear))]
    [InlineData(typeof(LayerNorm))]
    public void No_layer_makes_a_number_in_its_forward(Type layer)
    {
        var forward = layer.GetMethod("forward", [typeof(torch.Tensor)])!;
        Assert.False(MakesNumber(forward), $"{forward} calls {s_makers.GetValueOrDefault(forward.MetadataToken)}");
    }

    [Fact]
    public void The_search_finds_those_that_are_known()
    {
        Assert.True(MakesNumber(typeof(torch.Tensor).GetMethod("add", [typeof(torch.Tensor)])!));
        Assert.True(MakesNumber(typeof(BatchNorm).GetMethod("forward")!));
        Assert.True(MakesNumber(typeof(AdamW).GetMethod("step")!));
        Assert.False(MakesNumber(typeof(torch.Tensor).GetMethod("add", [typeof(torch.Tensor), typeof(Scalar)])!));
    }

    /// <summary>A number that is made openly, with <c>ToScalar</c>, is in the hands of the one who makes it.</summary>
    private static bool MakesNumber(MethodBase method) =>
        method.Module == s_torchSharp && method.DeclaringType != typeof(ScalarExtensionMethods)
        // A script makes numbers of arguments that are numbers; ours are tensors.
        && method.DeclaringType != typeof(torch.jit.ScriptModule) && s_makers.ContainsKey(method.MetadataToken);

    private static Dictionary<int, MethodBase> FindMakers()
    {
        var callers = s_torchSharp.GetTypes().SelectMany(Methods).SelectMany(m => Calls(m).Where(c => c.Module == s_torchSharp).Select(c => (Caller: m, Called: c)))
            .ToLookup(c => c.Called.MetadataToken);
        var found = Methods(typeof(ScalarExtensionMethods)).Where(m => m is MethodInfo { ReturnType: var type } && type == typeof(Scalar)).ToDictionary(m => m.MetadataToken);
        var rest = new Queue<MethodBase>(found.Values);
        while (rest.TryDequeue(out var called))
        {
            foreach (var (caller, _) in callers[called.MetadataToken])
            {
                if (found.TryAdd(caller.MetadataToken, called)) rest.Enqueue(caller);
            }
        }
        return found;
    }

    private static Type OutermostOf(Type type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;

    private static IEnumerable<MethodBase> Methods(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return [.. type.GetMethods(all), .. type.GetConstructors(all)];
    }

    /// <summary>The methods that a body names: those that it calls, and those that it hands on as delegates.</summary>
    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i < code.Length;)
        {
            int value = code[i++];
            if (value == 0xfe) value = value << 8 | code[i++];
            var operand = s_codes[value].OperandType;
            if (operand == OperandType.InlineMethod)
            {
                var called = method.Module.ResolveMethod(BitConverter.ToInt32(code, i), typeArguments, methodArguments)!;
                yield return called;
                // The body of an iterator is a class; who makes one runs it.
                if (called is { IsConstructor: true, DeclaringType: { } made } && made.Name.StartsWith('<') && made != method.DeclaringType)
                {
                    foreach (var body in Methods(made)) yield return body;
                }
            }
            i += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
    }
}
