using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fathom.Benchmarks;

/// <summary>All that one run of <c>compare</c> found: as text, as Markdown, and as JSON.</summary>
internal sealed record CompareReport(Machine Machine, IReadOnlyList<ISide> Sides, int Rounds, DateOnly Date, List<CompareRow> Rows)
{
    /// <summary>What every table needs beside it.</summary>
    public const string Legend =
        "Times: the median step, the median round, each side's best number of threads (\"threads\": Fathom / the others). ratio: PyTorch ÷ Fathom / ONNX Runtime ÷ Fathom, above 1 Fathom is ahead. "
        + "of floor: operations ÷ (one core's multiply-add peak, measured in the same run, × threads) ÷ time. peak MB: the most memory each process had, runtime and libraries included.";

    private const int Nine = 9;

    private static readonly int[] s_widths = [22, 10, 10, 12, 12, 8, 9, 15];

    /// <summary>A line of the text table.</summary>
    public static string Line(IReadOnlyList<string> cells) =>
        string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadRight(s_widths[i]) : cell.PadLeft(s_widths[i]))).TrimEnd();

    /// <summary>The last line: the geometric mean of PyTorch's time over ours.</summary>
    public string Mean()
    {
        double[] ratios = TrainingRatios();
        return ratios.Length == 0
            ? "geometric mean over the nine training workloads: none of them was measured beside PyTorch"
            : string.Create(CultureInfo.InvariantCulture, $"geometric mean over {(ratios.Length == Nine ? "" : $"{ratios.Length} of ")}the nine training workloads, PyTorch ÷ Fathom: {GeometricMean(ratios):F2}");
    }

    /// <summary>The page for readers.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Machine.Processor}, {Date:yyyy-MM-dd}\n\nWritten by `bench/compare --save`. {Machine}.\n\n");
        foreach (ISide side in Sides.Where(side => side.Note.Length > 0))
            text.Append(CultureInfo.InvariantCulture, $"- {side.Note}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{Rounds} round{(Rounds == 1 ? "" : "s")} in turns (A B A B …), every measurement a process of its own. {Legend}\n\n");
        text.Append(MarkdownLine(CompareRow.Headings)).Append(MarkdownLine([.. CompareRow.Headings.Select((_, i) => i == 0 ? "---" : "---:")]));
        foreach (CompareRow row in Rows)
            text.Append(MarkdownLine(row.Cells));
        return text.Append(CultureInfo.InvariantCulture, $"\n{Mean()}\n").ToString();
    }

    /// <summary>Everything measured, for programs.</summary>
    public string Json() => JsonSerializer.Serialize(
        new
        {
            Machine,
            Date = Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Rounds,
            Versions = Sides.Where(side => side.IsHere).ToDictionary(side => side.Name, side => side.Version),
            Workloads = Rows.Select(row => new
            {
                row.Workload.Name,
                RatioToPytorch = row.Ratio(1),
                RatioToOnnxRuntime = row.Ratio(2),
                Sides = row.Sides.Select((side, i) => new
                {
                    Sides[i].Name,
                    BestThreads = side.Best?.Threads,
                    side.Best?.Step.Microseconds,
                    side.Best?.Step.FloorShare,
                    side.Best?.Step.Bytes,
                    side.Best?.Step.PeakBytes,
                    side.Best?.Step.LoadedBytes,
                    Rounds = side.ByThreads.Select(pair => new { Threads = pair.Key, Microseconds = pair.Value.Select(step => step.Microseconds) }),
                    side.Failure,
                }).Where((_, i) => Sides[i].IsHere),
            }),
            GeometricMean = TrainingRatios() is { Length: > 0 } ratios ? GeometricMean(ratios) : (double?)null,
        },
        WorkloadResult.Json) + "\n";

    private static string MarkdownLine(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |\n";

    private static double GeometricMean(double[] ratios) => Math.Exp(ratios.Average(Math.Log));

    private double[] TrainingRatios() => [.. Rows.Where(row => row.Workload.IsTraining).Select(row => row.Ratio(1)).OfType<double>()];
}
