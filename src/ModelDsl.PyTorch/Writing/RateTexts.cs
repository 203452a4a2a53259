namespace ModelDsl.PyTorch.Writing;

/// <summary>The rates of a model, as expressions of those in its configuration.</summary>
internal sealed class RateTexts
{
    private const int MostBlocks = 1000;
    private const double Tolerance = 1e-12;

    private readonly int _blocks;
    private readonly bool _hasOneDropout;

    private RateTexts(double dropPath, double dropout, int blocks, bool hasOneDropout) => (DropPath, Dropout, _blocks, _hasOneDropout) = (dropPath, dropout, blocks, hasOneDropout);

    /// <summary>The largest rate of stochastic depth; 0 for none.</summary>
    public double DropPath { get; }

    /// <summary>The rate of dropout; 0 for none, or several.</summary>
    public double Dropout { get; }

    /// <summary>The statement that makes the list of rates that blocks take; null where none is needed.</summary>
    public string? Schedule => _blocks > 1 ? $"rates = [config.drop_path_rate * i / {_blocks - 1} for i in range({_blocks})]" : null;

    /// <summary>Finds out how the rates of a model follow from the largest one.</summary>
    public static RateTexts Of(Graph graph)
    {
        var rates = graph.Nodes.Select(n => n.Op).OfType<DropPathOp>().Select(o => o.Rate).ToList();
        var dropout = graph.Nodes.Select(n => n.Op).OfType<DropoutOp>().Select(o => o.Rate).Where(r => r > 0).Distinct().ToList();
        var largest = rates.DefaultIfEmpty(0).Max();
        var blocks = 0;
        if (largest > 0 && rates.Exists(r => r != largest))
        {
            for (var n = 2; n < MostBlocks && blocks == 0; n++)
            {
                if (rates.TrueForAll(r => Math.Abs((r / largest * (n - 1)) - Math.Round(r / largest * (n - 1))) < Tolerance * n)) blocks = n;
            }
        }
        return new RateTexts(largest, dropout.Count == 1 ? dropout[0] : 0, blocks, dropout.Count == 1);
    }

    /// <summary>The text of a rate.</summary>
    public string Of(string operation, double rate)
    {
        if (rate == 0) return "0.0";
        if (operation == "dropout") return _hasOneDropout ? "config.drop_rate" : PythonText.Number(rate);
        return rate == DropPath ? "config.drop_path_rate" : _blocks > 1 ? $"rates[{Index(rate)}]" : $"{PythonText.Number(rate / DropPath)} * config.drop_path_rate";
    }

    /// <summary>The text of the rates of blocks that repeat.</summary>
    public string Of(string operation, ValueList<double> rates)
    {
        if (operation != "dropout" && _blocks > 1)
        {
            var first = Index(rates[0]);
            if (rates.Select((r, i) => Index(r) == first + i).All(isNext => isNext))
            {
                var end = first + rates.Count;
                return first == 0 && end == _blocks ? "rates" : $"rates[{(first == 0 ? "" : $"{first}")}:{(end == _blocks ? "" : $"{end}")}]";
            }
        }
        return rates.Distinct().Count() == 1 && rates.Count > 1 ? $"[{Of(operation, rates[0])}] * {rates.Count}" : $"[{string.Join(", ", rates.Select(r => Of(operation, r)))}]";
    }

    private int Index(double rate) => (int)Math.Round(rate / DropPath * (_blocks - 1));
}
