using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>A class to be generated: bodies of one or several models that differ in numbers only.</summary>
/// <param name="home">The type that declares the block or model; that around a group.</param>
/// <param name="height">How deep other classes are nested in it.</param>
/// <param name="isModel">Whether it is a model itself.</param>
/// <param name="skeleton">What all its bodies have in common.</param>
internal sealed class SharedClass(BlockHome home, int height, bool isModel, Body skeleton) : ISharedClass
{
    private readonly SharedBodies _bodies = new();
    private readonly List<(ModelStructure Model, ModuleClass Class)> _uses = [];

    /// <summary>The type that declares the block or model; that around a group.</summary>
    public BlockHome Home { get; } = home;

    /// <summary>How deep other classes are nested in it.</summary>
    public int Height { get; } = height;

    /// <summary>Whether it is a model itself.</summary>
    public bool IsModel { get; } = isModel;

    /// <summary>What all its bodies have in common.</summary>
    public Body Skeleton { get; } = skeleton;

    /// <summary>The class of another assembly that it is; null for one that this assembly has itself.</summary>
    public CarriedClass? Given { get; private init; }

    /// <summary>The full name of the specification's method, or that of the group in the type around it.</summary>
    public string Block => BlockOf(Home, Skeleton);

    /// <summary>Whether it only holds others.</summary>
    public bool IsGroup => Bodies[0].IsGroup;

    /// <summary>The bodies that it stands for, each once.</summary>
    public IReadOnlyList<Body> Bodies => _bodies.All;

    /// <summary>What each body is in the model that has it first.</summary>
    public IReadOnlyList<ModuleClass> FirstUses => _bodies.FirstUses;

    /// <summary>The models that use it, with the body that each does.</summary>
    public IReadOnlyList<(ModelStructure Model, ModuleClass Class)> Uses => _uses;

    /// <summary>The name before others of the same name are distinguished: the block's method, or the group's name in the state_dict.</summary>
    public string BaseName => Names.Pascal(Bodies[0].Name);

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Its name as other files may write it.</summary>
    public string FullName => Names.Global(Namespace, Name);

    /// <summary>What it is made into; null until it is.</summary>
    public BuiltClass Built { get; set; } = null!;

    /// <summary>What its rates are.</summary>
    public ClassRates Rates { get; private set; } = ClassRates.None;

    ClassSignature ISharedClass.Signature => Built.Signature;

    /// <summary>A class of another assembly.</summary>
    public static SharedClass Of(CarriedClass given, BlockHome home, int height, Body skeleton)
    {
        var (values, parameters) = CarriedRates.Read(given.Rates);
        // The same skeleton may have a class of this assembly for other numbers: what owns one does not own the other.
        return new SharedClass(home, height, false, skeleton with { Home = given.Type }) { Given = given, Rates = new ClassRates(values, parameters, new HashSet<int>()), Name = given.Names.Name, Namespace = given.Names.Namespace };
    }

    /// <summary>The full name of a block's method, or that of a group in the type around it.</summary>
    public static string BlockOf(BlockHome home, Body body) => home.FullName + "." + body.Name;

    /// <summary>What each rate is, as text.</summary>
    public IEnumerable<string> RateNotes() => Rates.Values.Select((r, i) =>
        Rates.Unread.Contains(i) ? CarriedRates.Unread : CarriedRates.Write(r, Rates.Parameters.Any(p => p.IsList && p.Name == r.Parameter)));

    /// <summary>The position of a body among its bodies.</summary>
    public int IndexOf(Body body) => _bodies.IndexOf(body);

    /// <summary>Adds a body of a model; yields the one that stands for all that are equal to it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="use">What it is there.</param>
    /// <param name="body">The body, whose inner ones stand for all that are equal to them.</param>
    public Body Add(ModelStructure model, ModuleClass use, Body body)
    {
        _uses.Add((model, use));
        return _bodies.Add(use, body);
    }

    /// <summary>Rates that differ between places become parameters, one for all that always agree.</summary>
    /// <param name="of">The classes of the bodies inside, which have decided theirs.</param>
    public void DecideRates(Func<Body, SharedClass> of)
    {
        if (Given is null) Rates = ClassRates.Of(_uses.SelectMany(u => u.Class.Rates), Bodies[0], inner => of(inner).Rates, Names.Camel);
    }
}

/// <summary>A class as it is written, and what those who use it have to hand over.</summary>
/// <param name="Plan">What is written.</param>
/// <param name="Signature">What those who use it have to hand over.</param>
internal sealed record BuiltClass(ClassPlan Plan, ClassSignature Signature)
{
    /// <summary>What stands for each of its numbers, in their order.</summary>
    public ValueList<string> Answers { get; init; } = ValueList<string>.Empty;

    /// <summary>Whether its numbers are those of the class of another assembly that it is to be.</summary>
    public bool IsWhatIsGiven { get; init; }
}
