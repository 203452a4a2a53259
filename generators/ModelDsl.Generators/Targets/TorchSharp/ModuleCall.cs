namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>How a module is called: TorchSharp's base classes know a <c>forward</c> of one to six arguments that begin with a tensor; another class has one beside them.</summary>
internal static class ModuleCall
{
    /// <summary>Whether a class that takes so many tensors and sizes overrides TorchSharp's <c>forward</c>.</summary>
    public static bool IsOverride(int tensors, int sizes) => tensors > 0 && tensors + sizes <= ModuleInstance.MostInputs;

    /// <summary>The method that computes: <c>call</c> runs hooks too, where there is one.</summary>
    public static string Method(int tensors, int sizes) => IsOverride(tensors, sizes) ? "call" : "forward";
}
