using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fathom.Benchmarks;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Bench;

/// <summary>The measuring program says what it must say; how fast anything is, no test asks.</summary>
public sealed partial class WorkloadTests
{
    [Fact]
    public void Our_workloads_have_exactly_the_names_that_the_peer_prints() =>
        Assert.Equal(PeerNames(Repository.Read("bench/peers/torch_workloads.py")), WorkloadCatalogue.All.Select(workload => workload.Name));

    [Fact]
    public void Nine_workloads_train_and_four_predict() =>
        Assert.Equal((9, 4), (WorkloadCatalogue.All.Count(workload => workload.IsTraining), WorkloadCatalogue.All.Count(workload => !workload.IsTraining)));

    [Fact]
    public void The_script_for_ONNX_Runtime_knows_every_workload_that_predicts()
    {
        string script = Repository.Read("bench/peers/ort_inference.js");
        Assert.All(WorkloadCatalogue.All.Where(workload => !workload.IsTraining), workload => Assert.Contains($"'{workload.Name}':", script));
    }

    /// <summary>Warming up takes half a second whatever is measured.</summary>
    [Fact]
    public void The_file_is_an_array_of_objects_with_name_threads_microseconds_and_bytes()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "result.json");
        BenchmarkRun run = BenchmarkRun.Of("workloads", "infer digit-mlp b1", "--threads", "1", "--json", file).Expect(0);
        JsonNode result = Assert.Single(JsonNode.Parse(File.ReadAllText(file))!.AsArray())!;
        Assert.Equal("infer digit-mlp b1", (string)result["name"]!);
        Assert.Equal(1, (int)result["threads"]!);
        Assert.True((double)result["microseconds"]! > 0);
        Assert.Equal(0, (double)result["bytes"]!);
        Assert.Contains("infer digit-mlp b1", run.LastLine);
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("workloads mnist", "no workload named \"mnist\"", "\"mnist-cnn b64\"")]
    [InlineData("workloads --thread 1", "no option --thread", "--threads, --json")]
    [InlineData("workloads --threads 1,1", "--threads 1,1", "as in 1,2")]
    [InlineData("workloads --threads two", "--threads two", "as in 1,2")]
    [InlineData("workloads --threads", "--threads needs a value", "")]
    [InlineData("workloads --json no/such/folder/x.json", "--json no/such/folder/x.json", "cannot be written")]
    [InlineData("workloads --json .", "--json .", "cannot be written")]
    [InlineData("compare --rounds 0", "--rounds 0", "at least 1")]
    [InlineData("compare --to no/such/folder", "--to no/such/folder", "no such folder")]
    [InlineData("csv many", "many: expected one whole number of rows", "at least 1")]
    [InlineData("csv 0", "0: expected one whole number of rows", "at least 1")]
    [InlineData("gather images", "no rows named \"images\"", "\"images 28×28 b64\"")]
    [InlineData("workload", "no measurement named \"workload\"", "compare")]
    public void Wrong_use_is_told_before_anything_is_measured(string words, string wrong, string right)
    {
        BenchmarkRun run = BenchmarkRun.Of(words.Split(' ')).Expect(2);
        Assert.Contains(wrong, run.Error);
        Assert.Contains(right, run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void Comparing_without_peers_names_what_is_missing_and_how_to_install_it()
    {
        BenchmarkRun run = BenchmarkRun.Of("compare", "infer digit-mlp b1", "--threads", "1", "--rounds", "1", "--python", "no-such-python", "--node", "no-such-node").Expect(0);
        Assert.Contains("PyTorch is missing (no-such-python", run.Out);
        Assert.Contains("apt install python3-torch libopenblas0-pthread", run.Out);
        Assert.Contains("ONNX Runtime is missing (there is no program no-such-node", run.Out);
        Assert.Contains("npm i onnxruntime-node --ignore-scripts", run.Out);
        Assert.Matches(@"infer digit-mlp b1 +[\d.]+ [µm]s +- +- +- +\d+ %", run.Out);
        Assert.StartsWith("geometric mean over the nine training workloads: none", run.LastLine);
    }

    [Fact]
    public void The_geometric_mean_is_taken_over_training_workloads_that_have_a_peer()
    {
        CompareRow[] rows = [.. WorkloadCatalogue.All.Select((workload, i) => new CompareRow(workload, [Times(10), workload.IsTraining ? Times(i % 2 == 0 ? 20 : 80) : Times(1000), new SideTimes()]))];
        Assert.EndsWith("over the nine training workloads, PyTorch ÷ Fathom: 3.70", Report(rows).Mean());        // (2⁵ · 8⁴)^(1/9)
        rows[0] = rows[0] with { Sides = [Times(10), new SideTimes(), new SideTimes()] };
        Assert.EndsWith("over 8 of the nine training workloads, PyTorch ÷ Fathom: 4.00", Report(rows).Mean());
    }

    [Fact]
    public void A_side_is_judged_by_its_best_number_of_threads_and_its_median_round()
    {
        var times = new SideTimes();
        foreach (double microseconds in (double[])[5, 100, 7])
            times.Add(1, new SideStep(microseconds, 0));
        foreach (double microseconds in (double[])[6, 6.5, 1000])
            times.Add(2, new SideStep(microseconds, 0));
        Assert.Equal((2, 6.5), (times.Best!.Value.Threads, times.Best.Value.Step.Microseconds));
    }

    private static SideTimes Times(double microseconds)
    {
        var times = new SideTimes();
        times.Add(1, new SideStep(microseconds, 0));
        return times;
    }

    private static CompareReport Report(IReadOnlyList<CompareRow> rows) => new(new Machine("a processor", 1, [], 512, 100, ".NET", "an OS"), [], 1, new DateOnly(2026, 1, 1), [.. rows]);

    /// <summary>The names in the calls of <c>run</c>, those with a batch size in them once for every value of the loop.</summary>
    private static List<string> PeerNames(string script)
    {
        var names = new List<string>();
        string[] values = [];
        foreach (string line in script.Split('\n'))
        {
            if (Loop().Match(line) is { Success: true } loop)
                values = loop.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
            if (Call().Match(line) is not { Success: true } call)
                continue;
            string name = call.Groups[1].Value;
            names.AddRange(name.Contains("{b}") ? values.Select(value => name.Replace("{b}", value)) : [name]);
        }

        return names;
    }

    [GeneratedRegex(@"for b in \(([\d, ]+)\)")]
    private static partial Regex Loop();

    [GeneratedRegex(@"\brun\(f?""([^""]+)""")]
    private static partial Regex Call();
}
