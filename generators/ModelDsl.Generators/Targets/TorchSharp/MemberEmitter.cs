using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

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
        var parameters = string.Concat(plan.Parameters.Select(p => $"{p.Type} {p.Name}, "));
        if (plan.Kind == ClassKind.Model)
        {
            writer.Line("/// <summary>Makes the module on the CPU.</summary>");
            writer.Line("/// <param name=\"initialization\">How the weights start; skipping it is for loading them.</param>");
        }
        var otherwise = plan.Kind == ClassKind.Model ? " = Initialization.Published" : "";
        using var block = writer.Block($"public {plan.Name}({parameters}Initialization initialization{otherwise}) : base({name})");
        foreach (var number in plan.Derived) writer.Line($"var {number.Name} = {(number.IsInverseRoot ? $"Math.Pow({Size(number.Size)}, -0.5)" : $"(double)({Size(number.Size)})")};");
        foreach (var kept in plan.Fields) writer.Line($"_{kept.Name} = {(kept.IsScalar ? $"Scalars.Of({kept.Name})" : kept.Name)};");
        foreach (var member in plan.Members) Make(writer, plan, member);
        if (sharesTables) writer.Line("ConstantTable.Share(this);");
    }

    public static void Properties(SourceWriter writer, ClassPlan plan)
    {
        foreach (var member in plan.Members)
        {
            if (member is AliasMember) continue;
            writer.Gap();
            Documentation.Member(writer, member);
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
                writer.Line(member is ParameterMember ? $"public {member.Type} {member.Property} => {Field(member)};" : $"public {TypeText.In(plan.Namespace, member.Type)} {member.Property} {{ get; }}");
            }
        }
        foreach (var view in plan.Views)
        {
            if (view.Explicit.Count > 0) writer.Gap();
            foreach (var (name, type) in view.Explicit) writer.Line($"{TypeText.In(plan.Namespace, type)} {TypeText.In(plan.Namespace, view.Interface)}.{name} => {name};");
        }
    }

    private static void Make(SourceWriter writer, ClassPlan plan, Member member)
    {
        var state = Literals.Of(member.StateName);
        switch (member)
        {
            case ParameterMember parameter:
                writer.Line($"register_parameter({state}, {Field(member)} = NewLayer.Parameter({Sizes(parameter.Entry.Shape)}, {InitText.Of(parameter.Entry.Init)}, initialization));");
                break;
            case BufferMember buffer:
                writer.Line($"register_table({buffer.Property} = {NewTable(buffer, plan.Methods.First(m => m.Name == buffer.Method))});");
                break;
            case AliasMember alias:
                writer.Line($"{(alias.Container.Length > 0 ? alias.Container + "." : "")}register_module({state}, {alias.Target});");
                break;
            case ListMember { IsMixed: true } list:
                for (var i = 0; i < list.Items.Count; i++) writer.Line($"{list.ItemField(i)} = {(i == 0 && list.Run is { } run ? $"ModuleArray.Make({Repeated(plan, list, run)})" : New(plan, list.Items[i]))};");
                writer.Line($"register_module({state}, {list.Property} = new ModuleArray<{TypeText.In(plan.Namespace, list.ElementType)}>({state}, {(list.Run is null ? string.Join(", ", list.Items.Select((_, i) => list.ItemField(i))) : $"[.. {list.ItemField(0)}, {list.ItemField(1)}]")}));");
                break;
            case ListMember { Count: { } count } list:
                writer.Line($"register_module({state}, {list.Property} = new ModuleArray<{TypeText.In(plan.Namespace, list.ElementType)}>({state}, {Repeated(plan, list, count)}));");
                break;
            case ListMember list:
                using (writer.Indent($"register_module({state}, {list.Property} = new ModuleArray<{TypeText.In(plan.Namespace, list.ElementType)}>({state},", ""))
                {
                    for (var i = 0; i < list.Items.Count; i++) writer.Line(New(plan, list.Items[i]) + (i < list.Items.Count - 1 ? "," : "));"));
                }
                break;
            default:
                writer.Line($"register_module({state}, {(IsHead(plan, member) ? Field(member) : member.Property)} = {New(plan, member)});");
                break;
        }
    }

    private static string NewTable(BufferMember table, MethodPlan method)
    {
        var (name, shape) = (Literals.Of(table.StateName), Sizes(table.Entry.Shape));
        var reference = method.Sizes.Select(s => Literals.Of(s.Reference)).ToList();
        if (table.IsCached) return $"new WeightTable(this, {name}, {shape}, () => {method.Weight}, () => {method.Name}({string.Join(", ", reference)}))";
        // Tables of other constants are other tables.
        var constants = string.Concat(method.Constants.Select(c => ", " + c.Name));
        var isStatic = method.Constants.Count == 0 ? "static " : "";
        var type = $"ScalarType.{table.Entry.Type}";
        var end = table.Entry.Kind == StateKind.Unsaved ? ") { IsSaved = false }" : ")";
        if (reference.Count > 0)
        {
            var arguments = string.Join(", ", reference.Select((_, i) => $"sizes[{Literals.Of(i)}]"));
            return $"new ConstantTable({name}, {shape}, {type}, {Literals.List(reference)}, {isStatic}sizes => {method.Name}({arguments}{constants}){constants}{end}";
        }
        var compute = method.Constants.Count == 0 ? method.Name : $"() => {method.Name}({string.Join(", ", method.Constants.Select(c => c.Name))})";
        return $"new ConstantTable({name}, {shape}, {type}, {compute}{constants}{end}";
    }

    private static string New(ClassPlan plan, Member member) => member switch
    {
        ClassMember child => $"new {TypeText.In(plan.Namespace, child.Type)}({string.Concat(Arguments(child).Select(a => a + ", "))}initialization)",
        LayerMember layer => TorchSharpLayers.New(layer.Op, Size),
        _ => throw new System.InvalidOperationException($"{member.StateName} is not a module"),
    };

    /// <summary>How many modules that are alike but for rates, or which rates, and what makes each.</summary>
    private static string Repeated(ClassPlan plan, ListMember list, Dim count)
    {
        var item = (ClassMember)list.Items[0];
        string New(IEnumerable<string> rates) => $"new {TypeText.In(plan.Namespace, item.Type)}({string.Concat(Arguments(item).Concat(rates).Select(a => a + ", "))}initialization)";
        var lists = item.Rates.Where(r => r is { Parameter: not null } or { List: not null }).ToList();
        string Rate(RateValue rate, string of) => lists.Contains(rate) ? of : Number(rate);
        var (first, make) = lists.Count switch
        {
            0 => (Size(count), $"_ => {New(item.Rates.Select(Number))}"),
            1 => (Number(lists[0]), $"rate => {New(item.Rates.Select(r => Rate(r, "rate")))}"),
            _ => (lists[0].Parameter is { } parameter ? parameter + ".Length" : Literals.Of(lists[0].List!.Count), $"i => {New(item.Rates.Select(r => Rate(r, Element(r))))}"),
        };
        return $"{first}, {make}";
    }

    private static string Element(RateValue rate) => (rate.Parameter ?? $"new double[] {{ {string.Join(", ", rate.List!.Select(Literals.Of))} }}") + "[i]";

    private static IEnumerable<string> Arguments(ClassMember child) => child.Sizes.Select(Size).Concat(child.Numbers.Select(Number));

    private static string Number(RateValue number) => number.Parameter ?? (number.List is { } list ? Literals.List(list) : Literals.Of(number.Constant));

    private static string Sizes(Shape shape) => Literals.List(shape.Select(Size));

    /// <summary>A size in a constructor, where the sizes of the class are parameters. Others are passed when the model runs; what depends on them is made for the reference size.</summary>
    private static string Size(Dim size) => SizeText.Of(size, Atom);

    private static string Atom(Atom atom) => atom is SymbolAtom symbol ? symbol.Name : SizeText.OfAtom(atom, Atom, CSharpSizes.One);
}

/// <summary>How weights start, as C# text.</summary>
internal static class InitText
{
    public static string Of(Init init) => init switch
    {
        Init.ConstantInit { Value: 0 } => "Init.Zeros",
        Init.ConstantInit { Value: 1 } => "Init.Ones",
        Init.ConstantInit constant => $"Init.Constant({init.Symbol ?? Literals.Of(constant.Value)})",
        Init.FanInUniformInit => "Init.FanInUniform",
        Init.KaimingUniformInit => "Init.KaimingUniform",
        Init.XavierUniformInit => "Init.XavierUniform",
        Init.FanOutNormalInit => "Init.FanOutNormal",
        Init.UniformInit uniform => $"Init.Uniform({init.Symbol ?? Literals.Of(uniform.Bound)})",
        Init.NormalInit normal => $"Init.Normal({init.Symbol ?? Literals.Of(normal.StandardDeviation)})",
        Init.TruncatedNormalInit normal => $"Init.TruncatedNormal({init.Symbol ?? Literals.Of(normal.StandardDeviation)})",
        Init.ComputedInit => "Init.Computed",
        _ => throw new System.InvalidOperationException($"no text is known for {init}"),
    };
}
