using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>A class of blocks that an assembly has, as far as who references it must know to make instances.</summary>
/// <param name="Type">Its name as any file may write it.</param>
/// <param name="Block">The full name of the specification's method, or that of a group.</param>
/// <param name="Text">A hash of its text.</param>
/// <param name="View">The interface that it has in common with others; null for none.</param>
/// <param name="Sizes">The sizes in which its instances differ.</param>
/// <param name="Numbers">What each number of its body is, in their order.</param>
/// <param name="Rates">What each of its rates is, in their order.</param>
internal sealed record CarriedClass(string Type, string Block, string Text, string? View, ValueList<CarriedSize> Sizes, ValueList<string> Numbers, ValueList<string> Rates)
{
    /// <summary>Its namespace and its name.</summary>
    public (string Namespace, string Name) Names
    {
        get
        {
            var name = Type.Substring("global::".Length);
            var dot = name.LastIndexOf('.');
            return dot < 0 ? ("", name) : (name.Substring(0, dot), name.Substring(dot + 1));
        }
    }

    /// <summary>What others must know of a class of this assembly; null for one that they cannot use.</summary>
    /// <param name="shared">The class.</param>
    /// <param name="plan">The class with its interface.</param>
    /// <param name="textOf">The text of a class.</param>
    public static CarriedClass? Of(SharedClass shared, ClassPlan plan, Func<ClassPlan, string> textOf)
    {
        if (shared.IsModel || shared.Given is not null || !plan.IsPublic || plan.IsOutline) return null;
        var built = shared.Built;
        return new CarriedClass(
            plan.FullName, shared.Block, HashOf(built.Plan, textOf), plan.Views.Count == 0 ? null : plan.Views[0].Interface,
            built.Signature.All.Select(p => new CarriedSize(p.Name, p.IsConstant)).ToValueList(), built.Answers, shared.RateNotes().ToValueList());
    }

    /// <summary>A hash of what a class is wherever it stands: its text without interfaces, which depend on the lists that it is in.</summary>
    public static string HashOf(ClassPlan plan, Func<ClassPlan, string> textOf)
    {
        using var algorithm = SHA256.Create();
        var hash = algorithm.ComputeHash(Encoding.UTF8.GetBytes(textOf(plan with { IsPublic = true, IsOutline = false })));
        return string.Concat(hash.Take(8).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}

/// <summary>A size in which the instances of a class differ.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsConstant">Whether it is known when an instance is made.</param>
internal sealed record CarriedSize(string Name, bool IsConstant);

/// <summary>The classes of blocks that referenced assemblies have.</summary>
/// <param name="Assemblies">Those of each assembly.</param>
internal sealed record CarriedBlocks(ValueList<ValueList<CarriedClass>> Assemblies)
{
    /// <summary>None.</summary>
    public static CarriedBlocks None { get; } = new(ValueList<ValueList<CarriedClass>>.Empty);

    /// <summary>The names of those that give way to classes of this assembly.</summary>
    public ValueList<string> Without { get; init; } = ValueList<string>.Empty;

    /// <summary>The classes by the block or group that they are for.</summary>
    public ILookup<string, CarriedClass> ByBlock() => Assemblies.SelectMany(a => a).Where(c => !Without.Contains(c.Type)).ToLookup(c => c.Block);

    /// <summary>The names of the namespaces beside which a class was written, without those around them.</summary>
    public IEnumerable<string> NamespacesBeside(CarriedClass given) =>
        Assemblies.First(a => a.Contains(given)).Select(c => c.Names.Namespace).Select(n => n.Substring(n.LastIndexOf('.') + 1)).Distinct();
}
