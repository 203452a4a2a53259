using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ModelDsl.Cli.Commands;
using SkiaSharp;

namespace ModelDsl.PyTorch.Tests;

/// <summary>There and back: two processes train a model from its file, and the result is evaluated here.</summary>
public sealed class TrainingTests
{
    private const int Side = 40;

    [PythonFact]
    public async Task Two_processes_train_a_model_that_comes_home()
    {
        using var folder = new TemporaryFolder();
        var model = FashionMnist.FasterVitFashion.Info.Model;
        WriteTraining(folder, 12);
        var output = Train(folder, "--epochs", "2", "--ema", "0.9");
        var first = JsonDocument.Parse(output.Split('\n')[0]).RootElement.GetProperty("loss").GetDouble();
        var last = JsonDocument.Parse(output.Split('\n')[1]).RootElement;
        Assert.True(last.GetProperty("loss").GetDouble() < first, output);

        var (code, told) = await ModelDslCommand.Run("eval", model.Name, "--weights", folder.File("run/weights.pt"), "--data", folder.File("photos"), "--json");
        Assert.True(code == 0, told);
        Assert.Equal(last.GetProperty("top1").GetDouble(), JsonDocument.Parse(told).RootElement.GetProperty("top1").GetDouble(), 1e-6);

        // It continues where it ended.
        var more = Train(folder, "--resume");
        Assert.Equal("", more.Trim());
    }

    [PythonFact]
    public void The_script_varies_images_and_sets_rates_as_the_command_does()
    {
        using var folder = new TemporaryFolder();
        WriteTraining(folder, 3);
        Assert.Equal("", Python.Run(Path.Combine(AppContext.BaseDirectory, "recipe.py"), folder.File("train.py")));
        var output = Python.Run([
            .. Arguments(folder), "--epochs", "1", "--accumulate", "2",
            "--rand-augment", "9", "--erasing", "0.5", "--mixup", "0.8", "--cutmix", "1", "--layer-decay", "0.75",
        ]);
        Assert.InRange(JsonDocument.Parse(output).RootElement.GetProperty("loss").GetDouble(), 1, 4);
    }

    private static void WriteTraining(TemporaryFolder folder, int images)
    {
        var model = FashionMnist.FasterVitFashion.Info.Model;
        File.WriteAllText(folder.File("model.py"), PyTorchModel.Of(model.Specification!(), PyTorchExport.OptionsOf(model)).Text);
        File.WriteAllText(folder.File("train.py"), PyTorchModel.TrainingScript);
        WriteImages(folder.File("photos/train"), images);
        WriteImages(folder.File("photos/val"), 4);
    }

    private static string[] Arguments(TemporaryFolder folder) =>
        [folder.File("train.py"), "--model", folder.File("model.py"), "--data", folder.File("photos"), "--out", folder.File("run"), "--batch", "24", "--workers", "0", "--lr", "2e-3"];

    private static string Train(TemporaryFolder folder, params string[] options)
    {
        var port = FreePort();
        string[] arguments = [.. Arguments(folder), .. options];
        var runs = Enumerable.Range(0, 2).Select(rank => Python.Start(new Dictionary<string, string>
        {
            ["RANK"] = rank.ToString(CultureInfo.InvariantCulture), ["WORLD_SIZE"] = "2", ["MASTER_ADDR"] = "127.0.0.1", ["MASTER_PORT"] = port,
            ["OMP_NUM_THREADS"] = "1",
        }, arguments)).ToList();
        var outputs = runs.ConvertAll(Python.End);
        Assert.Equal("", outputs[1]);
        return outputs[0];
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Ten classes of grey images: bars at different heights.</summary>
    private static void WriteImages(string folder, int count)
    {
        for (var label = 0; label < 10; label++)
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, $"class{label}")).FullName;
            for (var i = 0; i < count; i++)
            {
                using var bitmap = new SKBitmap(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque);
                using (var canvas = new SKCanvas(bitmap))
                {
                    canvas.Clear(SKColors.Black);
                    using var paint = new SKPaint { Color = SKColors.White };
                    canvas.DrawRect(i % 7, 4 * label, 30, 4, paint);
                }
                using var file = File.Create(Path.Combine(place, $"{i}.png"));
                bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
            }
        }
    }
}
