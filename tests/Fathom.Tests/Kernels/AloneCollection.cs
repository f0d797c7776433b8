namespace Fathom.Tests.Kernels;

/// <summary>For tests that set <see cref="Fathom.Kernels.ForkJoin.Threads"/> or count the process's allocations: they run one by one,
/// with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
