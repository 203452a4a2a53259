namespace ModelDsl.Models;

/// <summary>Blocks for a stage of a network, in place of the family's own.</summary>
/// <param name="s">The scope of the stage.</param>
/// <param name="map">The map [N, C, H, W] that the blocks take.</param>
/// <param name="stage">The number of the stage, from 0 on.</param>
/// <param name="dropPath">Rates of stochastic depth, one for each block.</param>
/// <returns>A map of the same shape; null where the stage keeps the family's blocks.</returns>
public delegate Sym? StageBlocks(Scope s, Sym map, int stage, IReadOnlyList<double> dropPath);
