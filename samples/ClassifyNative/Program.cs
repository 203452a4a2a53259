using System.Globalization;
using ModelDsl.Onnx;
using ModelDsl.Runtime;

// What is in the pictures? All that this program knows of the model stands in its file.
if (args is not [var file, .. { Length: > 0 } pictures])
{
    Console.Error.WriteLine("usage: ClassifyNative MODEL.onnx PICTURE…   (modeldsl export MODEL MODEL.onnx --weights FILE)");
    return 2;
}
try
{
    using var classifier = new OnnxClassifier(file, new() { Threads = Environment.ProcessorCount });
    foreach (var picture in pictures)
    {
        Console.WriteLine(picture);
        foreach (var (index, name, probability) in classifier.Classify(ImageFile.Read(picture)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100 * probability,8:F2} %  {name ?? $"class {index}"}"));
    }
    return 0;
}
catch (Exception e) when (e is OnnxException or ImageException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
