namespace ModelDsl.Models;

/// <summary>Rates of stochastic depth (Huang et al., arXiv:1603.09382).</summary>
internal static class DropPathRates
{
    /// <summary>A rate for each block of each stage: 0 in the first, <paramref name="rate"/> in the last, linear between them.</summary>
    /// <param name="rate">The rate of the last block.</param>
    /// <param name="depths">Blocks of each stage.</param>
    /// <param name="least">How many a stage has at least: one where the first block has the stride.</param>
    public static double[][] Linear(double rate, IReadOnlyList<int> depths, int least = 0)
    {
        Layers.RequireBlocks(depths, least);
        var blocks = depths.Sum();
        var first = 0;
        var rates = new double[depths.Count][];
        for (var stage = 0; stage < rates.Length; stage++)
        {
            rates[stage] = new double[depths[stage]];
            for (var i = 0; i < rates[stage].Length; i++) rates[stage][i] = blocks > 1 ? rate * (first + i) / (blocks - 1) : 0;
            first += depths[stage];
        }
        return rates;
    }
}
