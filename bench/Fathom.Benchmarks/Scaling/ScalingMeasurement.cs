using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>How the time of a step grows with batch, width and depth, beside the operations in it: as a table and as a picture.</summary>
internal sealed class ScalingMeasurement : IMeasurement
{
    private const int LeastVisits = 5;
    private const double VisitSeconds = 0.02;

    public string Name => "scaling";

    public string About => "time of a step against its operations as batch, width and depth double  [mlp cnn gpt] [--threads 2] [--seconds 4 a series] [--save] [--to FOLDER]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments, "--threads", "--seconds", "--save!", "--to");
        string[] unknown = [.. given.Names.Where(name => ScalingNetwork.All.All(network => network.Name != name))];
        if (unknown.Length > 0)
            throw new WrongUseException($"There is no network named \"{unknown[0]}\" here. Known: {string.Join(", ", ScalingNetwork.All.Select(network => network.Name))}.");
        string folder = given.Text("--to", ProjectFolder.Results);
        ForkJoin.Threads = given.Has("--threads") ? given.Threads.Single() : Environment.ProcessorCount;
        var machine = Machine.Here();
        Console.WriteLine(machine);
        foreach (ScalingNetwork network in ScalingNetwork.All.Where(network => given.Names.Count == 0 || given.Names.Contains(network.Name)))
        {
            var results = new List<ScalingResult>();
            foreach (var (axis, sizes) in network.Series)
            {
                results.Add(new ScalingResult(axis, Measure(network, sizes, given.Whole("--seconds", 4))));
                Console.WriteLine();
                Console.WriteLine(Table(network, results[^1]));
            }

            if (given.Has("--save") || given.Has("--to"))
                Save(folder, machine, network, results);
        }
    }

    /// <summary>The sizes in turns, so that what disturbs the machine for a while disturbs them all. The first step of a visit finds another size's numbers in the caches and does not count.</summary>
    private static ScalingPoint[] Measure(ScalingNetwork network, IReadOnlyList<(int Value, ScalingSize Size)> sizes, double seconds)
    {
        Action[] steps = [.. sizes.Select(size => network.Step(size.Size))];
        List<double>[] times = [.. sizes.Select(_ => new List<double>())];
        foreach (Action step in steps)
            Clock.Best(step, 0.05);
        long start = Stopwatch.GetTimestamp();
        for (int visit = 0; visit < LeastVisits || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; visit++)
        {
            for (int i = 0; i < steps.Length; i++)
            {
                steps[i]();
                long opened = Stopwatch.GetTimestamp();
                do
                    times[i].Add(Clock.Once(steps[i]));
                while (Stopwatch.GetElapsedTime(opened).TotalSeconds < VisitSeconds);
            }
        }

        return [.. sizes.Select((size, i) => new ScalingPoint(size.Value, network.Operations(size.Size), times[i].Order().ElementAt(times[i].Count / 2), StepBytes(network, size.Size)))];
    }

    /// <summary>On a thread of its own, because each has a pool of its own.</summary>
    private static long StepBytes(ScalingNetwork network, ScalingSize size)
    {
        long bytes = 0;
        var thread = new Thread(() =>
        {
            network.Step(size)();
            bytes = Workspace.Current.PooledBytes;
        });
        thread.Start();
        thread.Join();
        return bytes;
    }

    private static string Table(ScalingNetwork network, ScalingResult result)
    {
        var table = new TextTable(result.Axis, TextColumn.Right("MFLOP"), TextColumn.Right("ms"), TextColumn.Right("GFLOP/s"), TextColumn.Right("MB"), TextColumn.Right("time ÷ operations, from the size before"), TextColumn.Right("from the first doubling"))
        {
            Caption = $"{network.Name}, {result.Axis} ({network.About}), {ForkJoin.Threads} thread(s)",
        };
        for (int i = 0; i < result.Points.Count; i++)
            table.Add([.. Cells(result, i)]);
        return table.ToString();
    }

    private static IEnumerable<string> Cells(ScalingResult result, int i)
    {
        ScalingPoint point = result.Points[i];
        double against = point.Against(result.Base);
        return
        [
            point.Value.ToString(CultureInfo.InvariantCulture),
            (point.Operations / 1e6).ToString("F1", CultureInfo.InvariantCulture),
            (point.Seconds * 1e3).ToString("F3", CultureInfo.InvariantCulture),
            (point.Operations / point.Seconds / 1e9).ToString("F0", CultureInfo.InvariantCulture),
            (point.Bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture),
            i == 0 ? "" : point.Against(result.Points[i - 1]).ToString("F2", CultureInfo.InvariantCulture),
            i == 0 ? "" : against.ToString("F2", CultureInfo.InvariantCulture) + (against > ScalingPoint.Limit ? " above 1.10" : ""),
        ];
    }

    private static void Save(string folder, Machine machine, ScalingNetwork network, List<ScalingResult> results)
    {
        Directory.CreateDirectory(folder);
        string name = $"{machine.Slug}-scaling-{network.Name}";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Scaling of {network.Name}: {network.About}\n\nWritten by `scaling {network.Name} --save`, {DateTime.Now:yyyy-MM-dd}. {machine}; {ForkJoin.Threads} thread(s).\n");
        text.Append("Median step; MB: the tensors of a step, parameters and their optimizer's state besides; time ÷ operations is 1 where time is linear in operations, and at most 1.10 is allowed beyond the first doubling.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"![time and time an operation]({name}.svg)\n");
        foreach (ScalingResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n| {result.Axis} | MFLOP | ms | GFLOP/s | MB | time ÷ operations, from the size before | from the first doubling |\n|---:|---:|---:|---:|---:|---:|---:|\n");
            for (int i = 0; i < result.Points.Count; i++)
                text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(result, i))} |\n");
        }

        AtomicFile.WriteAllText(Path.Combine(folder, $"{name}.md"), text.ToString());
        AtomicFile.WriteAllText(Path.Combine(folder, $"{name}.svg"), ScalingChart.Of(network, results).ToSvg());
        Console.WriteLine($"\nsaved {name}.md and .svg in {Path.GetFileName(Path.GetFullPath(folder))}");
    }
}
