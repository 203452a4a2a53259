namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Tests that count evaluations run while no other test evaluates.</summary>
[CollectionDefinition("evaluation counter", DisableParallelization = true)]
public class EvaluationCounter;
