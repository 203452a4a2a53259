using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>The element types of files as those of tensors.</summary>
internal static class TensorTypes
{
    /// <summary>The type that a tensor holds such elements in; null where TorchSharp has none.</summary>
    public static torch.ScalarType? ToScalarType(this ElementType type) => (torch.ScalarType?)type.TorchNumber();

    extension(ElementTypes)
    {
        /// <summary>The file's element type for a tensor's; null where the format has none.</summary>
        public static ElementType? FromScalarType(torch.ScalarType type) => ElementTypes.OfTorchNumber((long)type);
    }
}
