using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ModelDsl.Memory.Tests.ByName", "ModelDsl.Memory.Tests")]

namespace ModelDsl.Memory.Tests;

/// <summary>Tests that need a process in which nothing has been freed yet: room that is there already does not count as used.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FreshMemory
{
    public const string Name = "1 fresh memory";
}

/// <summary>Tests that look at the memory of the whole process: one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UsedMemory
{
    public const string Name = "2 used memory";
}

/// <summary>Collections in the order of their names.</summary>
public sealed class ByName : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => c.DisplayName, StringComparer.Ordinal);
}
