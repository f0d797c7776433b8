namespace Fathom.Benchmarks;

/// <summary>All workloads: one entry a file. Those that train come first, as the peer prints them.</summary>
internal static class WorkloadCatalogue
{
    public static IReadOnlyList<Workload> All { get; } =
        [.. ((IEnumerable<Workload>[])[PerceptronWorkloads.All, ImageWorkloads.All, RecurrentWorkloads.All, AttentionWorkloads.All])
            .SelectMany(file => file).OrderBy(workload => !workload.IsTraining)];

    /// <summary>Those that are named; all where none is.</summary>
    /// <exception cref="WrongUseException">A name is not known.</exception>
    public static IReadOnlyList<Workload> Named(IReadOnlyCollection<string> names)
    {
        string[] unknown = [.. names.Where(name => All.All(workload => workload.Name != name))];
        if (unknown.Length > 0)
            throw new WrongUseException($"There is no workload named \"{string.Join("\", \"", unknown)}\". Known, each in quotes because of its space: {string.Join(", ", All.Select(workload => $"\"{workload.Name}\""))}.");
        return [.. All.Where(workload => names.Count == 0 || names.Contains(workload.Name))];
    }
}
