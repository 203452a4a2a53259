using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Sharing;

/// <summary>A class of the file: bodies of the model that differ in numbers only.</summary>
/// <param name="isModel">Whether it is the model itself.</param>
/// <param name="skeleton">What all its bodies have in common.</param>
internal sealed class PythonClass(bool isModel, Body skeleton) : ISharedClass
{
    private readonly SharedBodies _bodies = new();
    private readonly List<ModuleClass> _uses = [];

    /// <summary>Whether it is the model itself.</summary>
    public bool IsModel { get; } = isModel;

    /// <summary>What all its bodies have in common.</summary>
    public Body Skeleton { get; } = skeleton;

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>What each body is where the model has it first.</summary>
    public IReadOnlyList<ModuleClass> FirstUses => _bodies.FirstUses;

    /// <summary>The summary of its block; empty where there is none.</summary>
    public string Summary => FirstUses[0].Use?.Summary ?? "";

    /// <summary>The operation of each of its rates: <c>drop_path</c>.</summary>
    public IReadOnlyList<string> RateOperations => [.. _uses[0].Rates[0].Select(r => r.Operation)];

    /// <inheritdoc/>
    public IReadOnlyList<Body> Bodies => _bodies.All;

    /// <inheritdoc/>
    public ClassRates Rates { get; private set; } = ClassRates.None;

    /// <inheritdoc/>
    public ClassSignature Signature { get; set; } = null!;

    /// <inheritdoc/>
    public int IndexOf(Body body) => _bodies.IndexOf(body);

    /// <summary>The names of the constructor's parameters for its numbers.</summary>
    public Func<string, string> Parameter { get; set; } = PythonNames.Snake;

    /// <summary>Adds a body; yields the one that stands for all that are equal to it.</summary>
    public Body Add(ModuleClass use, Body body)
    {
        _uses.Add(use);
        return _bodies.Add(use, body);
    }

    /// <summary>Rates are parameters of blocks, so that the model's configuration decides; one that is nowhere more than 0 is none.</summary>
    public void DecideRates(Func<Body, PythonClass> of) =>
        Rates = ClassRates.Of(_uses.SelectMany(u => u.Rates), Bodies[0], inner => of(inner).Rates, PythonNames.Snake, IsModel ? null : rate => rate > 0);
}
