using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>From image files to a module's input.</summary>
public static class TensorPreprocessing
{
    extension(Preprocessing)
    {
        /// <summary>Reads an image file and makes the input of it.</summary>
        /// <param name="path">A JPEG, PNG, WebP, GIF or BMP file.</param>
        /// <param name="info">What the model states about its input.</param>
        /// <returns>A float32 tensor [1, channels, height, width] on the CPU; the caller disposes it.</returns>
        /// <exception cref="ImageException">The file cannot be used.</exception>
        public static torch.Tensor Load(string path, PreprocessingInfo info) => Load([path], info);

        /// <summary>Reads image files and makes one batch of them.</summary>
        /// <param name="paths">JPEG, PNG, WebP, GIF or BMP files, at least one.</param>
        /// <param name="info">What the model states about its input.</param>
        /// <returns>A float32 tensor [number of files, channels, height, width] on the CPU; the caller disposes it.</returns>
        /// <exception cref="ImageException">A file cannot be used.</exception>
        public static torch.Tensor Load(IReadOnlyList<string> paths, PreprocessingInfo info) =>
            torch.tensor(Preprocessing.Read(paths, info), [paths.Count, Preprocessing.ChannelsOf(info), info.Height, info.Width], dtype: torch.float32);
    }
}
