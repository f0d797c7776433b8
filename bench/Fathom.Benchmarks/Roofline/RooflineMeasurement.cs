using System.Globalization;
using System.Text;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>What bounds each kernel on this machine, and what share of that it reaches: a table in Markdown.</summary>
/// <remarks>
/// A kernel's least time is the largest of three, all measured in the same run: its products' operations at the peak of multiply-adds; the bytes that
/// nobody could leave out at the speed of copying (reading, where next to nothing is written) as many bytes again and again, on as many threads, so
/// that they come from the same cache; and, for formulas such as exp, as many elements at the speed that the formula has on a row in the first-level cache.
/// </remarks>
internal sealed class RooflineMeasurement : IMeasurement
{
    private const string Heading = "| kernel | shape | µs | GFLOP/s | GB/s | bound by | share |\n|---|---|---:|---:|---:|---|---:|\n";

    private readonly Dictionary<(long Bytes, bool Copies), double> _bandwidth = [];

    public string Name => "roofline";

    public string About => $"what bounds each kernel, and what share of that it reaches  [{string.Join(' ', Groups)}] [--threads 1] [--save] [--to FOLDER]";

    private static IEnumerable<string> Groups => ["matmul", "conv", "pool", "norm", "softmax", "attention", "recurrent", "linear", "update", "random", "map", "moves"];

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments, "--threads", "--save!", "--to");
        if (given.Names.FirstOrDefault(name => !Groups.Contains(name)) is { } unknown)
            throw new WrongUseException($"There are no kernels named \"{unknown}\" here. Known: {string.Join(", ", Groups)}.");
        ForkJoin.Threads = given.Has("--threads") ? given.Threads[0] : 1;
        var machine = Machine.Here();
        var text = new StringBuilder();
        Say(text, $"# Roofline, {ForkJoin.Threads} thread(s)\n\n`roofline --threads {ForkJoin.Threads}`, {DateTime.Now:yyyy-MM-dd}. {machine}.\n\n");
        WriteMemory(text, machine);
        Say(text, Heading);
        foreach (RooflineKernel kernel in RooflineKernels.All.Where(kernel => given.Names.Count == 0 || given.Names.Contains(kernel.Group)))
            Say(text, Line(kernel, machine));
        if (!given.Has("--save") && !given.Has("--to"))
            return;
        string folder = given.Text("--to", ProjectFolder.Results), name = $"{machine.Slug}-roofline-threads-{ForkJoin.Threads}{(given.Names.Count == 0 ? "" : "-part")}.md";
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, name), text.ToString());
        Console.WriteLine($"\nsaved {name} in {Path.GetFileName(Path.GetFullPath(folder))}");
    }

    private static void Say(StringBuilder text, string line)
    {
        text.Append(line);
        Console.Write(line);
    }

    /// <summary>The ceilings: multiply-adds, and each cache at half its size.</summary>
    private void WriteMemory(StringBuilder text, Machine machine)
    {
        Say(text, $"Multiply-add peak {Number(machine.Peak * ForkJoin.Threads)} GFLOP/s.\n\n| memory | read GB/s | copy GB/s |\n|---|---:|---:|\n");
        foreach (var (name, bytes) in machine.Levels)
        {
            long half = name == "L3" || name == "memory" ? bytes / 2 : bytes / 2 * ForkJoin.Threads;
            Say(text, $"| {name}, {Size(half)} | {Number(Speed(half, false) / 1e9)} | {Number(Speed(half, true) / 1e9)} |\n");
        }

        Say(text, "\n");
    }

    private string Line(RooflineKernel kernel, Machine machine)
    {
        double seconds = Clock.Best(kernel.Run, 0.15);
        double footprint = kernel.Footprint ?? kernel.Bytes;
        bool copies = kernel.Written > 0.1 * kernel.Bytes;
        var bounds = new List<(double Seconds, string Name)>
        {
            (kernel.Operations / (machine.Peak * 1e9 * ForkJoin.Threads), "multiply-adds"),
            (kernel.Bytes / Speed((long)footprint, copies), machine.Level(footprint, ForkJoin.Threads)),
        };
        if (kernel.Formula is { } formula)
            bounds.Add((Clock.Best(formula.Row, 0.05) * formula.Rows / ForkJoin.Threads, "the formula"));
        var (least, bound) = bounds.MaxBy(bound => bound.Seconds);
        string rate = kernel.Operations > 0 ? Number(kernel.Operations / seconds / 1e9) : "";
        return string.Create(CultureInfo.InvariantCulture, $"| {kernel.Name} | {kernel.Shape} | {seconds * 1e6:F1} | {rate} | {Number(kernel.Bytes / seconds / 1e9)} | {bound} | {least / seconds:P0} |\n");
    }

    /// <summary>Bytes a second at a size, measured once for sizes of a power of two.</summary>
    private double Speed(long bytes, bool copies)
    {
        long size = Math.Clamp((long)Math.Pow(2, Math.Round(Math.Log2(bytes))), 1 << 13, 1 << 28);
        if (!_bandwidth.TryGetValue((size, copies), out double speed))
            _bandwidth[(size, copies)] = speed = copies ? Bandwidth.Copy(size) : Bandwidth.Read(size);
        return speed;
    }

    private static string Number(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";
}
