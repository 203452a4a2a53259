using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>
/// Names the classes. A block's is called after its method, in a namespace after the type that declares it; blocks of one
/// method with different structure are told apart by what only some of them have: <c>ConvBlockWithLayerScale</c>.
/// </summary>
internal static class ClassNames
{
    private const string Blocks = "Blocks", BlockClasses = "BlockClasses";

    /// <summary>Whether a namespace may be one of classes of blocks, in which no others lie.</summary>
    public static bool IsOfBlocks(string space) => space.EndsWith(Blocks, StringComparison.Ordinal) || space.EndsWith(BlockClasses, StringComparison.Ordinal);

    /// <summary>Decides the namespaces and names of all classes.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="reserved">Names that none may have.</param>
    /// <param name="carried">The classes of other assemblies, whose namespaces may be the same.</param>
    /// <param name="isTaken">Whether a full name is that of a type, which no namespace can share.</param>
    public static void Decide(IReadOnlyList<SharedClass> classes, IReadOnlyList<string> reserved, CarriedBlocks carried, Func<string, bool> isTaken)
    {
        foreach (var model in classes.Where(c => c.IsModel)) (model.Namespace, model.Name) = (model.Home.Namespace, model.Uses[0].Model.Declaration.Identifier);
        foreach (var block in classes.Where(c => !c.IsModel))
        {
            // Blocks of another assembly belong to the model that uses them first.
            var space = block.Home.IsForeign ? block.Uses[0].Model.Declaration.Namespace : block.Home.Namespace;
            var name = (space.Length == 0 ? "" : space + ".") + block.Home.TypeName;
            block.Namespace = name + (isTaken((name + Blocks).Replace("@", "")) ? BlockClasses : Blocks);
        }
        foreach (var space in classes.Where(c => !c.IsModel).GroupBy(c => c.Namespace))
        {
            var names = new NameSet([.. reserved, .. carried.Assemblies.SelectMany(a => a).Select(c => c.Names).Where(n => n.Namespace == space.Key).Select(n => n.Name)]);
            var telling = new TellingNames<SharedClass>([ClassFeatures.Own, ClassFeatures.Inner], (shared, name) => Name(shared, name, names, reserved));
            foreach (var alike in space.GroupBy(c => c.BaseName).OrderBy(g => g.Key, StringComparer.Ordinal)) telling.Give(alike.Key, [.. alike]);
        }
    }

    /// <summary>A class cannot have the name of one of its members.</summary>
    private static void Name(SharedClass shared, string name, NameSet names, IReadOnlyList<string> reserved) => shared.Name = names.Take(
        reserved.Contains(name) || shared.Bodies[0].State.Any(s => MemberBuilder.PropertyOf(s) == name) ? name + (shared.IsGroup ? "Group" : "Block") : name);
}
