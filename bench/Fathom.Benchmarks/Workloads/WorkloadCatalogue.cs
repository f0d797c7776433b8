namespace Fathom.Benchmarks;

/// <summary>All workloads, in the order of the table: one line a file.</summary>
internal static class WorkloadCatalogue
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. PerceptronWorkloads.All,
        .. ImageWorkloads.All,
        .. RecurrentWorkloads.All,
        .. AttentionWorkloads.All,
    ];

    /// <summary>Those that are named; all where none is.</summary>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static IReadOnlyList<Workload> Named(IReadOnlyCollection<string> names)
    {
        string[] unknown = [.. names.Where(name => All.All(workload => workload.Name != name))];
        if (unknown.Length > 0)
            throw new ArgumentException($"There is no workload named \"{string.Join("\", \"", unknown)}\". Known: {string.Join(", ", All.Select(workload => workload.Name))}.");
        return [.. All.Where(workload => names.Count == 0 || names.Contains(workload.Name))];
    }
}
