using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>
/// A class to be generated and the places where it is used: block calls, or groups of the state_dict, of which each
/// is like the others but for rates.
/// </summary>
internal sealed class ModuleClass(int id, StateTree first, Body body)
{
    /// <summary>Its position among the classes.</summary>
    public int Id { get; } = id;

    /// <summary>Its first place, after which it is written.</summary>
    public StateTree First { get; } = first;

    /// <summary>What it owns and computes: modules with equal bodies share a class.</summary>
    public Body Body { get; } = body;

    /// <summary>Whether it only holds others.</summary>
    public bool IsGroup => Body.IsGroup;

    /// <summary>Whether it is the model itself.</summary>
    public bool IsModel => First.Path.Length == 0;

    /// <summary>All its places.</summary>
    public List<StateTree> Places { get; } = [];

    /// <summary>The name before it is told from others: the block's method, or the group's name in the state_dict.</summary>
    public string BaseName => IsGroup ? Names.Pascal(First.Name) : Names.Pascal(First.Module!.Method);

    /// <summary>The name of the class.</summary>
    public string Name { get; set; } = "";

    /// <summary>The rates of each place: those of its own operations, then those below, all in order.</summary>
    public List<RateSlot[]> Rates { get; } = [];

    /// <summary>What each rate is: a constant, or a parameter of the constructor.</summary>
    public RateValue[] RateValues { get; private set; } = [];

    /// <summary>The parameters of the constructor, and a rate that each stands for.</summary>
    public List<(string Name, int Rate)> RateParameters { get; } = [];

    /// <summary>Rates that differ between places become parameters, one for all that always agree.</summary>
    public void DecideRates()
    {
        var names = new NameSet("initialization");
        var count = Rates[0].Length;
        RateValues = new RateValue[count];
        for (var i = 0; i < count; i++)
        {
            var column = Rates.Select(r => r[i].Rate).ToArray();
            if (column.All(r => r == column[0]))
            {
                RateValues[i] = new RateValue(column[0], null);
                continue;
            }
            var like = RateParameters.FindIndex(p => Rates.All(r => r[p.Rate].Rate == r[i].Rate));
            if (like < 0)
            {
                like = RateParameters.Count;
                RateParameters.Add((names.Take(Names.Camel(Rates[0][i].Operation)), i));
            }
            RateValues[i] = new RateValue(0, RateParameters[like].Name);
        }
    }
}

/// <summary>A rate at one place, and the name of the operation that it belongs to.</summary>
internal readonly record struct RateSlot(double Rate, string Operation);
