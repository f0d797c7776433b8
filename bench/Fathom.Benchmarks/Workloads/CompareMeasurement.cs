using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fathom.Benchmarks;

/// <summary>
/// Fathom and PyTorch in turns, each workload in processes of its own: ours, theirs, ours, theirs… Each side is judged by its best number of
/// threads, by the median over the rounds.
/// </summary>
internal sealed partial class CompareMeasurement : IMeasurement
{
    private static readonly string[] s_pythons = ["/usr/bin/python3", "python3"];

    public string Name => "compare";

    public string About => "the same beside PyTorch, in turns  [NAMES…] [--threads 1,2] [--rounds 3] [--python PROGRAM]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments);
        IReadOnlyList<Workload> chosen = WorkloadCatalogue.Named(given.Names);
        string? python = FindPython(given);
        if (python is null)
            Console.WriteLine("PyTorch is not to be found, so its column stays empty. On Debian: apt install python3-torch libopenblas0-pthread; another program: --python PROGRAM.");
        Console.WriteLine($"{"workload",-22} {"Fathom µs",12} {"PyTorch µs",12} {"ratio",7} {"of floor",9}  threads");
        var ratios = new List<double>();
        foreach (Workload workload in chosen)
        {
            var ours = new Dictionary<int, List<double>>();
            var theirs = new Dictionary<int, List<double>>();
            var shares = new Dictionary<int, List<double>>();
            for (int round = 0; round < given.Whole("--rounds", 3); round++)
            {
                foreach (int threads in given.Threads)
                {
                    (double own, double share) = Own(workload, threads);
                    Add(ours, threads, own);
                    Add(shares, threads, share);
                    if (python is not null && Peer(python, workload, threads) is { } peer)
                        Add(theirs, threads, peer);
                }
            }

            (int ownThreads, double mine) = Best(ours);
            string line = string.Create(CultureInfo.InvariantCulture, $"{workload.Name,-22} {mine,12:F1}");
            if (theirs.Count > 0)
            {
                (int peerThreads, double other) = Best(theirs);
                if (!workload.Name.StartsWith("infer", StringComparison.Ordinal))
                    ratios.Add(other / mine);
                line += string.Create(CultureInfo.InvariantCulture, $" {other,12:F1} {other / mine,7:F2} {Median(shares[ownThreads]),9:P0}  {ownThreads} and {peerThreads}");
            }
            else
            {
                line += string.Create(CultureInfo.InvariantCulture, $" {"-",12} {"-",7} {Median(shares[ownThreads]),9:P0}  {ownThreads}");
            }

            Console.WriteLine(line);
        }

        if (ratios.Count > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"geometric mean over {ratios.Count} training workloads: {Math.Exp(ratios.Average(Math.Log)):F2}"));
    }

    private static (double Microseconds, double Share) Own(Workload workload, int threads)
    {
        string file = Path.GetTempFileName();
        try
        {
            string output = Output(Environment.ProcessPath!, threads, [.. Self(), "workloads", workload.Name, "--threads", $"{threads}", "--json", file]);
            return JsonSerializer.Deserialize<WorkloadResult[]>(File.ReadAllText(file), WorkloadResult.Json) is [{ } result]
                ? (result.Microseconds, result.FloorShare)
                : throw new InvalidOperationException($"{workload.Name} did not run: {output}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Where the program is run by <c>dotnet</c>, its own assembly comes first.</summary>
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CompareMeasurement).Assembly.Location] : [];

    private static double? Peer(string python, Workload workload, int threads)
    {
        Match row = PeerRow().Match(Output(python, threads, [Script(), $"{threads}", workload.Name]));
        return row.Success ? Number(row.Groups["time"]) : null;
    }

    private static string? FindPython(WorkloadArguments given) =>
        s_pythons.Prepend(given.Text("--python", s_pythons[0])).FirstOrDefault(python => Output(python, 1, ["-c", "import torch; print('found')"]).Contains("found", StringComparison.Ordinal));

    private static string Script()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string script = Path.Combine(folder, "bench", "peers", "torch_workloads.py");
            if (File.Exists(script))
                return script;
        }

        throw new FileNotFoundException("bench/peers/torch_workloads.py is not to be found above the program; run it from the project's own folder.");
    }

    private static string Output(string program, int threads, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"])
            start.Environment[name] = $"{threads}";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : output + errors.Result;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    private static void Add(Dictionary<int, List<double>> times, int threads, double value)
    {
        if (!times.TryGetValue(threads, out List<double>? list))
            times[threads] = list = [];
        list.Add(value);
    }

    private static (int Threads, double Time) Best(Dictionary<int, List<double>> times) => times.Select(pair => (pair.Key, Median(pair.Value))).MinBy(pair => pair.Item2);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@" (?<time>[\d.]+) us/step", RegexOptions.Multiline)]
    private static partial Regex PeerRow();
}
