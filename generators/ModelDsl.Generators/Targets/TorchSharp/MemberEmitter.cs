using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes the constructor of a class, which makes and registers what it owns, and the properties for it.</summary>
internal static class MemberEmitter
{
    /// <summary>The field of an own parameter, or of a layer that may be replaced.</summary>
    public static string Field(Member member) => "_" + Names.Camel(member.Property).TrimStart('@');

    /// <summary>Whether a member is a layer of the model itself that another one may replace.</summary>
    public static bool IsHead(ClassPlan plan, Member member) => plan.Kind == ClassKind.Model && member is LayerMember { Op: LinearOp };

    public static void Constructor(SourceWriter writer, ClassPlan plan, string name, bool sharesTables)
    {
        writer.Gap();
        var rates = string.Concat(plan.Rates.Select(r => $"double {r}, "));
        if (plan.Kind == ClassKind.Model)
        {
            writer.Line("/// <summary>Makes the module on the CPU.</summary>");
            writer.Line("/// <param name=\"initialization\">How the weights start; skipping it is for loading them.</param>");
        }
        var start = plan.Kind == ClassKind.Model ? "public" : "internal";
        var otherwise = plan.Kind == ClassKind.Model ? " = Initialization.Published" : "";
        using var block = writer.Block($"{start} {plan.Name}({rates}Initialization initialization{otherwise}) : base({name})");
        foreach (var rate in plan.Rates)
        {
            if (ClassEmitter.IsUsed(plan, rate)) writer.Line($"_{rate} = {rate};");
        }
        foreach (var member in plan.Members) Make(writer, plan, member);
        if (sharesTables) writer.Line("ConstantTable.Share(this);");
    }

    public static void Properties(SourceWriter writer, ClassPlan plan, ModelPlan model)
    {
        foreach (var member in plan.Members)
        {
            if (member is AliasMember) continue;
            writer.Gap();
            Documentation.Member(writer, member, model);
            if (IsHead(plan, member))
            {
                using (writer.Block($"public {member.Type} {member.Property}"))
                {
                    writer.Line($"get => {Field(member)};");
                    writer.Line($"set => {Field(member)} = Replacement.Of(this, {Literals.Of(member.StateName)}, {Field(member)}, value);");
                }
            }
            else
            {
                writer.Line(member is ParameterMember ? $"public {member.Type} {member.Property} => {Field(member)};" : $"public {member.Type} {member.Property} {{ get; }}");
            }
        }
        foreach (var view in plan.Views)
        {
            foreach (var (name, type) in view.Explicit) writer.Line($"{type} {view.Interface}.{name} => {name};");
        }
    }

    private static void Make(SourceWriter writer, ClassPlan plan, Member member)
    {
        var state = Literals.Of(member.StateName);
        switch (member)
        {
            case ParameterMember parameter:
                writer.Line($"register_parameter({state}, {Field(member)} = NewLayer.Parameter({parameter.Entry.Shape}, {InitText.Of(parameter.Entry.Init)}, initialization));");
                break;
            case BufferMember buffer:
                writer.Line($"register_table({buffer.Property} = {NewTable(buffer, plan.Methods.First(m => m.Name == buffer.Method))});");
                break;
            case AliasMember alias:
                writer.Line($"{(alias.Container.Length > 0 ? alias.Container + "." : "")}register_module({state}, {alias.Target});");
                break;
            case ListMember { IsMixed: true } list:
                for (var i = 0; i < list.Items.Count; i++) writer.Line($"{list.ItemField(i)} = {New(list.Items[i])};");
                var local = Names.Camel(list.Property);
                writer.Line($"var {local} = new ModuleArray<{list.ElementType}>({state}, {string.Join(", ", list.Items.Select((_, i) => list.ItemField(i)))});");
                writer.Line($"register_module({state}, {local});");
                writer.Line($"{list.Property} = {local};");
                break;
            case ListMember list:
                using (writer.Indent($"register_module({state}, {list.Property} = new ModuleArray<{list.ElementType}>({state},", ""))
                {
                    for (var i = 0; i < list.Items.Count; i++) writer.Line(New(list.Items[i]) + (i < list.Items.Count - 1 ? "," : "));"));
                }
                break;
            default:
                writer.Line($"register_module({state}, {(IsHead(plan, member) ? Field(member) : member.Property)} = {New(member)});");
                break;
        }
    }

    private static string NewTable(BufferMember table, MethodPlan method)
    {
        var (name, shape) = (Literals.Of(table.StateName), table.Entry.Shape);
        var reference = method.Sizes.Select(s => Literals.Of(s.Reference)).ToList();
        if (table.IsCached) return $"new WeightTable(this, {name}, {shape}, () => {method.Weight}, () => {method.Name}({string.Join(", ", reference)}))";
        var type = $"ScalarType.{table.Entry.Type}";
        if (reference.Count == 0) return $"new ConstantTable({name}, {shape}, {type}, {method.Name})";
        var arguments = string.Join(", ", reference.Select((_, i) => $"sizes[{Literals.Of(i)}]"));
        return $"new ConstantTable({name}, {shape}, {type}, {Literals.List(reference)}, static sizes => {method.Name}({arguments}))";
    }

    private static string New(Member member) => member switch
    {
        ClassMember { Type: var type, Rates: var rates } => $"new {type}({string.Concat(rates.Select(r => (r.Parameter ?? Literals.Of(r.Constant)) + ", "))}initialization)",
        LayerMember layer => TorchSharpLayers.Of(layer.Op).New,
        _ => throw new System.InvalidOperationException($"{member.StateName} is no module"),
    };
}

/// <summary>How weights start, as C# text.</summary>
internal static class InitText
{
    public static string Of(Init init) => init switch
    {
        Init.ConstantInit { Value: 0 } => "Init.Zeros",
        Init.ConstantInit { Value: 1 } => "Init.Ones",
        Init.ConstantInit constant => $"Init.Constant({Literals.Of(constant.Value)})",
        Init.FanInUniformInit => "Init.FanInUniform",
        Init.KaimingUniformInit => "Init.KaimingUniform",
        Init.NormalInit normal => $"Init.Normal({Literals.Of(normal.StandardDeviation)})",
        Init.TruncatedNormalInit normal => $"Init.TruncatedNormal({Literals.Of(normal.StandardDeviation)})",
        Init.ComputedInit => "Init.Computed",
        _ => throw new System.InvalidOperationException($"no text is known for {init}"),
    };
}
