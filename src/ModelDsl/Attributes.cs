using System;

namespace ModelDsl;

/// <summary>
/// Marks the partial class that becomes a model. It owns a <c>static … Define(Scope s)</c> that returns a
/// <see cref="Sym"/> or <see cref="Features"/>; the generator evaluates it and writes the TorchSharp module.
/// </summary>
/// <param name="name">The name under which the model is listed, for instance <c>my_net_224</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ModelAttribute(string name) : Attribute
{
    /// <summary>The name under which the model is listed.</summary>
    public string Name { get; } = name;

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";

    /// <summary>Where the architecture was published.</summary>
    public string Paper { get; set; } = "";
}

/// <summary>How an image becomes the model's input when it is evaluated. Mean and deviation are ImageNet's unless given; a model of grey images has one of each.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreprocessingAttribute : Attribute
{
    /// <summary>The share of the resized image's side that the crop keeps.</summary>
    public double CropFraction { get; set; } = 0.875;

    /// <summary>How the image is brought to the model's size.</summary>
    public CropMode Mode { get; set; } = CropMode.Center;

    /// <summary>Subtracted from each channel of an image in 0..1.</summary>
    public double[] Mean { get; set; } = [0.485, 0.456, 0.406];

    /// <summary>What each channel is divided by after that.</summary>
    public double[] StandardDeviation { get; set; } = [0.229, 0.224, 0.225];
}

/// <summary>What was published with an architecture beside its description: results, and the file with the weights.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PublishedAttribute : Attribute
{
    /// <summary>On what the results were measured, for instance <c>ImageNet-1K</c>.</summary>
    public string Dataset { get; set; } = "";

    /// <summary>Share of images whose class is the one of the largest logit, in percent; 0 where not published.</summary>
    public double Top1 { get; set; }

    /// <summary>Share of images whose class is among the five of the largest logits, in percent; 0 where not published.</summary>
    public double Top5 { get; set; }

    /// <summary>The name of the published file of weights.</summary>
    public string Checkpoint { get; set; } = "";

    /// <summary>The licence of the published code and weights.</summary>
    public string License { get; set; } = "";
}

/// <summary>
/// Cost limits of a model. Exceeding one is an error that lists the largest contributors; an omitted limit is not checked.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>The most trained values.</summary>
    public long Parameters { get; set; } = long.MaxValue;

    /// <summary>The most multiply-accumulate operations for one image of the reference size.</summary>
    public long Macs { get; set; } = long.MaxValue;

    /// <summary>The most bytes that tensors hold at once for one image of the reference size, in float32 and without gradients.</summary>
    public long ActivationBytes { get; set; } = long.MaxValue;
}

/// <summary>
/// The weight file that a model is meant for, by a manifest of it: a model that the file does not fit does not compile,
/// and the error lies on the hyper-parameter in which the two differ.
/// </summary>
/// <remarks>
/// <c>modeldsl weights manifest FILE &gt; x.weights.json</c> writes the manifest; <c>&lt;AdditionalFiles Include="x.weights.json" /&gt;</c>
/// in the project shows it to the compiler.
/// </remarks>
/// <param name="manifest">The manifest's name, with as much of its path as tells it from others.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WeightsAttribute(string manifest) : Attribute
{
    /// <summary>The manifest's name.</summary>
    public string Manifest { get; } = manifest;
}

/// <summary>How an image of any size is brought to a model's input size.</summary>
public enum CropMode
{
    /// <summary>The shorter side is resized, then the centre is cut out.</summary>
    Center,

    /// <summary>Both sides are resized without regard to the aspect ratio, then the centre is cut out.</summary>
    Squash,
}

/// <summary>
/// Marks a static method whose first parameter is a <see cref="Scope"/>: each call at a scope becomes a typed
/// module class of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BlockAttribute : Attribute;

/// <summary>
/// Carries a file of specifications in the compiled assembly, so that a project which references it can declare
/// variants of its families. Written by the generator.
/// </summary>
/// <param name="path">The file's name, for messages.</param>
/// <param name="text">Its text.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public sealed class SpecificationSourceAttribute(string path, string text) : Attribute
{
    /// <summary>The file's name.</summary>
    public string Path { get; } = path;

    /// <summary>The file's text.</summary>
    public string Text { get; } = text;
}
