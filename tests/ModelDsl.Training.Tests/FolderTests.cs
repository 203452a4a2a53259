using System.Text.Json;
using ModelDsl.Runtime;

namespace ModelDsl.Training.Tests;

/// <summary>Folders as people have them: what lies beside images, images that cannot be read, and what is said of both.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly Scratch scratch = new();

    public FolderTests()
    {
        foreach (var part in new[] { "train", "val" })
            foreach (var (name, value) in new[] { ("cat", (byte)40), ("dog", (byte)200) })
                for (var i = 0; i < 4; i++) Image($"{part}/{name}/{i}.png", value);
    }

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("train/.ipynb_checkpoints/0-checkpoint.png", "with names that begin with a dot (train/.ipynb_checkpoints)")]
    [InlineData("train/cat/.ipynb_checkpoints/0-checkpoint.png", "with names that begin with a dot (train/cat/.ipynb_checkpoints)")]
    [InlineData("train/cat/._0.png", "with names that begin with a dot (train/cat/._0.png)")]
    [InlineData("val/.DS_Store", "with names that begin with a dot (val/.DS_Store)")]
    [InlineData("train/__MACOSX/cat/0.png", "of operating systems and tools (train/__MACOSX)")]
    [InlineData("train/dog/Thumbs.db", "of operating systems and tools (train/dog/Thumbs.db)")]
    [InlineData("train/dog/THUMBS.DB", "of operating systems and tools (train/dog/THUMBS.DB)")]
    [InlineData("val/cat/desktop.ini", "of operating systems and tools (val/cat/desktop.ini)")]
    [InlineData("train/cat/@eaDir/0.png/SYNOPHOTO_THUMB.png", "of operating systems and tools (train/cat/@eaDir)")]
    [InlineData("train/cat/0.xml", "without the name of an image")]
    [InlineData("train/cat/0.png.part", "without the name of an image")]
    [InlineData("train/labels.csv", "beside the folders of the classes (train/labels.csv)")]
    [InlineData("train/0.png", "beside the folders of the classes (train/0.png)")]
    [InlineData("train/empty/notes.txt", "folders without images (train/empty)")]
    public void What_is_no_image_and_no_class_is_left_out_and_counted(string file, string told)
    {
        Image($"{file}", 7);
        var data = ImageData.Open(scratch.Path("pets"));
        Assert.Equal((8, 8), (data.Train.Count, data.Test.Count));
        Assert.Equal(["cat", "dog"], data.Train.Classes);
        Assert.Contains(data.LeftOut, l => l.Count == 1 && l.ToString().Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_to_a_folder_around_it_does_not_go_round()
    {
        Directory.CreateSymbolicLink(scratch.Path("pets/train/cat/again"), scratch.Path("pets/train"));
        Directory.CreateSymbolicLink(scratch.Path("pets/train/wolf"), scratch.Path("pets/val/dog"));
        var data = ImageFolder.Open(scratch.Path("pets/train"));
        Assert.Equal(12, data.Count);
        Assert.Equal(["cat", "dog", "wolf"], data.Classes);
        Assert.Equal("1 links to a folder that they lie in (train/cat/again)", Assert.Single(data.LeftOut).ToString());
    }

    [Fact]
    public async Task Damaged_images_are_all_found_before_the_first_step()
    {
        Damage();
        var report = DataCheck.Run(ImageData.Open(scratch.Path("pets")), 3);
        Assert.Equal(["train/cat/2.png", "train/cat/3.png", "val/dog/0.png", "val/dog/1.png"], report.Damaged.Select(d => Path.GetRelativePath(scratch.Path("pets"), d.File).Replace('\\', '/')));
        Assert.Equal([("PNG, colour", 12)], report.Kinds);

        var line = await CommandTests.Refused("train", "tiny_pooled", "--data", scratch.Path("pets"), "--out", scratch.Path("run"), "--epochs", "1");
        Assert.Contains("2.png: the file is empty; ", line);
        Assert.Contains("3.png: the PNG data is truncated; ", line);
        Assert.Contains("; and 1 more: replace or remove them, or give --skip-damaged (modeldsl data check ", line);
        Assert.False(Directory.Exists(scratch.Path("run")));

        var (code, output, _) = await CommandTests.Run("train", "tiny_pooled", "--data", scratch.Path("pets"), "--out", scratch.Path("run"), "--epochs", "1", "--batch", "2", "--skip-damaged");
        Assert.Equal(0, code);
        Assert.Contains("left out 4 damaged images: ", output);
        Assert.Contains("6 images to train on, 6 to test", output);
    }

    [Fact]
    public async Task The_check_of_data_says_what_is_in_it()
    {
        Image("train/cat/._5.png", 1);
        File.Copy(Fixture("grey.jpg"), scratch.Path("pets/train/cat/grey.jpg"));
        File.Copy(Fixture("cmyk.jpg"), scratch.Path("pets/train/cat/print.jpg"));
        File.Copy(Fixture("deep.png"), scratch.Path("pets/train/cat/deep.png"));
        File.Copy(Fixture("palette.png"), scratch.Path("pets/train/cat/palette.png"));
        File.Copy(Fixture("animation.gif"), scratch.Path("pets/train/cat/animation.gif"));
        File.Copy(Fixture("rotated.jpg"), scratch.Path("pets/train/cat/rotated.jpg"));
        var (code, output, _) = await CommandTests.Run("data", "check", scratch.Path("pets"));
        Assert.Equal(0, code);
        foreach (var kind in new[] { "16 × PNG, colour", "1 × JPEG, grey", "1 × JPEG, print colours", "1 × PNG, colour, 16 bits", "1 × PNG, palette", "1 × GIF, palette, animated", "1 × JPEG, colour, turned by EXIF" })
            Assert.Contains("  " + kind + "\n", output);
        Assert.Contains("left out: 1 with names that begin with a dot (train/cat/._5.png)", output);
        Assert.EndsWith("every image can be read\n", output);

        Damage();
        (code, output, _) = await CommandTests.Run("data", "check", scratch.Path("pets"), "--json");
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(4, json.RootElement.GetProperty("damaged").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("damaged")[3].GetProperty("isTest").GetBoolean());
        Assert.Equal(10, json.RootElement.GetProperty("classes")[0].GetProperty("train").GetInt32());
    }

    [Fact]
    public void An_image_that_is_too_elongated_for_the_model_counts_as_damaged()
    {
        scratch.Write("pets/train/cat/long.png", PngWriter.Encode(new RgbImage(1, 40_000, new byte[3 * 40_000])));
        var info = new PreprocessingInfo(224, 224, 0.875, CropMode.Center, [0.5], [0.25]);
        var data = ImageData.Open(scratch.Path("pets"));
        Assert.Empty(DataCheck.Run(data, 1).Damaged);
        Assert.Contains("too elongated: 1x40000 pixels", Assert.Single(DataCheck.Run(data, 1, TinyPooled.Info.Model with { Preprocessing = info }).Damaged).Reason);
    }

    private void Damage()
    {
        var content = File.ReadAllBytes(scratch.Path("pets/train/cat/0.png"));
        scratch.Write("pets/train/cat/2.png", []);
        scratch.Write("pets/train/cat/3.png", content[..^20]);
        scratch.Write("pets/val/dog/0.png", "<html>"u8.ToArray());
        scratch.Write("pets/val/dog/1.png", [.. content[..40], .. new byte[20], .. content[60..]]);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Images", name);

    private void Image(string file, byte value) => scratch.Write($"pets/{file}", PngWriter.Encode(new RgbImage(8, 8, [.. Enumerable.Repeat(value, 192)])));
}
