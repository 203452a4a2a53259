using System.Collections.Generic;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Names that generated code uses without qualification; no class or property of a model may hide them.</summary>
internal static class ReservedNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. TorchSharpLayers.Types,
        "Block", "ConstantTable", "CountingBatchNorm2d", "CropMode", "Functions", "Guard", "IDisposable", "IModel", "IOutputs", "IReadOnlyList", "Info", "Init", "InterpolationMode", "Math",
        "Initialization", "InvalidOperationException", "LayerTable", "NewLayer", "NewTensor", "Layout", "MacInfo", "ModelDescription", "ModelInfo",
        "ModuleArray", "ModuleGroup", "NamedTensor", "Onnx", "Outputs", "Parameter", "PreprocessingInfo", "PublishedInfo", "Replacement", "Scalar",
        "ScalarType", "Scalars", "Session", "Sizes", "Specification", "StateTable", "Stochastic",
        "TapInfo", "Tensor", "TensorInfo", "TensorShape", "TensorShapeAttribute", "WeightState", "WeightTable", "functional", "nn", "torch",
    ];

    /// <summary>What a property, or the field of a property, would hide of TorchSharp's modules.</summary>
    public static IReadOnlyList<string> Inherited { get; } =
    [
        "ClearModules", "ConditionallyRegisterBuffer", "ConditionallyRegisterParameter", "Create", "DeviceIndex", "DeviceType", "Dispose", "Equals", "Finalize",
        "GetDefaultDeviceAndType", "GetHashCode", "GetName", "GetType", "HType", "HookRemover", "MemberwiseClone", "Parameters", "ReferenceEquals", "RegisterComponents",
        "ReplaceBuffer", "ReplaceParameter", "To", "ToEpilog", "ToString",
    ];

    /// <summary>What methods use without qualification; no parameter or local variable may hide them.</summary>
    public static IReadOnlyList<string> InMethods { get; } = ["_", "cat", "functional", "initialization", "nn", "torch", "training"];
}
