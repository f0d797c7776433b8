namespace Fathom.Benchmarks;

/// <summary>What one side needed for one workload, by number of threads and round.</summary>
internal sealed class SideTimes
{
    private readonly SortedDictionary<int, List<SideStep>> _steps = [];

    /// <summary>What went wrong, where something did.</summary>
    public string? Failure { get; set; }

    public IReadOnlyDictionary<int, List<SideStep>> ByThreads => _steps;

    public void Add(int threads, SideStep step)
    {
        if (!_steps.TryGetValue(threads, out List<SideStep>? steps))
            _steps[threads] = steps = [];
        steps.Add(step);
    }

    /// <summary>The number of threads whose median round is the fastest, and that round; null where nothing was measured.</summary>
    public (int Threads, SideStep Step)? Best => _steps.Count == 0 ? null : _steps.Select(pair => (pair.Key, Median(pair.Value))).MinBy(pair => pair.Item2.Microseconds);

    private static SideStep Median(List<SideStep> steps) => steps.OrderBy(step => step.Microseconds).ElementAt(steps.Count / 2);
}
