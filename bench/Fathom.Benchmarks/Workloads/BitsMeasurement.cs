using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>Whether training gives the same bits at any number of threads: each workload from the same start, a hash of all it has changed after its steps.</summary>
internal sealed class BitsMeasurement : IMeasurement
{
    public string Name => "bits";

    public string About => "a hash of what training leaves, by number of threads  [NAMES…] [--threads 1,2,3,4,8] [--steps 50]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments, "--threads", "--steps");
        IReadOnlyList<int> counts = given.Has("--threads") ? given.Threads : [1, 2, 3, 4, 8];
        int steps = given.Whole("--steps", 50);
        Console.WriteLine($"{"workload",-22} {"equal",5}  SHA-256 of weights, buffers and the optimizer's state after {steps} steps, by threads");
        foreach (Workload workload in WorkloadCatalogue.Named(given.Names).Where(workload => !workload.Name.StartsWith("infer", StringComparison.Ordinal)))
        {
            (int Threads, string Hash)[] hashes = [.. counts.Select(threads => (threads, After(workload, threads, steps)))];
            bool equal = hashes.All(item => item.Hash == hashes[0].Hash);
            Console.WriteLine($"{workload.Name,-22} {(equal ? "yes" : "NO"),5}  {string.Join("  ", hashes.Select(item => $"{item.Threads}: {item.Hash[..16]}"))}");
        }
    }

    private static string After(Workload workload, int threads, int steps)
    {
        ForkJoin.Threads = threads;
        WorkloadRun run = workload.Prepare();
        for (int i = 0; i < steps; i++)
            run.Step();
        return run.Hash();
    }
}
