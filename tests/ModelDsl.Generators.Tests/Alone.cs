namespace ModelDsl.Generators.Tests;

/// <summary>
/// Tests that ask for numbers of the whole process (evaluations, processor time, allocated bytes), or that set something for all of
/// it: they run while no other test does.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
