using ModelDsl.Training;

namespace ModelDsl.Cli.Output;

/// <summary><c>data check --json</c>; an image of a segmentation counts for each class that its mask shows.</summary>
internal sealed record DataDocument(
    string Data, int Train, int Test, IReadOnlyList<ClassCountDocument> Classes, IReadOnlyList<KindDocument> Kinds, IReadOnlyList<LeftOutDocument> LeftOut,
    IReadOnlyList<DamagedDocument> Damaged)
{
    public static DataDocument Of(TrainingData data, DataReport report)
    {
        var (train, test) = (CountByClass(data, report, isTest: false), CountByClass(data, report, isTest: true));
        return new DataDocument(
            data.Name, data.TrainCount, data.TestCount, [.. data.Classes.Index().Select(c => new ClassCountDocument(c.Item, train[c.Index], test[c.Index]))],
            [.. report.Kinds.Select(k => new KindDocument(k.Kind, k.Count))], [.. data.LeftOut.Select(l => new LeftOutDocument(l.Reason, l.Count, l.Examples))],
            [.. report.Damaged.Select(d => new DamagedDocument(d.File, d.IsTest, d.Reason))]);
    }

    private static int[] CountByClass(TrainingData data, DataReport report, bool isTest)
    {
        var counts = new int[data.Classes.Count];
        foreach (var label in data switch
        {
            ImageData images => LabelsOf(isTest ? images.Test : images.Train),
            SegmentationData pictures => LabelsOf(isTest ? pictures.Test : pictures.Train, [.. report.Damaged.Where(d => d.IsTest == isTest).Select(d => d.Index)]),
            _ => throw new ArgumentException($"no such data: {data.GetType()}", nameof(data)),
        }) counts[label]++;
        return counts;
    }

    private static IEnumerable<int> LabelsOf(IImageDataset dataset) => Enumerable.Range(0, dataset.Count).Select(dataset.Label);

    private static IEnumerable<int> LabelsOf(ISegmentationDataset dataset, HashSet<int> damaged) => Enumerable.Range(0, dataset.Count).Where(i => !damaged.Contains(i))
        .SelectMany(i => dataset.ReadMask(i).Count().Index().Where(c => c.Item > 0 && c.Index != dataset.IgnoreLabel).Select(c => c.Index));
}

/// <summary>A class and its images.</summary>
internal sealed record ClassCountDocument(string Class, int Train, int Test);

/// <summary>Images of a kind.</summary>
internal sealed record KindDocument(string Kind, int Images);

/// <summary>What is neither an image nor a class.</summary>
internal sealed record LeftOutDocument(string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>An image that cannot be used.</summary>
internal sealed record DamagedDocument(string File, bool IsTest, string Reason);
