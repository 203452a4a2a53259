using System.Globalization;
using System.Reflection;

namespace TorchSharp.Libtorch.Tests;

/// <summary>Prints every public and protected member of an assembly, one a line. Two assemblies with equal lines offer the same API.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IReadOnlyList<string> Of(string assemblyPath)
    {
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var beside = Directory.GetFiles(Path.GetDirectoryName(assemblyPath)!, "*.dll");
        using var context = new MetadataLoadContext(new PathAssemblyResolver(trusted.Concat(beside).DistinctBy(Path.GetFileName)));
        return context.LoadFromAssemblyPath(assemblyPath).GetTypes().Where(IsVisible).SelectMany(Lines).ToList();
    }

    private static IEnumerable<string> Lines(Type type)
    {
        var name = Nested(type) + (type.IsGenericType ? Generic(type.GetGenericArguments()) : "");
        var parent = type.BaseType is { FullName: not ("System.Object" or "System.ValueType" or "System.Enum") } b ? " : " + Name(b) : "";
        yield return $"{type.Namespace} {Kind(type)} {name}{parent}";

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible)) yield return $"  {name}.new{Parameters(constructor)}";

        foreach (var method in type.GetMethods(Declared).Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            var generics = method.IsGenericMethod ? Generic(method.GetGenericArguments()) : "";
            var kind = method.IsStatic ? " [static]" : method.IsVirtual ? " [virtual]" : "";
            yield return $"  {name}.{method.Name}{generics}{Parameters(method)} : {Name(method.ReturnType)}{kind}{(method.IsFamily ? " [protected]" : "")}";
        }

        foreach (var property in type.GetProperties(Declared).Where(p => IsVisible(p.GetMethod) || IsVisible(p.SetMethod)))
        {
            var index = property.GetIndexParameters() is { Length: > 0 } ps ? $"[{string.Join(", ", ps.Select(p => Name(p.ParameterType)))}]" : "";
            var accessors = (IsVisible(property.GetMethod) ? " get;" : "") + (IsVisible(property.SetMethod) ? " set;" : "");
            yield return $"  {name}.{property.Name}{index} : {Name(property.PropertyType)} {{{accessors} }}";
        }

        foreach (var field in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName))
        {
            var value = field.IsLiteral ? " = " + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture) : "";
            yield return $"  {name}.{field.Name} : {Name(field.FieldType)}{value}";
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" :
        type.IsInterface ? "interface" :
        type.IsValueType ? "struct" :
        type.BaseType?.FullName is "System.MulticastDelegate" ? "sealed class" :
        type is { IsAbstract: true, IsSealed: true } ? "static class" :
        type.IsAbstract ? "abstract class" :
        type.IsSealed ? "sealed class" : "class";

    private static string Name(Type type)
    {
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]"; // whatever the rank
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        if (type.IsGenericParameter) return type.Name;
        var keyword = type.FullName switch
        {
            "System.Int64" => "long",
            "System.Int32" => "int",
            "System.Boolean" => "bool",
            "System.Double" => "double",
            "System.Single" => "float",
            "System.String" => "string",
            "System.Void" => "void",
            "System.Object" => "object",
            _ => null,
        };
        if (keyword is not null) return keyword;
        if (!type.IsGenericType) return Nested(type);

        var arguments = type.GetGenericArguments();
        var definition = type.GetGenericTypeDefinition().FullName!;
        if (definition == "System.Nullable`1") return Name(arguments[0]) + "?";
        if (definition.StartsWith("System.ValueTuple", StringComparison.Ordinal)) return $"({string.Join(", ", arguments.Select(Name))})";
        return Nested(type) + Generic(arguments);
    }

    private static string Generic(Type[] arguments) => $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string Nested(Type type) => (type.DeclaringType is { } outer ? Nested(outer) + "." : "") + type.Name.Split('`')[0];

    private static string Parameters(MethodBase method) => "(" + string.Join(", ", method.GetParameters().Select(p =>
    {
        var modifier = p.IsOut ? "out " : p.CustomAttributes.Any(a => a.AttributeType.Name == "ParamArrayAttribute") ? "params " : "";
        var type = Name(p.ParameterType);
        if (p.IsOut) type = type.Replace("ref ", "", StringComparison.Ordinal);
        return $"{modifier}{type} {p.Name}{Default(p)}";
    })) + ")";

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue) return "";
        return parameter.RawDefaultValue switch
        {
            null => " = null",
            string s => $" = \"{s}\"",
            bool b => b ? " = true" : " = false",
            var other => " = " + Convert.ToString(other, CultureInfo.InvariantCulture),
        };
    }

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsVisible(Type type) =>
        type.DeclaringType is { } outer ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(outer) : type.IsPublic;
}
