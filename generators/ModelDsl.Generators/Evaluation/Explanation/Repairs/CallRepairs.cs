using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Changes of the arguments of one call: another number or tensor, one that is missing, two that changed places.</summary>
/// <param name="sources">The sources.</param>
/// <param name="finding">The mistake.</param>
internal sealed class CallRepairs(Sources sources, Finding finding)
{
    private const double MissingPadding = 10, MissingAtBorder = 6, OtherPadding = 10.5, MissingOutput = 9, MissingStride = 11, MissingStep = 14, Exchange = 13, ExchangeOfTensors = 12.5, ExchangeOfNumbers = 17;
    private const double UnreadTensor = 8, OtherTensor = 15, Together = 14, BothSizes = 13, MissingBatch = 8, MissingPart = 9, MissingType = 7, KeptAxes = 11, OtherElement = 15, Moved = 12, OfHidden = 12.4, Depthwise = 8, OfInput = 4, SameAxis = 11, Twice = 6, OfFailing = -2, OfFailingNumber = -7, OfSlider = 4, ImageTooSmall = -6, ImageSize = 4, PlacesOfMap = 13, Behind = 4;

    // A larger kernel may itself be the mistake, where it does not fit.
    private const int UsualKernel = 7;

    /// <summary>Whether the numbers of the failing kernel are such that the map is rather too small than they too large.</summary>
    private bool IsUsualKernel => finding.Problem?.Wrong.Where(w => w.Value.IsConstant).Take(2).All(w => w.Value.Value <= UsualKernel) == true;

    /// <summary>Whether it is a kernel or a dilation that nobody uses which does not fit: not the border around it is wrong.</summary>
    private bool IsUnusualKernel => finding.Problem?.Id == SpecErrors.KernelTooLarge && !IsUsualKernel;

    private static bool IsUsual(ExpressionSyntax number) => number is LiteralExpressionSyntax { Token.Value: <= UsualKernel };

    private static readonly HashSet<string> s_sliding = ["Conv2d", "MaxPool2d", "AveragePool2d"];

    /// <summary>The changes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isFailing">Whether it is this call that fails.</param>
    /// <param name="visible">What can be written at its place.</param>
    /// <param name="wanted">Values for a literal with which the broken rule would hold.</param>
    public IEnumerable<Repair> For(InvocationExpressionSyntax call, bool isFailing, Visible visible, Func<ExpressionSyntax, IEnumerable<long>> wanted)
    {
        if (sources.ModelOf(call.SyntaxTree).GetOperation(call) is not IInvocationOperation operation) return [];
        var arguments = operation.Arguments.Where(a => a is { ArgumentKind: ArgumentKind.Explicit, Parameter: not null, Syntax: ArgumentSyntax }).ToList();
        var isInput = operation.TargetMethod.Name == nameof(Vocabulary.Input);
        var takesSides = isInput || operation.TargetMethod.Parameters.Any(p => p.Name == "width");
        return Numbers(operation, arguments, visible, isFailing, wanted)
            .Concat(takesSides ? Equal(call.ArgumentList, isInput, visible, wanted) : [])
            .Concat(Axes(call, operation))
            .Concat(Missing(call, operation, visible))
            .Concat(Exchanged(arguments, operation))
            .Concat(Tensors(call, operation, visible));
    }

    private IEnumerable<Repair> Numbers(IInvocationOperation operation, List<IArgumentOperation> arguments, Visible visible, bool isFailing, Func<ExpressionSyntax, IEnumerable<long>> wanted)
    {
        var isInput = operation.TargetMethod.Name == nameof(Vocabulary.Input);
        foreach (var argument in operation.Arguments)
        {
            foreach (var (number, parameter) in NumbersIn(argument))
            {
                if (TypeNames.IsVocabulary(operation.TargetMethod) && parameter is not null && !IsRelevant(parameter)) continue;
                // Sizes of tables and of named axes have no parameter of their own.
                var isTableSize = parameter is null;
                var neighbours = isTableSize ? [] : arguments.Where(a => a != argument && IsNumber(a.Parameter!.Type)).Select(a => ExpressionOf(a).ToString()).ToList();
                if (parameter == "groups" && number is not LiteralExpressionSyntax && OfEachChannel(operation) is { } each && each != number.ToString())
                    yield return Change(number, each, Depthwise, $"Change {number} to {each}");
                if (WidthOfInput(operation, number, parameter) is { } width) yield return Change(number, width, OfHidden, $"Change {number} to {width}");
                foreach (var size in OfSameAxis(number)) yield return Change(number, size, SameAxis, TitleOf(number, size, null));
                var repairs = new NumberRepairs(visible, isTableSize ? [] : Usual(operation, argument.Parameter!), neighbours);
                foreach (var (old, text, cost) in repairs.For(number, parameter ?? "", wanted, isTableSize))
                {
                    var isWhole = old == number && argument.ArgumentKind != ArgumentKind.ParamArray;
                    yield return Change(old, text, cost + Weight(isInput, isFailing && !isTableSize, old == number && old is LiteralExpressionSyntax) + (isFailing && IsUnusualKernel && IsUsual(number) ? Behind : 0), TitleOf(old, text, isWhole ? parameter : null));
                }
            }
        }
    }

    /// <summary>What makes changes of a number likelier or less likely, whatever it is changed to.</summary>
    /// <param name="isInput">Whether it is a size of an input.</param>
    /// <param name="isFailing">Whether it is an argument of the failing call.</param>
    /// <param name="isLiteral">Whether it is written as such, not computed.</param>
    private double Weight(bool isInput, bool isFailing, bool isLiteral) => finding.Problem?.Id switch
    {
        // What a network is made for is seldom the mistake.
        _ when isInput => OfInput,
        _ when !isFailing => 0,
        // Where a usual kernel does not fit, the map is too small.
        SpecErrors.KernelTooLarge => IsUsualKernel ? OfSlider : OfFailing,
        var rule when isLiteral && RepairSearch.IsOfNumbers(rule) => OfFailingNumber,
        _ => OfFailing,
    };

    /// <summary>The width that a method's input has, where another layer has the one that is written: the last layer leads back, it does not stay among the hidden ones.</summary>
    private static string? WidthOfInput(IInvocationOperation operation, ExpressionSyntax number, string? parameter)
    {
        if (parameter is not ("channels" or "features") || number is not IdentifierNameSyntax || Visible.MethodAround(number) is not MethodDeclarationSyntax { ParameterList.Parameters: var parameters } method) return null;
        var name = number.ToString();
        if (!parameters.Any(p => p.Identifier.ValueText == name) || parameters.FirstOrDefault(p => p.Type?.ToString() == nameof(Sym)) is not { } input) return null;
        var isHidden = method.DescendantNodes().OfType<ArgumentSyntax>().Any(a => a.Span.End <= number.SpanStart && a.Expression.ToString() == name);
        return isHidden ? $"{input.Identifier.ValueText}.{(operation.TargetMethod.Name == nameof(Vocabulary.Conv2d) ? nameof(Sym.Channels) : nameof(Sym.Features))}" : null;
    }

    /// <summary>As many groups as channels, where a convolution keeps their number: it is meant to be depthwise.</summary>
    private static string? OfEachChannel(IInvocationOperation operation) =>
        operation is { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax map } } }
        && operation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "channels" && a.ArgumentKind == ArgumentKind.Explicit) is { } channels
        && ExpressionOf(channels).ToString() is var text && text == $"{map}.{nameof(Sym.Channels)}" ? text : null;

    /// <summary>What other rearrangements of the method have for the size of an axis of the same name.</summary>
    private static IEnumerable<string> OfSameAxis(ExpressionSyntax size)
    {
        if (size.Parent?.Parent is not TupleExpressionSyntax { Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string axis } }, _] }) return [];
        var method = size.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return method?.DescendantNodes().OfType<TupleExpressionSyntax>().Where(t => t.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string same } }, _] && same == axis)
            .Select(t => t.Arguments[1].Expression.ToString()).Where(t => t != size.ToString()).Distinct() ?? [];
    }

    /// <summary>The numbers in an argument, each with the parameter that it is for; none for those of a list or of named sizes.</summary>
    private static IEnumerable<(ExpressionSyntax Number, string? Parameter)> NumbersIn(IArgumentOperation argument)
    {
        if (argument.Parameter is not { } parameter) return [];
        if (argument.ArgumentKind == ArgumentKind.ParamArray)
        {
            var elements = (argument.Value as IArrayCreationOperation)?.Initializer?.ElementValues.Select(e => e.Syntax) ?? [];
            return elements.SelectMany(e => e switch
            {
                TupleExpressionSyntax { Arguments: [_, var size] } => [(size.Expression, null)],
                ExpressionSyntax number when parameter.Type is IArrayTypeSymbol { ElementType: var type } && IsNumber(type) => [(number, parameter.Name == "axes" ? "axis" : parameter.Name == "dims" ? "size" : "part")],
                _ => ((ExpressionSyntax, string?)[])[],
            });
        }
        if (argument is not { ArgumentKind: ArgumentKind.Explicit, Syntax: ArgumentSyntax { Expression: var expression } }) return [];
        if (IsNumber(parameter.Type)) return [(expression, parameter.Name)];
        return expression is CollectionExpressionSyntax list ? list.Elements.OfType<ExpressionElementSyntax>().Select(e => (e.Expression, (string?)null)) : [];
    }

    /// <summary>Two equal numbers side by side, a height and a width, are changed together.</summary>
    private IEnumerable<Repair> Equal(ArgumentListSyntax list, bool isInput, Visible visible, Func<ExpressionSyntax, IEnumerable<long>> wanted)
    {
        if (!IsRelevant("height")) yield break;
        var both = BothSizes + (!isInput ? 0 : finding.Problem?.Id == SpecErrors.KernelTooLarge && IsUsualKernel ? ImageTooSmall : ImageSize);
        for (var i = 0; i + 1 < list.Arguments.Count; i++)
        {
            var (first, second) = (list.Arguments[i].Expression, list.Arguments[i + 1].Expression);
            if (first is not LiteralExpressionSyntax { Token.Value: int number } || second is not LiteralExpressionSyntax { Token.Value: int same } || number != same) continue;
            var span = TextSpan.FromBounds(first.SpanStart, second.Span.End);
            var between = list.SyntaxTree.GetText().ToString(TextSpan.FromBounds(first.Span.End, second.SpanStart));
            // Of an image only larger sizes are likely: the layers behind it were made for some.
            foreach (var value in wanted(first).Concat(wanted(second)).Where(v => v > (isInput ? 1 : 0) && v != number).Distinct().Take(6))
                yield return Both(Dim.Text(value), both + NumberRepairs.Nearness(value, number));
            foreach (var value in (isInput ? (long[])[32, 64, 128, 224, 256] : [1, 2, 7]).Where(v => v > number || !isInput))
                yield return Both(Dim.Text(value), both + 1 + NumberRepairs.Nearness(value, number));
            foreach (var name in visible.Numbers) yield return Both(name, both + 1.5);

            Repair Both(string text, double cost) => new(new Replacement(new Place(list.SyntaxTree, span), text + between + text, $"Change both to {text}"), Place.Of(first), cost);
        }
    }

    /// <summary>A mean or largest value over the places of a map in place of one over a single axis.</summary>
    private static IEnumerable<Repair> Axes(InvocationExpressionSyntax call, IInvocationOperation operation)
    {
        if (!TypeNames.IsVocabulary(operation.TargetMethod)) yield break;
        if (operation.Arguments.FirstOrDefault(a => a is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: "keepAxes" }) is { } kept && ExpressionOf(kept) is LiteralExpressionSyntax { Token.Value: false } no)
            yield return Change(no, "true", KeptAxes, "Change keepAxes to true");
        if (operation.TargetMethod.Parameters is not [.., { IsParams: true, Name: "axes" }]) yield break;
        if (call.ArgumentList.Arguments is [{ Expression: var axis }]) yield return Change(axis, "2, 3", PlacesOfMap, $"Change {axis} to 2, 3");
        if (call.Expression is MemberAccessExpressionSyntax { Name: var name } && call.ArgumentList.Arguments is { Count: > 0 } axes)
            yield return new Repair(new Replacement(new Place(call.SyntaxTree, axes.Span), $"[{axes}], keepAxes: true", $"Keep the axes of {name}"), Place.Of(name), KeptAxes);
    }

    /// <summary>Whether an argument of a layer over maps can have to do with the mistake: two maps that only differ in their size have it from no number of channels, and the other way round.</summary>
    private bool IsRelevant(string parameter)
    {
        if (finding.Operands is not [{ Output: { Rank: 4 } a }, { Output: { Rank: 4 } b }]) return true;
        var (channels, places) = (a.Shape[1] != b.Shape[1], a.Shape[2] != b.Shape[2] || a.Shape[3] != b.Shape[3]);
        return parameter switch
        {
            "kernel" or "stride" or "padding" or "dilation" or "height" or "width" => places,
            "channels" or "groups" => channels,
            _ => true,
        };
    }

    /// <summary>Arguments that were left out.</summary>
    private IEnumerable<Repair> Missing(InvocationExpressionSyntax call, IInvocationOperation operation, Visible visible)
    {
        if (!TypeNames.IsVocabulary(operation.TargetMethod)) yield break;
        var name = operation.TargetMethod.Name;
        if (name == nameof(Vocabulary.Input) && call.ArgumentList.Arguments.Count > 1 && !call.ArgumentList.Arguments.Any(a => a.Expression.ToString().Contains(nameof(Dim.Batch))))
            yield return Insert(call, call.ArgumentList.Arguments[1].SpanStart, "Dim.Batch, ", MissingBatch, "Add Dim.Batch as the first size");
        if (name == nameof(Vocabulary.Input) && finding.Problem?.Id == SpecErrors.WrongType && operation.TargetMethod.Parameters.All(p => p.Type.Name != nameof(ElementType)))
        {
            foreach (var type in new[] { ElementType.Int64, ElementType.Bool })
                yield return Insert(call, call.ArgumentList.Arguments[0].SpanStart, $"{nameof(ElementType)}.{type}, ", MissingType, $"Add {nameof(ElementType)}.{type} as the first argument");
        }
        if (name == nameof(Vocabulary.Split) && finding.Call?.Call == call && call.ArgumentList.Arguments is [.., { Expression: var part }] and { Count: > 2 })
            yield return Insert(call, call.ArgumentList.CloseParenToken.SpanStart, $", {part}", MissingPart, $"Add {part} to {name}");
        if (!IsRelevant("padding")) yield break;
        // A strided convolution loses what does not fill a step; its inverse has to be told how much that was.
        if (name == nameof(Vocabulary.ConvTranspose2d) && finding.Problem?.Id == SpecErrors.ShapeMismatch && IsLeftOut("outputPadding") && Written("stride") is not null)
            yield return Add("outputPadding", "1", MissingOutput);
        if (!s_sliding.Contains(name)) yield break;
        if (IsLeftOut("padding") && Written("kernel") is { } kernel && kernel.ToString() != Written("stride")?.ToString() && Padding(kernel, Written("dilation")) is { } padding)
            yield return Add("padding", padding, finding.Problem?.Id != SpecErrors.KernelTooLarge ? MissingPadding : IsUsualKernel ? MissingAtBorder : Exchange);
        // A dilation that is computed is used by others too.
        var isComputed = Written("dilation") is not (null or LiteralExpressionSyntax);
        if ((!IsUnusualKernel || isComputed) && Written("padding") is LiteralExpressionSyntax border && Written("kernel") is (LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax) and { } side && Padding(side, Written("dilation")) is { } usual && usual != border.ToString())
            yield return Change(border, usual, isComputed && IsUnusualKernel ? MissingAtBorder : OtherPadding, $"Change padding to {usual}");
        if (!IsLeftOut("stride")) yield break;
        if (visible.Variables.Any(v => v.Name == "stride" && Visible.IsNumber(v.Type))) yield return Add("stride", "stride", MissingStride);
        // A pooling steps by its kernel where nothing is said.
        yield return Add("stride", name == nameof(Vocabulary.Conv2d) ? "2" : "1", MissingStep);

        bool IsLeftOut(string parameter) => operation.Arguments.Any(a => a.Parameter?.Name == parameter && a.ArgumentKind == ArgumentKind.DefaultValue);
        ExpressionSyntax? Written(string parameter) => operation.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter && a.ArgumentKind == ArgumentKind.Explicit) is { } argument ? ExpressionOf(argument) : null;
        Repair Add(string parameter, string value, double cost) => Insert(call, call.ArgumentList.CloseParenToken.SpanStart, $", {parameter}: {value}", cost, $"Add {parameter}: {value} to {name}");
    }

    /// <summary>What keeps the size of a map at a stride of one.</summary>
    private static string? Padding(ExpressionSyntax kernel, ExpressionSyntax? dilation)
    {
        if (kernel is LiteralExpressionSyntax { Token.Value: int side })
            return side % 2 == 0 || side < 3 ? null : dilation is null ? Dim.Text(side / 2) : side == 3 ? dilation.ToString() : $"{Dim.Text(side / 2)} * {dilation}";
        return dilation is null ? $"{kernel} / 2" : null;
    }

    private static IEnumerable<Repair> Exchanged(List<IArgumentOperation> arguments, IInvocationOperation operation)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            for (var j = i + 1; j < arguments.Count; j++)
            {
                var (a, b) = (arguments[i], arguments[j]);
                var (first, second) = (ExpressionOf(a), ExpressionOf(b));
                if (IsStrange(a, second) || IsStrange(b, first)) continue;
                if (Kind(a.Parameter!.Type) is not { } kind || kind != Kind(b.Parameter!.Type) || first.ToString() == second.ToString() || first.SpanStart > second.SpanStart) continue;
                var tree = first.SyntaxTree;
                var between = tree.GetText().ToString(TextSpan.FromBounds(first.Span.End, second.SpanStart));
                yield return new Repair(
                    new Replacement(new Place(tree, TextSpan.FromBounds(first.SpanStart, second.Span.End)), second + between + first, $"Swap {first} and {second}"),
                    Place.Of(first), (kind == nameof(Sym) ? ExchangeOfTensors : IsVocabularyCall() ? ExchangeOfNumbers : Exchange + 1) + (j - i - 1));
            }
        }
        bool IsVocabularyCall() => TypeNames.IsVocabulary(operation.TargetMethod);
        // No step or border is as large as a width.
        static bool IsStrange(IArgumentOperation to, ExpressionSyntax number) => to.Parameter!.Name is "stride" or "padding" or "dilation" && number is LiteralExpressionSyntax { Token.Value: > 16 };
    }

    private static string? Kind(ITypeSymbol type) => IsNumber(type) ? nameof(Dim) : TypeNames.IsVocabulary(type, nameof(Sym)) ? nameof(Sym) : null;

    /// <summary>Another tensor in place of one that the call takes, also where it is written several times.</summary>
    private static IEnumerable<Repair> Tensors(InvocationExpressionSyntax call, IInvocationOperation operation, Visible visible)
    {
        var names = visible.Tensors.ToList();
        var receiver = call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } ? [owner] : Array.Empty<IdentifierNameSyntax>();
        var read = call.ArgumentList.Arguments.SelectMany(a => a.Expression.DescendantNodesAndSelf(n => n is not LambdaExpressionSyntax).OfType<IdentifierNameSyntax>()).Where(i => names.Contains(i.Identifier.ValueText)).ToList();
        foreach (var identifier in receiver.Where(i => names.Contains(i.Identifier.ValueText)).Concat(read))
        {
            foreach (var other in names.Where(n => n != identifier.Identifier.ValueText))
                yield return Change(identifier, other, visible.CostOfReading(other, identifier.Identifier.ValueText, UnreadTensor, OtherTensor) + (Takes(other) ? Twice : 0), $"Change {identifier} to {other}");
        }
        // In maps[i + 1].Height, maps[i + 1].Width the one is too much, twice.
        foreach (var same in call.ArgumentList.DescendantNodes().OfType<ElementAccessExpressionSyntax>().Where(e => e.ArgumentList.Arguments is [{ Expression: BinaryExpressionSyntax { Right: LiteralExpressionSyntax } }]).GroupBy(e => e.ToString()).Where(g => g.Count() > 1))
        {
            var index = (BinaryExpressionSyntax)same.First().ArgumentList.Arguments[0].Expression;
            var span = TextSpan.FromBounds(same.First().SpanStart, same.Last().Span.End);
            var text = call.SyntaxTree.GetText().ToString(span).Replace(same.Key, $"{same.First().Expression}[{index.Left}]");
            yield return new Repair(new Replacement(new Place(call.SyntaxTree, span), text, $"Change {index} to {index.Left}"), Place.Of(index), Moved);
        }
        foreach (var element in call.ArgumentList.Arguments.Select(a => a.Expression).OfType<ElementAccessExpressionSyntax>())
        {
            if (element.ArgumentList.Arguments is not [{ Expression: var index }]) continue;
            // The key of a dictionary may be several numbers.
            foreach (var number in index is TupleExpressionSyntax key ? key.Arguments.Select(a => a.Expression) : [index])
            {
                foreach (var (old, text, cost) in NumberRepairs.Elements(number)) yield return Change(old, text, OtherElement + cost - NumberRepairs.Index, $"Change {old} to {text}");
            }
        }
        bool Takes(string name) => receiver.Concat(read).Any(i => i.Identifier.ValueText == name);
        foreach (var same in read.GroupBy(i => i.Identifier.ValueText).Where(g => g.Count() > 1))
        {
            var (first, last) = (same.First(), same.Last());
            var tree = call.SyntaxTree;
            foreach (var other in names.Where(n => n != same.Key))
            {
                var span = TextSpan.FromBounds(first.SpanStart, last.Span.End);
                var text = tree.GetText().ToString(span);
                foreach (var identifier in same.Reverse()) text = text.Remove(identifier.SpanStart - span.Start, identifier.Span.Length).Insert(identifier.SpanStart - span.Start, other);
                yield return new Repair(new Replacement(new Place(tree, span), text, $"Change {same.Key} to {other}"), Place.Of(first), Together + (other[0] == same.Key[0] ? 0 : 0.5));
            }
        }
    }

    /// <summary>Numbers that other calls of the method in the same class have for a parameter.</summary>
    private static IReadOnlyCollection<long> Usual(IInvocationOperation operation, IParameterSymbol parameter)
    {
        if (operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return [];
        var found = new List<long>();
        foreach (var call in type.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call == operation.Syntax || NameOf(call) != operation.TargetMethod.Name) continue;
            var ordinal = parameter.Ordinal - (operation.TargetMethod.IsExtensionMethod && call.Expression is MemberAccessExpressionSyntax ? 1 : 0);
            var argument = call.ArgumentList.Arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == parameter.Name)
                ?? call.ArgumentList.Arguments.ElementAtOrDefault(ordinal);
            if (argument is { Expression: LiteralExpressionSyntax { Token.Value: int number } } && (argument.NameColon is null || argument.NameColon.Name.Identifier.ValueText == parameter.Name) && !found.Contains(number))
                found.Add(number);
        }
        return found;
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Whether a parameter takes a whole number or a size; that of a kernel may be two.</summary>
    private static bool IsNumber(ITypeSymbol type)
    {
        var plain = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;
        return Visible.IsNumber(plain) || TypeNames.IsVocabulary(plain, nameof(Extent));
    }

    private static ExpressionSyntax ExpressionOf(IArgumentOperation argument) => ((ArgumentSyntax)argument.Syntax).Expression;

    private static string TitleOf(ExpressionSyntax old, string text, string? parameter) =>
        parameter is not null && old is LiteralExpressionSyntax && char.IsDigit(text[text.Length - 1]) ? $"Change {parameter} to {text}" : $"Change {old} to {text}";

    private static Repair Change(ExpressionSyntax old, string text, double cost, string title) => new(new Replacement(Place.Of(old), text, title), Place.Of(old), cost);

    /// <summary>What is left out is missed at the name of the method.</summary>
    private static Repair Insert(InvocationExpressionSyntax call, int position, string text, double cost, string title)
    {
        var name = call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression;
        return new Repair(new Replacement(new Place(call.SyntaxTree, new TextSpan(position, 0)), text, title), Place.Of(name), cost);
    }
}
