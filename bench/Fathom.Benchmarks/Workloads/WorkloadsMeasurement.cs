using System.Globalization;
using System.Text.Json;

namespace Fathom.Benchmarks;

/// <summary>The C# side of the workloads: median step, spread, bytes allocated, share of the floor.</summary>
internal sealed class WorkloadsMeasurement : IMeasurement
{
    public string Name => "workloads";

    public string About => "steps of whole networks  [NAMES…] [--threads 1,2] [--json FILE]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments, "--threads", "--json");
        IReadOnlyList<Workload> chosen = WorkloadCatalogue.Named(given.Names);
        Console.WriteLine($"{"workload",-22} {"threads",7} {"median µs",12} {"spread",7} {"items/s",12} {"bytes",8} {"of floor",9} {"steps MB",9} {"peak MB",8}");
        var results = new List<WorkloadResult>();
        foreach (int threads in given.Threads)
        {
            foreach (Workload workload in chosen)
            {
                WorkloadResult result = WorkloadResult.Of(workload, threads);
                results.Add(result);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Name,-22} {threads,7} {result.Microseconds,12:F1} {result.Spread,7:P0} {workload.Items / result.Microseconds * 1e6,12:F0} {result.Bytes,8:F0} {result.FloorShare,9:P0} {result.PooledBytes / 1e6,9:F1} {result.PeakBytes / 1e6,8:F0}"));
            }
        }

        if (given.JsonFile is { } file)
            AtomicFile.WriteAllText(file, JsonSerializer.Serialize(results, WorkloadResult.Json) + "\n");
    }
}
