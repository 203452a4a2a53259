namespace ModelDsl.Runtime.Tests.Weights;

public sealed class HostileFileTests : IDisposable
{
    private static readonly HostileFile[] Corpus = [.. HostilePickles.All, .. HostileArchives.All];

    private readonly Scratch scratch = new();

    public static TheoryData<string> Names => [.. Corpus.Select(f => f.Name)];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_in_one_line_that_says_why(string name)
    {
        var hostile = Corpus.Single(f => f.Name == name);
        var path = scratch.Write("bad" + hostile.Extension, hostile.Content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<WeightsException>(() => WeightFile.Open(path));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.StartsWith(path + ": ", e.Message);
        Assert.Contains(hostile.Reason, e.Message);
        Assert.DoesNotContain(e.Message, char.IsControl);
        Assert.True(allocated < 64 << 20, $"{allocated} bytes");
    }

    [Theory]
    [InlineData("torch._utils._rebuild_qtensor", "save the weights of the model before it was quantised")]
    [InlineData("torch._utils._rebuild_sparse_tensor", "save its sparse tensors as value.to_dense()")]
    [InlineData("torch.ComplexFloatStorage", "save its complex tensors as torch.view_as_real(value)")]
    [InlineData("os.system", "save its weights alone with torch.save(model.state_dict(), file)")]
    public void The_advice_fits_what_the_file_names(string name, string advice)
    {
        var path = scratch.Write("bad.pth", Corpus.Single(f => f.Name == "global " + name).Content);
        Assert.EndsWith(advice, Assert.Throws<WeightsException>(() => WeightFile.Open(path)).Message);
    }

    [Fact]
    public void There_are_at_least_150_with_names_of_their_own()
    {
        Assert.True(Corpus.Length >= 150, $"{Corpus.Length}");
        Assert.Equal(Corpus.Length, Corpus.Select(f => f.Name).Distinct().Count());
    }

    [Fact]
    public void The_files_that_they_are_made_from_are_read()
    {
        foreach (var (name, content) in new[] { ("good.pth", HostileArchives.Good), ("good.dat", HostileArchives.GoodDat) })
        {
            using var file = WeightFile.Open(scratch.Write(name, content));
            using var value = file.Read(file.Entries.Single().Name);
            Assert.Equal([2, 3], value.shape);
            Assert.Equal([0f, 1, 2, 3, 4, 5], value.data<float>().ToArray());
        }
    }

    [Fact]
    public void Values_that_were_altered_are_refused_on_reading()
    {
        var content = HostileArchives.Good;
        var at = content.AsSpan().IndexOf(Safetensors.Bytes(1));
        content[at] ^= 1;
        using var file = WeightFile.Open(scratch.Write("altered.pth", content));
        var e = Assert.Throws<WeightsException>(() => file.Read("w"));
        Assert.Equal("x/data/0", e.Place);
        Assert.Contains("the CRC-32 of its bytes is", e.Message);
    }
}
