using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime.Diagnostics;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl doctor</c>: whether libtorch loads here and computes what it should, and what to do where not.</summary>
internal static class DoctorCommand
{
    private const string Page = "docs/known-issues.md";

    /// <summary>The numbers of threads that kernels are chosen by: one, and more.</summary>
    private static readonly int[] Threads = Environment.ProcessorCount > 1 ? [1, 2] : [1];

    public static Command Create(Terminal terminal)
    {
        var json = Parameters.Json();
        var command = new Command("doctor", "See whether libtorch loads and computes right on this machine (ten seconds)") { json };
        command.SetAction((parsed, cancellation) =>
        {
            var asJson = parsed.GetValue(json);
            return Task.Run(() => Run(asJson, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(bool json, Terminal terminal, CancellationToken cancellation)
    {
        var machine = MachineDocument.OfThisOne();
        var (torchFound, failure) = LoadTorch();
        IReadOnlyList<ConvolutionResult> convolutions = torchFound is null ? [] : Probe(json, terminal, cancellation);
        var wrong = convolutions.Where(c => c.Fault.Length > 0).ToList();
        var advice = Advice(machine, failure, wrong);
        var result = new DoctorDocument(failure is null && wrong.Count == 0, machine, torchFound, failure, [.. convolutions.Select(Document)], advice);
        if (json) terminal.WriteJson(result);
        else Write(result, [.. wrong.Select(Document)], terminal);
        return result.Healthy ? CommandLine.Success : CommandLine.Mismatch;
    }

    /// <summary>Calls libtorch for the first time.</summary>
    private static (TorchDocument? Found, string? Failure) LoadTorch()
    {
        try
        {
            using var one = torch.ones(1);
            var assembly = typeof(torch).Assembly;
            var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{assembly.GetName().Version}";
            return (new TorchDocument(version.Split('+')[0], torch.__version__, torch.get_num_threads(), torch.cuda.is_available(), SystemLibrary.NewestSymbolOfLibstdcxx()), null);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException or EntryPointNotFoundException)
        {
            return (null, (e.InnerException ?? e).Message.Trim().ReplaceLineEndings(" "));
        }
    }

    private static ConvolutionDocument Document(ConvolutionResult result) =>
        new(result.Case.Shape.ToString(), result.Case.Layout, result.Case.Threads, result.Fault);

    private static List<ConvolutionResult> Probe(bool json, Terminal terminal, CancellationToken cancellation)
    {
        if (!json) terminal.Error.WriteLine("modeldsl: comparing convolutions with float64, in processes of their own ...");
        var found = new List<ConvolutionResult>();
        foreach (var result in ConvolutionProbe.Run(ConvolutionProbe.Cases(ConvolutionProbe.Few, Threads)))
        {
            cancellation.ThrowIfCancellationRequested();
            found.Add(result);
        }
        return found;
    }

    private static List<string> Advice(MachineDocument machine, string? failure, List<ConvolutionResult> wrong)
    {
        var advice = new List<string>();
        if (failure is not null)
        {
            advice.Add(failure.Contains("GLIBCXX", StringComparison.Ordinal)
                ? $"this system's libstdc++ is older than TorchSharp wants: with that of GCC 12, a program that references the package ModelDsl.Runtime loads all the same; with an older one, take a newer system ({Page}, section 1)"
                : $"the program needs the package with libtorch for this system: TorchSharp-cpu, or libtorch-cpu-{RuntimeInformation.RuntimeIdentifier} ({Page}, section 1)");
        }
        if (machine.HidesCaches)
            advice.Add($"this virtual machine hides the sizes of its processor's caches, which makes oneDNN 3.7 fail: let it pass them on (QEMU: -cpu host,topoext=on), or take another kind of machine ({Page}, section 2)");
        if (wrong.Count > 0)
        {
            advice.Add("models that ModelDsl generates keep away from the layouts that fail; TorchSharp modules written by hand, and TorchScript files, do not");
            // Dense kernels run channels last in generated models too: there is no layout left.
            if (wrong.Any(c => c.Case.Shape is { Groups: 1, Kernel: > 1 } && c.Case.Image == MemoryLayout.ChannelsLast))
                advice.Add($"but dense kernels over 196 or 392 channels are wrong here in every layout: do not use FasterViT-4 on this machine ({Page}, section 2)");
            advice.Add($"ONEDNN_MAX_CPU_ISA=AVX in the environment avoids these kernels for all of them, and is slow ({Page}, section 2)");
        }
        return advice;
    }

    private static void Write(DoctorDocument d, List<ConvolutionDocument> wrong, Terminal terminal)
    {
        var m = d.Machine;
        terminal.WriteLine($"system      {m.System}, {m.Architecture}");
        terminal.WriteLine($".NET        {m.Runtime}");
        terminal.WriteLine($"processor   {m.Processor ?? "unknown"}, {m.Processors} logical; {(m.Features.Count == 0 ? "no vector extensions known here" : string.Join(", ", m.Features))}; {(m.HidesCaches ? "hides the sizes of its caches" : "cache sizes visible")}");
        if (d.Torch is not { } found)
        {
            terminal.WriteLine($"TorchSharp  does not load: {d.LoadFailure}");
        }
        else
        {
            terminal.WriteLine($"TorchSharp  {found.TorchSharp}, libtorch {found.Libtorch}, {found.Threads} threads, {(found.Cuda ? "with a CUDA device" : "no CUDA device")}{(found.Libstdcxx is { } symbol ? $", libstdc++ up to {symbol}" : "")}");
            terminal.WriteLine($"probe       {d.Convolutions.Count - wrong.Count} of {d.Convolutions.Count} convolutions are right");
        }
        if (wrong.Count > 0)
        {
            terminal.WriteLine();
            var table = ConsoleTables.Create("Convolution", "Layout", ">Threads", "Fault");
            foreach (var c in wrong) table.Row(c.Convolution, c.Layout, c.Threads.ToString(CultureInfo.InvariantCulture), c.Fault);
            terminal.WriteTable(table);
        }
        terminal.WriteLine();
        if (d.Healthy) terminal.WriteLine("nothing wrong was found");
        foreach (var line in d.Advice) terminal.WriteLine($"* {line}");
    }
}
