using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Values as text.</summary>
internal sealed partial class Interpreter
{
    private Value Interpolate(IInterpolatedStringOperation operation, Frame frame)
    {
        var text = new System.Text.StringBuilder();
        Provenance? origin = null;
        foreach (var part in operation.Parts)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation { Text.ConstantValue.Value: string literal }:
                    text.Append(literal);
                    break;
                case IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { TargetMethod.Name: "AppendLiteral", Arguments: [{ Value.ConstantValue.Value: string literal }] } }:
                    text.Append(literal);
                    break;
                case IInterpolationOperation hole:
                    var value = Evaluate(hole.Expression, frame);
                    if (!Append(text, value, hole.Alignment, hole.FormatString, hole, frame)) return Value.Unknown;
                    origin = Provenance.Join(origin, value.Origin);
                    break;
                case IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { TargetMethod.Name: "AppendFormatted" } call }:
                    var formatted = Evaluate(call.Arguments[0].Value, frame);
                    if (!Append(text, formatted, ArgumentOf(call, "alignment"), ArgumentOf(call, "format"), call, frame)) return Value.Unknown;
                    origin = Provenance.Join(origin, formatted.Origin);
                    break;
                default:
                    return Unsupported(part, frame);
            }
        }
        return new Value(text.ToString(), origin);
    }

    /// <summary>A text that a method takes in parts gets it as a whole: nothing is written in between.</summary>
    private Value InterpolateForHandler(IInterpolatedStringHandlerCreationOperation operation, Frame frame) =>
        operation.Content is IInterpolatedStringOperation content ? Interpolate(content, frame) : Unsupported(operation, frame);

    private static IOperation? ArgumentOf(IInvocationOperation call, string parameter)
    {
        foreach (var argument in call.Arguments) if (argument.Parameter?.Name == parameter) return argument.Value;
        return null;
    }

    private bool Append(System.Text.StringBuilder text, Value value, IOperation? alignment, IOperation? format, IOperation hole, Frame frame)
    {
        if (value.IsUnknown || TextOf(value, format?.ConstantValue.Value as string, hole.Syntax, frame) is not { } piece) return false;
        var width = alignment?.ConstantValue.Value as int? ?? 0;
        budget.CheckText((long)text.Length + piece.Length + System.Math.Abs((long)width));
        text.Append(width < 0 ? piece.PadRight(-width) : piece.PadLeft(width));
        return true;
    }

    /// <summary>A value as text, by its own ToString where the specification declares one; null where it is not known.</summary>
    public string? TextOf(Value value, string? format, SyntaxNode site, Frame frame)
    {
        if (value.IsUnknown) return null;
        if (value.Data is Scope) _sideEffects++;
        switch (value.Data)
        {
            case Instance instance:
                return TextOf(instance, site, frame);
            case TupleValue tuple:
                return TextOfAll(tuple.Items, site, frame) is { } items ? "(" + string.Join(", ", items) + ")" : null;
            case PairValue pair:
                return TextOfAll([pair.Key, pair.Value], site, frame) is { } parts ? "[" + string.Join(", ", parts) + "]" : null;
            case AnonymousValue anonymous:
                if (TextOfAll(anonymous.Items, site, frame) is not { } values) return null;
                for (var i = 0; i < values.Length; i++) values[i] = anonymous.Names[i] + " = " + values[i];
                return "{ " + string.Join(", ", values) + " }";
            default:
                return Text.Of(value, format);
        }
    }

    private string[]? TextOfAll(Value[] values, SyntaxNode site, Frame frame)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (TextOf(values[i], null, site, frame) is not { } text) return null;
            texts[i] = text;
        }
        return texts;
    }

    private string? TextOf(Instance instance, SyntaxNode site, Frame frame)
    {
        for (var type = instance.Type; type is not null; type = type.Base)
        {
            foreach (var member in type.Symbol.GetMembers("ToString"))
            {
                if (member is not IMethodSymbol { Parameters.Length: 0, IsStatic: false } method) continue;
                return method.IsImplicitlyDeclared ? TextOfRecord(instance, type, site, frame) : Call(new CallSite(site, frame, method, new Value(instance), []), isVirtual: false).Data as string;
            }
        }
        return TextOfType.Of(instance.Symbol);
    }

    /// <summary>What the compiler writes for a record: its public fields and properties, those of its base first.</summary>
    private string? TextOfRecord(Instance record, SourceType declaring, SyntaxNode site, Frame frame)
    {
        var parts = new List<string>();
        var types = new Stack<SourceType>();
        for (var type = declaring; type is not null; type = type.Base) types.Push(type);
        foreach (var type in types)
        {
            foreach (var member in type.Symbol.GetMembers())
            {
                if (member is not ({ IsStatic: false, IsOverride: false, DeclaredAccessibility: Accessibility.Public } and (IFieldSymbol or IPropertySymbol { IsIndexer: false }))) continue;
                var value = member is IFieldSymbol field ? record.Get(SourceType.SlotName(field)) : ReadProperty(new Value(record), (IPropertySymbol)member, true, site, frame);
                if (TextOf(value, null, site, frame) is not { } text) return null;
                parts.Add(member.Name + " = " + text);
            }
        }
        return parts.Count == 0 ? record.Symbol.Name + " { }" : $"{record.Symbol.Name} {{ {string.Join(", ", parts)} }}";
    }
}
