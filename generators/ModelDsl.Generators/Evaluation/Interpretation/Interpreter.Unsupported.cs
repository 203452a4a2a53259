using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What is not part of the language, each with what to write instead.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Reports a construct that cannot be evaluated. Code that does not compile has the compiler's own message.</summary>
    private Value Unsupported(IOperation operation, Frame? frame)
    {
        if (IsInvalid(operation)) return LeaveToCompiler(operation.Syntax, frame);
        var (what, instead) = Describe(operation);
        return reporter.Fail(DiagnosticDescriptors.Unsupported, operation.Syntax, frame, what, instead);
    }

    /// <summary>The compiler reports what does not compile, but not in the source of another assembly.</summary>
    private Value LeaveToCompiler(SyntaxNode syntax, Frame? frame)
    {
        if (!sources.IsCurrent(syntax.SyntaxTree))
        {
            return reporter.Fail(
                DiagnosticDescriptors.NoSource, syntax, frame, Shorten(syntax), "the source of its assembly does not compile here",
                "build that assembly again, and reference what it references");
        }
        sources.LeaveToCompiler(syntax);
        return Value.Unknown;
    }

    private static bool IsInvalid(IOperation operation) => operation.Descendants().Prepend(operation).Any(
        o => o.Kind == OperationKind.Invalid || o.Type is IErrorTypeSymbol || (o.Kind == OperationKind.None && o.Syntax.ContainsDiagnostics));

    private static bool IsInvalid(CallSite call) => call.Syntax.ContainsDiagnostics;

    private static (string What, string Instead) Describe(IOperation operation) => operation.Kind switch
    {
        OperationKind.Try => ("a 'try' statement", "test the condition with 'if' or Require.That instead"),
        OperationKind.Using or OperationKind.UsingDeclaration => ("a 'using' statement", "a specification holds no resources, leave it out"),
        OperationKind.Lock => ("a 'lock' statement", "a specification runs on one thread, leave it out"),
        OperationKind.Await => ("'await'", "a specification only describes the model, call plain static methods"),
        OperationKind.DynamicInvocation or OperationKind.DynamicMemberReference or OperationKind.DynamicObjectCreation or OperationKind.DynamicIndexerAccess
            => ("a 'dynamic' expression", "use static types"),
        OperationKind.AddressOf => ("a pointer", "use a variable"),
        OperationKind.EventAssignment or OperationKind.EventReference or OperationKind.RaiseEvent => ("an event", "call a lambda or a method"),
        OperationKind.InterpolatedStringHandlerCreation or OperationKind.InterpolatedStringAppendLiteral or OperationKind.InterpolatedStringAppendFormatted
            or OperationKind.InterpolatedStringHandlerArgumentPlaceholder => ("an interpolated string handler", "assign the string to a variable first"),
        OperationKind.Loop => ("'await foreach'", "use 'foreach' over a list"),
        OperationKind.SimpleAssignment => ("a 'ref' assignment to a field", "assign to the variable itself"),
        OperationKind.Invocation => ("a place that a method returns by reference", "return a value, or pass the place as a 'ref' argument"),
        OperationKind.Binary => ($"'{Shorten(operation.Syntax)}', which compares numbers as objects or decides by operators 'true' and 'false'", "compare values of their own type"),
        OperationKind.ImplicitIndexerReference => ("a part of a span", "use a part of the array: it is a copy"),
        OperationKind.Utf8String => ("a UTF-8 string", "use a string"),
        OperationKind.AnonymousFunction => ("an async lambda", "write a plain lambda"),
        OperationKind.TypeParameterObjectCreation => ("'new' of this type parameter", "use a record or class of the specification"),
        OperationKind.With => ("'with' on this value", "use 'with' on a record"),
        OperationKind.CollectionExpression => ($"a collection expression for '{operation.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'", "use an array or a List"),
        OperationKind.FieldReference => ($"'{operation.Syntax}' on a value that is not the specification's own", "use a property of the vocabulary"),
        OperationKind.FunctionPointerInvocation => ("a function pointer", "use a lambda"),
        OperationKind.ListPattern or OperationKind.SlicePattern => ("a list pattern on this value", "test Count and elements with 'if'"),
        OperationKind.Conversion => ($"the conversion to '{operation.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'", "use int, long, double or Dim"),
        OperationKind.None => ($"'{Shorten(operation.Syntax)}'", "use the C# subset that the documentation of ModelDsl lists"),
        _ => ($"'{Shorten(operation.Syntax)}' ({operation.Kind})", "use the C# subset that the documentation of ModelDsl lists"),
    };

    private static string Shorten(SyntaxNode syntax)
    {
        var text = string.Join(" ", syntax.ToString().Split([' ', '\r', '\n', '\t'], System.StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 60 ? text : text.Substring(0, 57) + "...";
    }

    private Value NoSource(ISymbol member, SyntaxNode site, Frame frame)
    {
        if (member is IMethodSymbol { ContainingType.TypeKind: TypeKind.Error } || member.ContainingType?.TypeKind == TypeKind.Error)
            return LeaveToCompiler(site, frame);
        var (why, instead) = WhyNoSource(member);
        return reporter.Fail(DiagnosticDescriptors.NoSource, site, frame, TypeNames.Short(member), why, instead);
    }

    private (string Why, string Instead) WhyNoSource(ISymbol member)
    {
        if (member is IMethodSymbol { IsAbstract: true }) return ("it is abstract", "call a method with a body");
        if (member is IMethodSymbol { IsExtern: true }) return ("it is extern", "call a method with a body");
        if (TypeNames.IsVocabulary(member)) return ("the generator and the referenced ModelDsl.dll are of different versions", "use one version of both");
        if (Library.IsUncertain(member)) return ("its result can differ from one build to the next", "write the value as a constant or a parameter");
        if (sources.TypeOf(member.ContainingType) is not null) return ("it has no body", "write one");
        return member.ContainingAssembly is { } assembly && assembly.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == TypeNames.Vocabulary))
            ? ($"the assembly '{assembly.Name}' does not carry its source", "build that assembly with the generator of ModelDsl")
            : ("it is not one of the framework's members that the evaluator knows", "use Math, string, List, Dictionary or Enumerable, or write the method in the specification");
    }
}
