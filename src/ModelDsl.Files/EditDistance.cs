namespace ModelDsl.Runtime;

/// <summary>How far apart two words are.</summary>
internal static class EditDistance
{
    /// <summary>The fewest letters inserted, removed or replaced that turn one word into the other.</summary>
    public static int Between(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
