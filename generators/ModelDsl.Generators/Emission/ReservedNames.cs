using System.Collections.Generic;

namespace ModelDsl.Generators.Emission;

/// <summary>Names that generated code uses without qualification; no class or property of a model may hide them.</summary>
internal static class ReservedNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "Absent", "BatchNorm", "Block", "ConstantTable", "Conv2d", "CountingBatchNorm2d", "CropMode", "Describe", "Guard", "IDisposable", "IModel", "IReadOnlyList", "Info", "Init",
        "Initialization", "InvalidOperationException", "LayerInfo", "LayerNorm", "NewLayer", "NewTensor", "Layout", "Linear", "MacInfo", "ModelInfo",
        "ModuleArray", "ModuleGroup", "NamedTensor", "Numbers", "Outputs", "Parameter", "PointwiseConv2d", "PreprocessingInfo", "PublishedInfo", "Replacement", "Scalar",
        "ScalarType", "Scalars", "Sizes", "StateTable", "Stochastic",
        "TapInfo", "Tensor", "TensorInfo", "TensorShape", "TensorShapeAttribute", "WeightState", "WeightTable", "functional", "nn", "torch",
    ];
}
