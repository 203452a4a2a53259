using ModelDsl.Training;

namespace ModelDsl.Cli.Output;

/// <summary><c>data check --json</c>.</summary>
internal sealed record DataDocument(
    string Data, int Train, int Test, IReadOnlyList<ClassCountDocument> Classes, IReadOnlyList<KindDocument> Kinds, IReadOnlyList<LeftOutDocument> LeftOut,
    IReadOnlyList<DamagedDocument> Damaged)
{
    public static DataDocument Of(ImageData data, DataReport report)
    {
        var (train, test) = (CountByClass(data.Train), CountByClass(data.Test));
        return new DataDocument(
            data.Name, data.Train.Count, data.Test.Count, [.. data.Train.Classes.Index().Select(c => new ClassCountDocument(c.Item, train[c.Index], test[c.Index]))],
            [.. report.Kinds.Select(k => new KindDocument(k.Kind, k.Count))], [.. data.LeftOut.Select(l => new LeftOutDocument(l.Reason, l.Count, l.Examples))],
            [.. report.Damaged.Select(d => new DamagedDocument(d.File, d.IsTest, d.Reason))]);
    }

    private static int[] CountByClass(IImageDataset dataset)
    {
        var counts = new int[dataset.Classes.Count];
        for (var i = 0; i < dataset.Count; i++) counts[dataset.Label(i)]++;
        return counts;
    }
}

/// <summary>A class and its images.</summary>
internal sealed record ClassCountDocument(string Class, int Train, int Test);

/// <summary>Images of a kind.</summary>
internal sealed record KindDocument(string Kind, int Images);

/// <summary>What is neither an image nor a class.</summary>
internal sealed record LeftOutDocument(string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>An image that cannot be used.</summary>
internal sealed record DamagedDocument(string File, bool IsTest, string Reason);
