using System.Globalization;

namespace Fathom.Benchmarks;

/// <summary>Whether many steps need more memory than few: what a process holds after a warm-up, and after thousands of steps more.</summary>
internal sealed class GrowthMeasurement : IMeasurement
{
    private const int Warm = 200;

    public string Name => "growth";

    public string About => "memory after 200 steps and after many more  [NAMES…] [--threads 2] [--steps 10000]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments, "--threads", "--steps");
        int steps = given.Whole("--steps", 10_000);
        Compute.Threads = given.Threads[^1];
        Console.WriteLine($"{"workload",-22} {"steps",8} {"process MB",22} {"live heap kB",22} {"steps' memory MB",22}");
        foreach (Workload workload in WorkloadCatalogue.Named(given.Names))
        {
            WorkloadRun run = workload.Prepare();
            Times(run, Warm);
            var before = Held.Now();
            Times(run, steps);
            var after = Held.Now();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{workload.Name,-22} {steps,8} {$"{before.Process / 1e6:F1} → {after.Process / 1e6:F1}",22} {$"{before.Heap / 1e3:F1} → {after.Heap / 1e3:F1}",22} {$"{before.Pool / 1e6:F2} → {after.Pool / 1e6:F2}",22}"));
        }
    }

    private static void Times(WorkloadRun run, int steps)
    {
        for (int i = 0; i < steps; i++)
            run.Step();
    }

    private readonly record struct Held(long Process, long Heap, long Pool)
    {
        public static Held Now()
        {
            long heap = GC.GetTotalMemory(forceFullCollection: true);
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return new Held(process.WorkingSet64, heap, Workspace.Current.PooledBytes);
        }
    }
}
