using System.Collections.Generic;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Names that generated code uses without qualification; no class or property of a model may hide them.</summary>
internal static class ReservedNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. TorchSharpLayers.Types,
        "Block", "ConstantTable", "CountingBatchNorm2d", "CropMode", "Functions", "Guard", "IDisposable", "IModel", "IOutputs", "IReadOnlyList", "Info", "Init", "InterpolationMode", "Math",
        "Initialization", "InvalidOperationException", "LayerTable", "NewLayer", "NewTensor", "Layout", "MacInfo", "ModelInfo",
        "ModuleArray", "ModuleGroup", "NamedTensor", "Outputs", "Parameter", "PreprocessingInfo", "PublishedInfo", "Replacement", "Scalar",
        "ScalarType", "Scalars", "Sizes", "Specification", "StateTable", "Stochastic",
        "TapInfo", "Tensor", "TensorInfo", "TensorShape", "TensorShapeAttribute", "WeightState", "WeightTable", "functional", "nn", "torch",
    ];
}
