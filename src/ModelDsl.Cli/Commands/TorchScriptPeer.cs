using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary>Somebody's network in TorchScript that shall compute what a model computes.</summary>
internal sealed class TorchScriptPeer : IDisposable
{
    private readonly string _file;
    private readonly torch.jit.ScriptModule _module;

    /// <summary>Loads the network.</summary>
    /// <param name="file">A file of <c>torch.jit.save</c>.</param>
    /// <param name="device">Where it shall run.</param>
    /// <exception cref="UserException">It is no such file.</exception>
    public TorchScriptPeer(string file, torch.Device device)
    {
        if (!File.Exists(file)) throw new UserException($"--peer-torchscript: {file}: no such file");
        _file = file;
        try
        {
            _module = torch.jit.load(file, device);
            _module.eval();
        }
        catch (ExternalException e)
        {
            throw new UserException($"--peer-torchscript: {file} is no TorchScript that this libtorch can load (torch.jit.save makes it): {FirstLine(e)}", e);
        }
    }

    /// <summary>Runs the network.</summary>
    /// <returns>Its output, the caller's to dispose.</returns>
    /// <exception cref="UserException">It does not take this input, or gives something else than one tensor.</exception>
    public torch.Tensor Forward(torch.Tensor input)
    {
        try
        {
            return _module.forward(input) as torch.Tensor ?? throw new UserException($"--peer-torchscript: {_file} gives something else than one tensor");
        }
        catch (ExternalException e)
        {
            throw new UserException($"--peer-torchscript: {_file} does not take images of {Output.Numbers.Shape(input.shape)}: {LastLine(e)}", e);
        }
    }

    public void Dispose() => _module.Dispose();

    private static string FirstLine(Exception e) => e.Message.AsSpan().Trim().ToString().Split('\n')[0].Trim();

    // After the traceback of the script.
    private static string LastLine(Exception e)
    {
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(l => l.Contains("Error:", StringComparison.Ordinal)) ?? lines[0];
    }
}
