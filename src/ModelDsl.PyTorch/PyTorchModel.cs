using ModelDsl.PyTorch.Sharing;
using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch;

/// <summary>
/// A model as PyTorch source: one file with a class for each kind of block, whose state_dict has the keys of the C# module.
/// </summary>
public sealed class PyTorchModel
{
    private PyTorchModel(string text, IReadOnlyList<string> classes) => (Text, Classes) = (text, classes);

    /// <summary>The file.</summary>
    public string Text { get; }

    /// <summary>The names of its classes, inner ones first; the model is the last.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Writes a model.</summary>
    /// <param name="specification">The model.</param>
    /// <param name="options">What the file says of it.</param>
    /// <exception cref="PyTorchException">PyTorch source cannot say what the model does, or a name is none in Python.</exception>
    public static PyTorchModel Of(Specification specification, PyTorchOptions options)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var name in new[] { options.Name, options.ClassName })
        {
            if (name.Length == 0 || char.IsDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || PythonNames.Keywords.Contains(name))
                throw new PyTorchException($"'{name}' is not a name for a Python function or class: letters, digits and _, no digit first, no word of the language");
        }
        var classes = PythonClasses.Of(specification, options.ClassName, Parts.Classes);
        var text = new FileWriter(new FileContext(specification, classes), options).Write();
        return new PyTorchModel(text, [.. classes.All.Select(c => c.Name)]);
    }

    /// <summary>The script that trains such a model with DistributedDataParallel, as <c>modeldsl train</c> does.</summary>
    public static string TrainingScript => string.Join("\n\n", Parts.Training.Select(Parts.Text));
}
