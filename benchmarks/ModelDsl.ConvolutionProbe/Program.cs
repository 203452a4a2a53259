using ModelDsl.ConvolutionProbe;
using ModelDsl.Runtime.Diagnostics;
using Probe = ModelDsl.Runtime.Diagnostics.ConvolutionProbe;

if (Probe.WorkIfAsked(args)) return 0;
var threads = args[0].Split(',').Select(int.Parse);
var batches = args[1].Split(',').Select(int.Parse).ToArray();
MemoryLayout[] layouts = [MemoryLayout.Contiguous, MemoryLayout.ChannelsLast];
var cases = from t in threads
            from s in Shapes.All
            where args.Length < 3 || s.Kind.Contains(args[2], StringComparison.Ordinal)
            from b in batches
            from image in layouts
            from gradient in layouts
            select new ConvolutionCase(s with { Batch = b }, image, gradient, t);
var n = 0;
foreach (var r in Probe.Run(cases))
{
    n++;
    if (r.IsRight) continue;
    Console.WriteLine($"t{r.Case.Threads} {(r.Case.Image == MemoryLayout.Contiguous ? "NCHW" : "NHWC")}/{(r.Case.Gradient == MemoryLayout.Contiguous ? "NCHW" : "NHWC")} {r.Case.Shape}: {r.Fault}");
}
Console.WriteLine($"{n} cases");
return 0;
