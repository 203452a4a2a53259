using System.Runtime.InteropServices;
using ModelDsl.Cli.Output;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>Somebody's network in TorchScript that shall compute what a model computes.</summary>
internal sealed class TorchScriptContestant : IContestant
{
    private readonly string _file;
    private readonly torch.jit.ScriptModule _module;
    private readonly torch.Tensor[] _inputs;

    /// <summary>Loads the network.</summary>
    /// <param name="file">A file of <c>torch.jit.save</c>.</param>
    /// <param name="inputs">The batch, on the device where it shall run.</param>
    /// <exception cref="UserException">It is no such file.</exception>
    public TorchScriptContestant(string file, torch.Tensor[] inputs)
    {
        if (!File.Exists(file)) throw new UserException($"--peer-torchscript: {file}: no such file");
        (_file, _inputs) = (file, inputs);
        try
        {
            _module = torch.jit.load(file, inputs[0].device);
            _module.eval();
        }
        catch (ExternalException e)
        {
            throw new UserException($"--peer-torchscript: {file} is not TorchScript that this libtorch can load (torch.jit.save makes it): {FirstLine(e)}", e);
        }
    }

    public string Name => Path.GetFileName(_file);

    public Action Start => () => torch.jit.load(_file, _inputs[0].device).Dispose();

    public void Run()
    {
        Forward().Dispose();
        if (_inputs[0].device_type == DeviceType.CUDA) torch.cuda.synchronize();
    }

    public IReadOnlyList<TensorRecord> Outputs()
    {
        using var output = Forward();
        return [TensorRecord.Of(output)];
    }

    public void Dispose() => _module.Dispose();

    private torch.Tensor Forward()
    {
        try
        {
            return _module.forward(_inputs) as torch.Tensor ?? throw new UserException($"--peer-torchscript: {_file} gives something else than one tensor");
        }
        catch (ExternalException e)
        {
            throw new UserException($"--peer-torchscript: {_file} does not take images of {string.Join(", ", _inputs.Select(i => Numbers.Shape(i.shape)))}: {LastLine(e)}", e);
        }
    }

    private static string FirstLine(Exception e) => e.Message.AsSpan().Trim().ToString().Split('\n')[0].Trim();

    // After the traceback of the script.
    private static string LastLine(Exception e)
    {
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(l => l.Contains("Error:", StringComparison.Ordinal)) ?? lines[0];
    }
}
