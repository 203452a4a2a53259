using System.Reflection;
using ModelDsl.Onnx.Constants;
using ModelDsl.Onnx.Files;
using ModelDsl.Onnx.Format;
using ModelDsl.Onnx.Lowering;
using ModelDsl.Onnx.Rewriting;
using ModelDsl.Runtime;

namespace ModelDsl.Onnx;

/// <summary>
/// A model as ONNX: from its specification and the values of its state_dict, without libtorch. The same model, values and
/// options make the same bytes everywhere.
/// </summary>
public sealed class OnnxModel
{
    /// <summary>What is behind the name of the file that holds the weights.</summary>
    public const string WeightsSuffix = ".data";

    // The entries of a head, and of one beside it.
    private const int MostReplaced = 4;

    private static readonly PassList s_passes = new(new RemoveIdentities(), new FoldBatchNorm(), new FoldNormIntoHead(), new FoldScale(), new MergeProjections(), new RecognizeAttention(), new ConvolveTaps(), new ShareSteps(), new RemoveDeadSteps());

    private readonly ModelFile _file;
    private readonly bool _isExternal;

    private OnnxModel(LoweredGraph graph, ModelProto model, bool isExternal, IReadOnlyList<PassCount> passes)
    {
        (Passes, InputValues, OutputValues) = (passes, graph.Inputs, graph.Outputs);
        (Inputs, Outputs) = ([.. graph.Inputs.Select(Port)], [.. graph.Outputs.Select(Port)]);
        _file = new ModelFile(graph, model);
        _isExternal = isExternal || !_file.HoldsWeights;
        Operators = new SortedDictionary<string, int>(graph.Nodes.CountBy(n => n.Kind).ToDictionary(), StringComparer.Ordinal);
    }

    /// <summary>The names of the rewritings that a model goes through, in their order; <see cref="OnnxOptions.Without"/> leaves some out.</summary>
    public static IReadOnlyList<string> PassNames => s_passes.Names;

    /// <summary>The rewritings that the model went through.</summary>
    public IReadOnlyList<PassCount> Passes { get; }

    /// <summary>What the model takes.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What it yields.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>What it takes, with the symbols of its sizes and the types of its elements.</summary>
    internal IReadOnlyList<Value> InputValues { get; }

    /// <summary>What it yields, with the same.</summary>
    internal IReadOnlyList<Value> OutputValues { get; }

    /// <summary>How many nodes of each operator the graph has.</summary>
    public IReadOnlyDictionary<string, int> Operators { get; }

    /// <summary>Prepares a model to be written.</summary>
    /// <param name="specification">The model.</param>
    /// <param name="values">The values of its state_dict; read one by one while the file is written.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="OnnxException">An option does not suit the model, or values are missing or of another shape.</exception>
    public static OnnxModel Of(Specification specification, IStateValues values, OnnxOptions? options = null)
    {
        options ??= new();
        return Of(Prepared(specification, values, options), values, options, graph => options.Precision is not OnnxPrecision.Float32 and var precision ? HalfPrecision.Of(graph, precision) : graph);
    }

    /// <summary>Lowers what is prepared, with a last rewriting of its nodes.</summary>
    internal static OnnxModel Of(PreparedModel prepared, IStateValues values, OnnxOptions options, Func<LoweredGraph, LoweredGraph> rewrite) => WithoutOverflow(() =>
    {
        var graph = rewrite(GraphLowering.Of(prepared.Body, options, key => Read(values, key)));
        return new OnnxModel(graph, Frame(options, graph), options.External, prepared.Passes);
    });

    /// <summary>A model after all that happens before it is lowered: passes, fixed sizes, checks of options and values.</summary>
    internal static PreparedModel Prepared(Specification specification, IStateValues values, OnnxOptions options)
    {
        if (options.Opset is < OnnxOptions.LeastOpset or > OnnxOptions.LargestOpset)
            throw new OnnxException($"opset {options.Opset} cannot be written: from {OnnxOptions.LeastOpset} to {OnnxOptions.LargestOpset}, and 20 suits every engine of today");
        if (!Enum.IsDefined(options.Precision)) throw new OnnxException($"there is no precision {(int)options.Precision}: {string.Join(", ", Enum.GetNames<OnnxPrecision>())}");
        if (!Enum.IsDefined(options.Target)) throw new OnnxException($"there is no engine {(int)options.Target}: {string.Join(", ", Enum.GetNames<OnnxTarget>())}");
        return WithoutOverflow(() =>
        {
            var (body, passes) = Passed(Bound(FlatBody.Of(specification), options), options);
            Check(body, values);
            return new PreparedModel(body, passes);
        });
    }

    private static T WithoutOverflow<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (OverflowException exception)
        {
            throw new OnnxException("the tensors of the model have more elements than a number can tell; choose a smaller batch and size", exception);
        }
    }

    /// <summary>Writes the model with its weights.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <exception cref="OnnxException">The model is larger than 2 GiB: only <see cref="Save"/> can write it.</exception>
    public void Write(Stream stream) => _file.Write(stream);

    /// <summary>Writes the model to a file, and its weights into a second one where they do not fit or are wanted there.</summary>
    /// <param name="path">The file; one that was there before is replaced when the new one is whole.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(string path)
    {
        var weights = path + WeightsSuffix;
        using var files = new AtomicFiles();
        using (var file = files.Create(path))
        {
            if (_isExternal)
            {
                using var data = files.Create(weights);
                _file.Write(file, data, Path.GetFileName(weights));
            }
            else
            {
                _file.Write(file);
            }
        }
        files.Keep();
        return _isExternal ? [path, weights] : [path];
    }

    private static OnnxPort Port(Value value) => new(value.Name, [.. value.Shape.Select(size => size.IsConstant ? size.Value : -1)]);

    /// <summary>All of the file but the graph.</summary>
    private static ModelProto Frame(OnnxOptions options, LoweredGraph graph)
    {
        var model = new ModelProto
        {
            IrVersion = options.Opset switch { 18 => 8, <= 20 => 9, <= 22 => 10, _ => 11 },
            ProducerName = "ModelDsl",
            ProducerVersion = typeof(OnnxModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = options.Opset });
        if (graph.Nodes.Any(n => n.Domain == PackedAttention.Domain)) model.OpsetImport.Add(new OperatorSetIdProto { Domain = PackedAttention.Domain, Version = 1 });
        var texts = options.Size is var (height, width) ? ModelMetadata.Sized(options.Metadata, height, width) : options.Metadata;
        model.MetadataProps.AddRange(texts.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return model;
    }

    private static (Body, IReadOnlyList<PassCount>) Passed(Body body, OnnxOptions options)
    {
        try
        {
            return s_passes.Run(body, options.Without);
        }
        catch (ArgumentException exception)
        {
            throw new OnnxException(exception.Message, exception);
        }
    }

    private static Body Bound(Body body, OnnxOptions options)
    {
        if (options is { Batch: null, Size: null }) return body;
        if (body.Inputs.Count == 0) throw new OnnxException("the model takes nothing, so it has neither a batch nor a size to fix");
        var image = body.Inputs[0].Shape;
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        if (options.Batch is { } batch) Bind(image[0], batch, "batch");
        if (options.Size is var (height, width))
        {
            if (image.Rank != 4) throw new OnnxException($"the model takes {image}, which has no height and width");
            Bind(image[2], height, "height");
            Bind(image[3], width, "width");
        }
        return values.Count == 0 ? body : new Binding(values).Body(body);

        void Bind(Dim axis, long value, string what)
        {
            if (value > OnnxOptions.LargestSize) throw new OnnxException($"the {what} {value} is larger than {OnnxOptions.LargestSize}");
            if (axis.IsConstant && axis.Value == value) return;
            if (axis.SingleAtom is not SymbolAtom symbol) throw new OnnxException($"the model takes {image}: its {what} is {axis}, not {value}");
            if (value % symbol.Multiple != 0 || value < symbol.Least)
                throw new OnnxException($"the {what} {value} is not a size that the model takes: at least {symbol.Minimum}{(symbol.Multiple > 1 ? $", a multiple of {symbol.Multiple}" : "")}");
            values[symbol.Name] = value;
        }
    }

    /// <summary>All that is missing or of another shape, in one message.</summary>
    private static void Check(Body body, IStateValues values)
    {
        var (wrong, advice) = (new List<string>(), "");
        foreach (var step in body.Steps.OfType<Apply>().Where(s => s.Op is WeightOp))
        {
            var shape = TableLowering.Sizes(step.Results[0].Shape);
            if (values.ShapeOf(step.Path) is not { } there) wrong.Add($"'{step.Path}' is missing");
            else if (!there.SequenceEqual(shape))
            {
                wrong.Add($"'{step.Path}' is [{string.Join(", ", there)}], and the model needs [{string.Join(", ", shape)}]");
                advice = "; " + StateValues.OtherShape;
            }
        }
        // Where so much differs it is another model's file.
        if (wrong.Count > MostReplaced) advice = "";
        if (wrong.Count > 0) throw new OnnxException($"the weights do not fit the model: {wrong[0]}{(wrong.Count > 1 ? $", and {wrong.Count - 1} more entries do not fit" : "")}{advice}");
    }

    private static Table Read(IStateValues values, string key)
    {
        long[] shape = [.. values.ShapeOf(key)!];
        var numbers = values.Read(key);
        if (numbers.LongLength != shape.Aggregate(1L, (a, b) => a * b)) throw new OnnxException($"'{key}' is [{string.Join(", ", shape)}], and has {numbers.LongLength} values");
        return Table.Of(shape, numbers);
    }
}

/// <summary>A model that is ready to be lowered, any number of times.</summary>
/// <param name="Body">Its steps after the passes.</param>
/// <param name="Passes">What each pass did.</param>
internal sealed record PreparedModel(Body Body, IReadOnlyList<PassCount> Passes);
