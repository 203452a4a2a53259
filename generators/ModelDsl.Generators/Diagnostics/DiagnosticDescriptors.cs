using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>Every rule that the generator reports. The first digit is the category: 1 declaration, 2 language, 3 shape, 4 state_dict, 5 cost, 6 use, 7 meaning, 9 internal.</summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The format is: <c>"'{0}' is not partial; write 'partial class {0}' so that the module can be generated into it"</c>.</summary>
    public static readonly DiagnosticDescriptor NotPartial = new(
        "MDSL1001", "Model class is not partial",
        "'{0}' is not partial; write 'partial class {0}' so that the module can be generated into it",
        Categories.Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL1001"));

    /// <summary>The format is: <c>"'{0}' {1}; a model owns 'static Sym Define(Scope s)'"</c>.</summary>
    public static readonly DiagnosticDescriptor NoDefine = new(
        "MDSL1002", "Model has no usable Define method",
        "'{0}' {1}; a model owns 'static Sym Define(Scope s)', which may also return Features or a tuple of Sym",
        Categories.Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL1002"));

    /// <summary>The format is: <c>"'{0}' {1}; {2}"</c>.</summary>
    public static readonly DiagnosticDescriptor NotGeneratable = new(
        "MDSL1003", "Model class cannot be completed by generated code",
        "'{0}' {1}; {2}",
        Categories.Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL1003"));

    /// <summary>The format is: <c>"the model name \"{0}\" is taken by '{1}'; give '{2}' another name"</c>.</summary>
    public static readonly DiagnosticDescriptor SameName = new(
        "MDSL1004", "Two models have one name",
        "the model name \"{0}\" is taken by '{1}'; give '{2}' another name",
        Categories.Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL1004"));

    /// <summary>The format is: <c>"the name of the model '{0}' is empty; write the name under which it is listed, for instance [Model(\"{1}\")]"</c>.</summary>
    public static readonly DiagnosticDescriptor EmptyName = new(
        "MDSL1005", "Model name is empty",
        "the name of the model '{0}' is empty; write the name under which it is listed, for instance [Model(\"{1}\")]",
        Categories.Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL1005"));

    /// <summary>The format is: <c>"{0} cannot be evaluated at compile time; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor Unsupported = new(
        "MDSL2001", "Construct is not part of the specification language",
        "{0} cannot be evaluated at compile time; {1}",
        Categories.Language, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL2001"));

    /// <summary>The format is: <c>"'{0}' cannot be evaluated at compile time because {1}; {2}"</c>.</summary>
    public static readonly DiagnosticDescriptor NoSource = new(
        "MDSL2002", "Called member cannot be evaluated",
        "'{0}' cannot be evaluated at compile time because {1}; {2}",
        Categories.Language, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL2002"));

    /// <summary>The format is: <c>"the specification {0}; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor OverBudget = new(
        "MDSL2003", "Specification does not terminate",
        "the specification {0}; {1}",
        Categories.Language, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL2003"));

    /// <summary>The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor Arithmetic = new(
        SpecErrors.NoSuchElement, "Expression of the specification fails",
        "{0}",
        Categories.Language, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.NoSuchElement));

    /// <summary>A size, count or rate is outside its range. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor NotPositive = new(
        SpecErrors.NotPositive, "Size, count or rate is outside its range",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.NotPositive));

    /// <summary>A size is needed before run time. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor NotConstant = new(
        SpecErrors.NotConstant, "Size is not known before run time",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.NotConstant));

    /// <summary>A tensor has another number of axes than the operation takes. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor WrongRank = new(
        SpecErrors.WrongRank, "Tensor has the wrong number of axes",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.WrongRank));

    /// <summary>Two tensors cannot be combined element by element. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor ShapeMismatch = new(
        SpecErrors.ShapeMismatch, "Shapes of two tensors do not fit together",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.ShapeMismatch));

    /// <summary>An axis has another size than the operation takes. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor WrongSize = new(
        SpecErrors.WrongSize, "Axis has the wrong size",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.WrongSize));

    /// <summary>A kernel does not fit into the map it slides over. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor KernelTooLarge = new(
        SpecErrors.KernelTooLarge, "Kernel is larger than the map",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.KernelTooLarge));

    /// <summary>An axis number is outside the tensor. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor NoSuchAxis = new(
        SpecErrors.NoSuchAxis, "Tensor has no such axis",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.NoSuchAxis));

    /// <summary>A size that is fixed only at run time has too many terms. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor TooComplex = new(
        SpecErrors.TooComplex, "Size has too many terms",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.TooComplex));

    /// <summary>A tensor has elements of another type than the operation takes. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor WrongType = new(
        SpecErrors.WrongType, "Elements have another type",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.WrongType));

    /// <summary>A number does not divide another. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor DoesNotDivide = new(
        SpecErrors.DoesNotDivide, "Number does not divide another",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.DoesNotDivide));

    /// <summary>A rearrangement's pattern does not describe the tensor. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor BadPattern = new(
        SpecErrors.BadPattern, "Pattern does not describe the tensor",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.BadPattern));

    /// <summary>A named axis is taken for another one. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor AxisTakenForAnother = new(
        SpecErrors.AxisTakenForAnother, "Named axis is taken for another one",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.AxisTakenForAnother));

    /// <summary>A rule that a family states for itself. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor FamilyRule = new(
        SpecErrors.FamilyRule, "Rule of the model family is broken",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.FamilyRule));

    /// <summary>A specification throws its own exception. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor Thrown = new(
        "MDSL3302", "Specification throws an exception",
        "{0}",
        Categories.Shape, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL3302"));

    /// <summary>One state_dict path is declared in two ways. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor StateConflict = new(
        SpecErrors.StateConflict, "Path of the state_dict is declared in two ways",
        "{0}",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.StateConflict));

    /// <summary>A name that cannot be a part of a state_dict key. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor BadName = new(
        SpecErrors.BadName, "Name cannot be a part of a state_dict key",
        "{0}",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.BadName));

    /// <summary>A cached expression depends on the model's input. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor CachedInput = new(
        SpecErrors.CachedInput, "Stored value depends on what is not stored with it",
        "{0}",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.CachedInput));

    /// <summary>Two inputs or two outputs have one name. The format is: <c>"{0}"</c>.</summary>
    public static readonly DiagnosticDescriptor NameTaken = new(
        SpecErrors.NameTaken, "Two inputs or outputs have one name",
        "{0}",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For(SpecErrors.NameTaken));

    /// <summary>The format is: <c>"the model '{0}' could not be evaluated because of a mistake in ModelDsl itself, please report it: {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor Internal = new(
        "MDSL9001", "ModelDsl failed",
        "the model '{0}' could not be evaluated because of a mistake in ModelDsl itself, please report it: {1}",
        Categories.Internal, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL9001"));

    private static readonly Dictionary<string, DiagnosticDescriptor> s_vocabulary = new()
    {
        [SpecErrors.NoSuchElement] = Arithmetic,
        [SpecErrors.NotPositive] = NotPositive,
        [SpecErrors.NotConstant] = NotConstant,
        [SpecErrors.WrongRank] = WrongRank,
        [SpecErrors.ShapeMismatch] = ShapeMismatch,
        [SpecErrors.WrongSize] = WrongSize,
        [SpecErrors.KernelTooLarge] = KernelTooLarge,
        [SpecErrors.NoSuchAxis] = NoSuchAxis,
        [SpecErrors.TooComplex] = TooComplex,
        [SpecErrors.WrongType] = WrongType,
        [SpecErrors.DoesNotDivide] = DoesNotDivide,
        [SpecErrors.BadPattern] = BadPattern,
        [SpecErrors.AxisTakenForAnother] = AxisTakenForAnother,
        [SpecErrors.FamilyRule] = FamilyRule,
        [SpecErrors.StateConflict] = StateConflict,
        [SpecErrors.BadName] = BadName,
        [SpecErrors.CachedInput] = CachedInput,
        [SpecErrors.NameTaken] = NameTaken,
    };

    /// <summary>The rule that a vocabulary error breaks.</summary>
    public static DiagnosticDescriptor ForVocabulary(string id) => s_vocabulary.TryGetValue(id, out var descriptor) ? descriptor : FamilyRule;
}

/// <summary>The groups of rules.</summary>
internal static class Categories
{
    public const string Declaration = "ModelDsl.Declaration";
    public const string Language = "ModelDsl.Language";
    public const string Shape = "ModelDsl.Shape";
    public const string State = "ModelDsl.State";
    public const string Cost = "ModelDsl.Cost";
    public const string Use = "ModelDsl.Use";
    public const string Meaning = "ModelDsl.Meaning";
    public const string Internal = "ModelDsl.Internal";
}

/// <summary>Where a rule is explained.</summary>
internal static class HelpLinks
{
    public static string For(string id) => $"https://github.com/modeldsl/modeldsl/blob/main/docs/diagnostics/{id}.md";
}
