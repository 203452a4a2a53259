using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.SnapshotDiff;

/// <summary>A place in the tree of modules, as the constructors of a generated text build it.</summary>
internal sealed class ModulePlace
{
    /// <summary>Its part of the keys in the state_dict.</summary>
    public string Name { get; init; } = "";

    /// <summary>The generated class that stands here; empty for a list, a layer, a parameter or a table.</summary>
    public string Class { get; init; } = "";

    /// <summary>What lies inside, in the order of registration.</summary>
    public List<ModulePlace> Children { get; init; } = [];

    /// <summary>The paths at which something is saved, in order.</summary>
    public IEnumerable<string> Paths => Children.SelectMany(child => child.Leaves.Select(path => path.Length == 0 ? child.Name : child.Name + "." + path));

    /// <summary>The classes inside: <c>Stem, Level0(ConvBlock×2, Downsample)</c>. What is in a class stands where it is named first.</summary>
    public string Outline => Describe([]);

    private IEnumerable<string> Leaves => Children.Count > 0 ? Paths : Class.Length > 0 ? [] : [""];

    private IEnumerable<ModulePlace> Modules => Children.SelectMany(child => child.Class.Length == 0 ? child.Modules : [child]);

    private string Describe(HashSet<string> known)
    {
        var text = new List<string>();
        var modules = Modules.ToList();
        for (int start = 0, end; start < modules.Count; start = end)
        {
            var module = modules[start];
            end = start + 1;
            while (end < modules.Count && modules[end].Class == module.Class) end++;
            var inner = known.Add(module.Class) ? module.Describe(known) : "";
            text.Add(module.Class + (inner.Length > 0 ? $"({inner})" : "") + (end - start > 1 ? "×" + (end - start).ToString(CultureInfo.InvariantCulture) : ""));
        }
        return string.Join(", ", text);
    }
}

/// <summary>Reads the tree of modules from what the constructors of generated classes register.</summary>
/// <param name="model">The model's class.</param>
/// <param name="others">Classes in other files that the model may use.</param>
internal sealed class ModuleTree(ClassDeclarationSyntax model, IEnumerable<ClassDeclarationSyntax> others)
{
    // Those of the model's own file come first, as in the language.
    private readonly ILookup<string, ClassDeclarationSyntax> _classes =
        model.DescendantNodes().OfType<ClassDeclarationSyntax>().Concat(others).ToLookup(c => c.Identifier.ValueText);

    /// <summary>The model, with all that is in it.</summary>
    public static ModulePlace Of(ClassDeclarationSyntax model, IEnumerable<ClassDeclarationSyntax> others) => new ModuleTree(model, others).Read(model, "", []);

    /// <param name="type">The class.</param>
    /// <param name="name">The part of the key.</param>
    /// <param name="counts">The parameters of the constructor that are numbers, and the lengths of those that are lists.</param>
    private ModulePlace Read(ClassDeclarationSyntax type, string name, Dictionary<string, int> counts)
    {
        var place = new ModulePlace { Name = name, Class = type.Identifier.ValueText };
        var made = new Registered(type, counts);
        var constructor = type.Members.OfType<ConstructorDeclarationSyntax>().FirstOrDefault();
        foreach (var statement in constructor?.Body?.DescendantNodes().OfType<StatementSyntax>() ?? [])
        {
            switch (statement)
            {
                case LocalDeclarationStatementSyntax local:
                    foreach (var variable in local.Declaration.Variables)
                    {
                        if (variable.Initializer is { } start) made.Places[variable.Identifier.ValueText] = Make(start.Value, "", made);
                    }
                    break;
                case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } when Registers(call, out var container):
                    var to = container.Length == 0 ? place : made.Places.GetValueOrDefault(container);
                    to?.Children.Add(Register(call, made));
                    break;
                case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment }:
                    Make(assignment, "", made);
                    break;
            }
        }
        return place;
    }

    /// <summary>Whether a call registers something, and in what: a second name may lie in another module.</summary>
    private static bool Registers(InvocationExpressionSyntax call, out string container)
    {
        container = call.Expression is MemberAccessExpressionSyntax access ? access.Expression.ToString() : "";
        return call.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax && LastName(call.Expression).StartsWith("register_", StringComparison.Ordinal);
    }

    private ModulePlace Register(InvocationExpressionSyntax call, Registered made)
    {
        var arguments = call.ArgumentList.Arguments;
        // A table knows its own name.
        return arguments.Count == 1 ? Make(arguments[0].Expression, "", made) : Make(arguments[1].Expression, TextOf(arguments[0].Expression), made);
    }

    private ModulePlace Make(ExpressionSyntax value, string name, Registered made)
    {
        switch (value)
        {
            case AssignmentExpressionSyntax assignment:
                return made.Places[assignment.Left.ToString()] = Make(assignment.Right, name, made);
            case SimpleNameSyntax used when made.Places.TryGetValue(used.Identifier.ValueText, out var earlier):
                return new ModulePlace { Name = name, Class = earlier.Class, Children = earlier.Children };
            case ObjectCreationExpressionSyntax creation when LastName(creation.Type) == "ModuleArray":
                if (Alike(creation.ArgumentList!.Arguments.Skip(1), made) is { } alike) return new ModulePlace { Name = name, Children = alike };
                var items = creation.ArgumentList!.Arguments.Select(a => a.Expression).Where(e => !e.IsKind(SyntaxKind.StringLiteralExpression)).SelectMany(e => Elements(e, made));
                return new ModulePlace { Name = name, Children = [.. items.Select((item, i) => new ModulePlace { Name = i.ToString(CultureInfo.InvariantCulture), Class = item.Class, Children = item.Children })] };
            case InvocationExpressionSyntax call when Alike(call.ArgumentList.Arguments, made) is { } several:
                return new ModulePlace { Name = name, Children = several };
            case ObjectCreationExpressionSyntax creation when Find(creation.Type, made.Type) is { } type:
                return Read(type, name, Counts(type, creation, made));
            case ObjectCreationExpressionSyntax creation when name.Length == 0:
                var own = creation.ArgumentList?.Arguments.Select(a => a.Expression).FirstOrDefault(e => e.IsKind(SyntaxKind.StringLiteralExpression));
                return new ModulePlace { Name = own is null ? "" : TextOf(own) };
            default:
                return new ModulePlace { Name = name };
        }
    }

    /// <summary>Modules that are alike: one expression makes each; null for other arguments.</summary>
    private List<ModulePlace>? Alike(IEnumerable<ArgumentSyntax> arguments, Registered made) =>
        arguments.Select(a => a.Expression).ToList() is [var count, LambdaExpressionSyntax { ExpressionBody: { } each }]
            ? [.. Enumerable.Range(0, made.Count(count) ?? 0).Select(i => Make(each, i.ToString(CultureInfo.InvariantCulture), made))]
            : null;

    /// <summary>The modules of an argument: those of a list with other lists in it, or one.</summary>
    private IEnumerable<ModulePlace> Elements(ExpressionSyntax value, Registered made) => value is not CollectionExpressionSyntax list ? [Make(value, "", made)]
        : list.Elements.SelectMany(element => element switch
        {
            SpreadElementSyntax { Expression: SimpleNameSyntax spread } when made.Places.TryGetValue(spread.Identifier.ValueText, out var several) => several.Children,
            ExpressionElementSyntax one => [Make(one.Expression, "", made)],
            _ => Enumerable.Empty<ModulePlace>(),
        });

    /// <summary>What a constructor is handed that says how many modules there are.</summary>
    private static Dictionary<string, int> Counts(ClassDeclarationSyntax type, ObjectCreationExpressionSyntax creation, Registered made)
    {
        var parameters = type.Members.OfType<ConstructorDeclarationSyntax>().FirstOrDefault()?.ParameterList.Parameters ?? [];
        var counts = new Dictionary<string, int>();
        foreach (var (parameter, argument) in parameters.Zip(creation.ArgumentList!.Arguments))
        {
            if (made.Count(argument.Expression) is { } count) counts.Add(parameter.Identifier.ValueText, count);
        }
        return counts;
    }

    /// <summary>The class of a name: one of the namespace that the name states, else one beside the class that uses it.</summary>
    private ClassDeclarationSyntax? Find(TypeSyntax type, ClassDeclarationSyntax user)
    {
        var around = type is QualifiedNameSyntax { Left: var left } ? LastName(left) : Around(user);
        var candidates = _classes[LastName(type)].ToList();
        return candidates.Find(c => Around(c) == around) ?? candidates.FirstOrDefault();
    }

    /// <summary>The outer class or the last part of the namespace.</summary>
    private static string Around(ClassDeclarationSyntax type) => type.Parent switch
    {
        ClassDeclarationSyntax outer => outer.Identifier.ValueText,
        BaseNamespaceDeclarationSyntax space => LastName(space.Name),
        _ => "",
    };

    /// <summary>What a constructor has made so far.</summary>
    /// <param name="Type">Its class.</param>
    /// <param name="Counts">The parameters of the constructor that are numbers, and the lengths of those that are lists.</param>
    private sealed record Registered(ClassDeclarationSyntax Type, Dictionary<string, int> Counts)
    {
        /// <summary>The places by the variables and properties that hold them.</summary>
        public Dictionary<string, ModulePlace> Places { get; } = [];

        /// <summary>A number, or the length of a list; null for anything else.</summary>
        public int? Count(ExpressionSyntax value) => value switch
        {
            CollectionExpressionSyntax list => list.Elements.Count,
            LiteralExpressionSyntax { Token.Value: int number } => number,
            SimpleNameSyntax name when Counts.TryGetValue(name.Identifier.ValueText, out var known) => known,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } length => Count(length.Expression),
            _ => null,
        };
    }

    private static string LastName(ExpressionSyntax name) => name switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => name.ToString(),
    };

    private static string TextOf(ExpressionSyntax literal) => literal is LiteralExpressionSyntax { Token.ValueText: var text } ? text : literal.ToString();
}
