using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes a class: a model, a block or a group.</summary>
internal static class ClassEmitter
{
    /// <summary>Writes a block or group.</summary>
    public static void Write(SourceWriter writer, ClassPlan plan)
    {
        Documentation.Block(writer, plan);
        Body(writer, plan, null, $"nameof({plan.Name})", false);
    }

    /// <summary>Writes a model.</summary>
    public static void Write(SourceWriter writer, ModelPlan model)
    {
        Documentation.Model(writer, model);
        Body(writer, model.Class, model, model.IsOutline ? SkeletonEmitter.NoModule(model.Facts.Name) : Literals.Of(model.Facts.Name), model.HasTables);
    }

    /// <param name="writer">Where it goes.</param>
    /// <param name="plan">The class.</param>
    /// <param name="model">The model that it is; null for a block or group.</param>
    /// <param name="name">What the constructor calls the module; that of an outline ends there.</param>
    /// <param name="sharesTables">Whether equal tables in it become one.</param>
    private static void Body(SourceWriter writer, ClassPlan plan, ModelPlan? model, string name, bool sharesTables)
    {
        writer.Line(FileFrame.GeneratedCode);
        using var block = writer.Block(Head(plan, model));
        Fields(writer, plan);
        MemberEmitter.Constructor(writer, plan, name, sharesTables);
        MemberEmitter.Properties(writer, plan);
        if (model is not null)
        {
            writer.Gap();
            writer.Line($"ModelInfo IModel.Info => {InfoEmitter.NameIn(model.Declaration.TypeName)}.Model;");
        }
        if (plan.Kind != ClassKind.Group) Forward(writer, plan, model);
        foreach (var method in plan.Methods) Method(writer, method);
        if (model is null) return;
        if (plan.Outputs.Count > 1) OutputsEmitter.Write(writer, model);
        ModelEmitter.Info(writer, model.Facts, model.Declaration);
    }

    /// <summary>What a class yields.</summary>
    public static string ResultType(ClassPlan plan) => plan.Outputs.Count switch
    {
        1 => "Tensor",
        _ when plan.Kind == ClassKind.Model => OutputsEmitter.NameIn(plan.Name),
        _ => "(" + string.Join(", ", plan.Outputs.Select(o => $"Tensor {o.Property}")) + ")",
    };

    private static string Head(ClassPlan plan, ModelPlan? model)
    {
        var modifiers = model is null ? (plan.IsPublic ? "public" : "internal") + " sealed" : model.Declaration.Accessibility + " partial";
        var inputs = string.Concat(Enumerable.Repeat("Tensor, ", plan.Inputs.Count)) + string.Concat(Enumerable.Repeat("long, ", plan.Sizes.Count));
        var parent = plan.Kind == ClassKind.Group || !ModuleCall.IsOverride(plan.Inputs.Count, plan.Sizes.Count) ? "ModuleGroup" : $"Block<{inputs}{(model is not null && plan.Outputs.Count > 1 ? SelfText.Of(model.Declaration) + "." : "")}{ResultType(plan)}>";
        string[] itself = model is null ? [] : ["IModel"];
        return $"{modifiers} class {plan.Name} : {string.Join(", ", plan.Views.Select(v => TypeText.In(plan.Namespace, v.Interface)).Concat(itself).Prepend(parent))}";
    }

    private static void Fields(SourceWriter writer, ClassPlan plan)
    {
        foreach (var kept in plan.Fields) writer.Line($"private readonly {(kept.IsScalar ? "Scalar" : kept.Type)} _{kept.Name};");
        foreach (var member in plan.Members)
        {
            switch (member)
            {
                case ParameterMember:
                    writer.Line($"[global::TorchSharp.Utils.ComponentName(Name = {Literals.Of(member.StateName)})] private {member.Type} {MemberEmitter.Field(member)};");
                    break;
                case LayerMember when MemberEmitter.IsHead(plan, member):
                    writer.Line($"private {member.Type} {MemberEmitter.Field(member)};");
                    break;
                case ListMember { IsMixed: true } list:
                    foreach (var (item, i) in list.Items.Select((item, i) => (item, i))) writer.Line($"internal readonly {TypeText.In(plan.Namespace, item.Type)}{(list.Run is not null && i == 0 ? "[]" : "")} {list.ItemField(i)};");
                    break;
            }
        }
    }

    private static void Forward(SourceWriter writer, ClassPlan plan, ModelPlan? model)
    {
        writer.Gap();
        var parameters = string.Join(", ", plan.Inputs.Select(i => $"{(plan.IsOutline ? "" : ShapeAttribute.OfInput(i.Shape) + " ")}Tensor {i.Name}").Concat(plan.Sizes.Select(s => $"long {s.Name}")));
        var trail = string.Join(", ", plan.Inputs.Select(i => $"{i.Name} {i.Shape}").Concat(plan.Sizes.Select(s => $"{s.Name} = {s.Size}"))) + " → " + string.Join(", ", plan.Outputs.Select(o => o.Shape.ToString()));
        writer.Line($"/// <summary>{Literals.Xml(trail)}</summary>");
        // A record says the shapes of its own properties.
        if ((plan.Kind != ClassKind.Model || plan.Outputs.Count == 1) && !plan.IsOutline) writer.Line(ShapeAttribute.OfResults(plan.Outputs));
        using var block = writer.Block($"public {(ModuleCall.IsOverride(plan.Inputs.Count, plan.Sizes.Count) ? "override " : "")}{ResultType(plan)} forward({parameters})");
        if (plan.IsOutline)
        {
            // The mistake may lie in the very names that the statements would use.
            writer.Line($"throw new InvalidOperationException({SkeletonEmitter.NoModule(model?.Facts.Name ?? plan.Name)});");
            return;
        }
        if (model is not null)
        {
            foreach (var input in plan.Inputs)
            {
                writer.Line(Guard(input, model.Facts.Name));
                // A model may be moved to another floating point type, never to integers.
                var type = input.Type == ElementType.Float32 ? "this" : $"ScalarType.{input.Type}";
                writer.Line($"Guard.Elements({input.Name}, {Literals.Of(model.Facts.Name)}, {Literals.Of(input.Name)}, {type});");
            }
        }
        if (model is not null)
        {
            foreach (var check in Agreements(plan.Inputs, model.Facts.Name)) writer.Line(check);
        }
        StatementEmitter.Write(writer, plan.Steps);
        writer.Line(model is not null && plan.Outputs.Count > 1 ? $"return new {ResultType(plan)}{Parenthesised(plan.Results)};" : $"return {StatementEmitter.Results(plan.Results)};");
    }

    /// <summary>The check of an input at the entry.</summary>
    private static string Guard(TensorPlan input, string model)
    {
        var start = $"Guard.Input({input.Name}, {Literals.Of(model)}, {Literals.Of(input.Name)}, {Literals.List(input.Shape.Select(TensorPlan.Known))}";
        if (input.Rules is not { } rules) return $"{start}, {Literals.Of(input.Shape.ToString())});";
        var stated = input.Shape.Select(d => d.SingleAtom).OfType<SymbolAtom>().Where(s => s.Minimum > 1)
            .Select(s => $"{s.Name} at least {Literals.Of(s.Minimum)}" + (s.MultipleOf > 1 ? $" and a multiple of {Literals.Of(s.MultipleOf)}" : "")).Distinct();
        return $"{start}, minimum: {Literals.List(rules.Minimum)}, multipleOf: {Literals.List(rules.MultipleOf)}, {Literals.Of($"{input.Shape} with {string.Join(", ", stated)}")});";
    }

    /// <summary>The checks that inputs fit each other: the axis where a free size first stands alone says what it is for all others.</summary>
    private static IEnumerable<string> Agreements(IReadOnlyList<TensorPlan> inputs, string model)
    {
        var givers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            var sizes = new List<string>();
            foreach (var (size, axis) in input.Shape.Select((size, axis) => (size, axis)))
            {
                var isGiver = size.SingleAtom is SymbolAtom symbol && !givers.ContainsKey(symbol.Name);
                if (isGiver) givers.Add(((SymbolAtom)size.SingleAtom!).Name, $"{input.Name}.shape[{Literals.Of(axis)}]");
                sizes.Add(isGiver || size.IsConstant || !size.Symbols.All(s => givers.ContainsKey(s.Name)) ? "-1" : SizeText.Of(size, Text));
            }
            if (sizes.Exists(s => s != "-1")) yield return $"Guard.Beside({input.Name}, {Literals.Of(model)}, {Literals.Of(input.Name)}, [{string.Join(", ", sizes)}]);";
        }

        string Text(Atom atom) => atom is SymbolAtom symbol ? givers[symbol.Name] : $"({SizeText.OfAtom(atom, Text, CSharpSizes.One)})";
    }

    private static string Parenthesised(IReadOnlyList<Value> results) => "(" + string.Join(", ", results.Select(r => r.Expression)) + ")";

    private static void Method(SourceWriter writer, MethodPlan method)
    {
        writer.Gap();
        var title = Literals.Xml($"{method.StateName} {method.Shape}");
        var parameters = string.Join(", ", method.Sizes.Select(s => "long " + s.Name).Concat(method.Constants.Select(c => c.Type + " " + c.Name)));
        if (method.IsCached)
        {
            var sizes = string.Concat(method.Sizes.Select(s => ", " + s.Name));
            writer.Line($"/// <summary>{title}: depends on weights only, so it is kept while gradients are off and weights stay.</summary>");
            using var block = writer.Block($"private Tensor {method.Name}({parameters})");
            writer.Line($"if ({method.Table}.TryRead(out var kept{sizes})) return kept;");
            StatementEmitter.Write(writer, method.Steps);
            writer.Line($"return {method.Table}.Keep({method.Result.Expression}{sizes});");
        }
        else
        {
            writer.Line($"/// <summary>{title}: a table.</summary>");
            using var block = writer.Block($"private static Tensor {method.Name}({parameters})");
            StatementEmitter.Write(writer, method.Steps);
            writer.Line($"return {method.Result.Expression};");
        }
    }
}
