namespace ModelDsl.Generators.Tests.UseSites;

/// <summary>Calls that are right, or of which nothing is known: the analyzer is silent.</summary>
public sealed class RightUseTests
{
    public static TheoryData<string> Cases =>
    [
        // Right.
        "net.call(zeros(1, 3, 224, 224));",
        "net.call(zeros(64, 3, 224, 224));",
        "var x = randn(n, 3, 224, 224); net.call(x);",
        "net.call(zeros(3, 224, 224).unsqueeze(0));",
        "net.call(zeros(1, 224, 224, 3).permute(0, 3, 1, 2));",
        "net.call(cat([zeros(1, 1, 224, 224), zeros(1, 2, 224, 224)], 1));",
        "net.call(stack(new[] { zeros(3, 224, 224), zeros(3, 224, 224) }, 0));",
        "net.call(zeros(1, 3, 1, 1).expand(1, 3, 224, 224));",
        "net.call(zeros(1, 3, 224 * 224).reshape(1, 3, 224, -1));",
        "var y = pyramid.call(zeros(2, 3, 32, 32)); head.call(y.Coarse);",
        "head.call(maps.Coarse);",
        "pair.call(zeros(2, 16), zeros(2, 8));",
        "pair.call(arange(16).reshape(1, 16), arange(8).unsqueeze(0));",
        "net.StemModule.call(zeros(5, 3, 224, 224));",
        "var x = zeros(1, 3, 256, 256); x = zeros(1, 3, 224, 224); net.call(x);",
        "var side = 256; side -= 32; net.call(zeros(1, 3, side, side));",
        // Any size that the model takes.
        "any.call(zeros(1, 3, 64, 96));",
        "any.call(zeros(7, 3, 320, 64));",
        "any.call(zeros(1, 3, n, n));",
        "square.call(zeros(1, 3, 50, 50));",
        "square.call(zeros(1, 3, n, 50));",
        "head.call(any.call(zeros(1, 3, 128, 128)));",
        "head.call(square.call(zeros(1, 3, 7, 7)));",
        "head.call(any.call(image));",
        // Nothing is known.
        "net.call(image);",
        "net.call(Load());",
        "net.call(s_field);",
        "net.call(zeros(sizes));",
        "net.call(zeros(n, n, n, n));",
        "net.call(image.unsqueeze(0));",
        "net.call(image + zeros(1, 3, 256, 256));",
        "net.call(cat(list, 1));",
        "net.call(image.reshape(sizes));",
        "net.call(list[0]);",
        "dynamic x = Load(); net.call(x);",
        "object x = image; net.call((Tensor)x);",
        // Branches and loops.
        "var x = flag ? zeros(1, 3, 256, 256) : zeros(1, 3, 224, 224); net.call(x);",
        "var x = zeros(1, 3, 256, 256); if (flag) x = zeros(1, 3, 224, 224); net.call(x);",
        "var x = zeros(1, 3, 256, 256); if (flag) x = Load(); net.call(x);",
        "var x = flag ? zeros(3, 224, 224) : zeros(1, 3, 224, 224); net.call(x);",
        "var x = zeros(1, 3, 256, 256); for (var i = 0; i < n; i++) { net.call(zeros(1, 3, 223 + i, 224)); }",
        "var side = 256; while (flag) { net.call(zeros(1, 3, side, 224)); side = 224; }",
        "var x = zeros(1, 3, 256, 256); foreach (var item in list) { x = item; } net.call(x);",
        "Tensor x = zeros(1, 3, 256, 256); switch (n) { case 1: x = image; break; case 2: x = zeros(1, 3, 224, 224); break; } net.call(x);",
        "var x = zeros(1, 3, 256, 256); try { x = Load(); } catch (Exception) { } net.call(x);",
        "var x = zeros(1, 3, 256, 256); try { x = zeros(1, 3, 224, 224); n = 1; } catch (Exception) { net.call(x); }",
        "var x = zeros(1, 3, 256, 256); try { n = 1; } finally { x = zeros(1, 3, 224, 224); } net.call(x);",
        "Tensor? x = null; x ??= zeros(1, 3, 224, 224); net.call(x);",
        // Changes that the flow does not show.
        "var x = zeros(1, 3, 256, 256); Action set = () => x = zeros(1, 3, 224, 224); set(); net.call(x);",
        "var x = zeros(1, 3, 256, 256); Change(ref x); net.call(x);",
        "var x = zeros(1, 3, 256, 256); ref var y = ref x; y = zeros(1, 3, 224, 224); net.call(x);",
        "long[] shape = [1, 3, 256, 256]; shape[2] = 224; shape[3] = 224; net.call(zeros(shape));",
        "long[] shape = [1, 3, 256, 256]; Read(shape); net.call(zeros(shape));",
        "long[] shape = [1, 3, 256, 256]; var other = shape; other[2] = 224; other[3] = 224; net.call(zeros(shape));",
        "var parts = new List<Tensor> { zeros(1, 2, 224, 224) }; parts.Add(zeros(1, 1, 224, 224)); net.call(cat(parts, 1));",
        "var x = zeros(3, 224, 224); x.unsqueeze_(0); net.call(x);",
        "Action run = () => net.call(image); image = zeros(1, 3, 256, 256); run();",
        // Members and captured variables that may have another value.
        "net.call(s_written);",
        "net.call(s_passed);",
        "net.call(s_free);",
        "net.call(Settable);",
        "net.call(Unclear());",
        "net.call(Again());",
        "net.call(Sized(256));",
        "net.call(zeros(s_shape));",
        "net.call(Listed());",
        "net.call(s_probe.narrow(2, 0, 224).narrow(3, 0, 224));",
        "s_probe.unsqueeze_(0); net.call(image);",
        "var x = zeros(1, 3, 256, 256); Action run = () => net.call(x); x = zeros(1, 3, 224, 224); run();",
        "var x = zeros(1, 3, 256, 256); void Local() { net.call(x); } x = Load(); Local();",
        "Tensor x; if (flag) x = zeros(1, 3, 256, 256); else x = Load(); Action run = () => net.call(x); run();",
        "foreach (var x in list) { Action run = () => net.call(x); run(); }",
        "var x = flag ? zeros(1, 3, 256, 256) : zeros(1, 3, 224, 224); Action run = () => net.call(x); run();",
        "var y = zeros(1, 3, 256, 256); Func<Tensor, Tensor> run = x => net.call(x); run(image);",
        "image = zeros(1, 3, 256, 256); Action run = () => net.call(image); run();",
        // Modules of which nothing is stated.
        "Linear(3, 4).call(zeros(1, 3, 256, 256));",
        "Module<Tensor, Tensor> module = flag ? net : head; module.call(zeros(1, 3, 256, 256));",
        "Module<Tensor, Tensor> module = flag ? new Net() : new Head(); module.call(zeros(1, 3, 256, 256));",
        // Calls that fail by themselves are not this analyzer's matter.
        "net.call(zeros(1, 3, 7).reshape(1, 3, 224, 225));",
        "net.call(zeros(1, 2, 256, 256) + zeros(1, 3, 256, 256));",
        // Never reached.
        "if (false) { net.call(zeros(1, 3, 256, 256)); }",
        "return; net.call(zeros(1, 3, 256, 256));",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_said_of_what_is_right_or_unknown(string statements) =>
        Assert.Equal([], Uses.In(statements).Select(d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
}
