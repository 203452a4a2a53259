namespace ModelDsl.Cli.Reports;

/// <summary>Paths of layers: names of the state_dict with dots between them, empty for the model.</summary>
internal static class LayerPath
{
    /// <summary>The path of what is called so inside a place.</summary>
    public static string Join(string place, string name) => place.Length == 0 ? name : place + "." + name;

    /// <summary>Whether a path is a place or lies in it.</summary>
    public static bool IsIn(string path, string place) =>
        path.StartsWith(place, StringComparison.Ordinal) && (path.Length == place.Length || path[place.Length] == '.');
}
