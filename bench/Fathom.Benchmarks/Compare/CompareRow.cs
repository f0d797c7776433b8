using System.Globalization;

namespace Fathom.Benchmarks;

/// <summary>One workload's times on every side; the first side is Fathom.</summary>
internal sealed record CompareRow(Workload Workload, IReadOnlyList<SideTimes> Sides)
{
    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["workload", "Fathom", "PyTorch", "ONNX Runtime", "ratio", "of floor", "threads", "peak MB"];

    /// <summary>How much longer a side's best median is than ours; null where one of them is missing.</summary>
    public double? Ratio(int side) => Sides[0].Best is { } ours && Sides[side].Best is { } theirs ? theirs.Step.Microseconds / ours.Step.Microseconds : null;

    /// <summary>The row as text.</summary>
    public IReadOnlyList<string> Cells =>
    [
        Workload.Name,
        .. Sides.Select(side => side.Best is { } best ? Time(best.Step.Microseconds) : "-"),
        Join(Enumerable.Range(1, Sides.Count - 1).Select(side => Ratio(side) is { } ratio ? ratio.ToString("F2", CultureInfo.InvariantCulture) : null)),
        Sides[0].Best?.Step.FloorShare is { } share ? share.ToString("P0", CultureInfo.InvariantCulture) : "-",
        Join(Sides.Select(side => side.Best?.Threads.ToString(CultureInfo.InvariantCulture))),
        Join(Sides.Select(side => side.Best is { Step.PeakBytes: > 0 and var bytes } ? (bytes / 1e6).ToString("F0", CultureInfo.InvariantCulture) : null)),
    ];

    private static string Time(double microseconds) => microseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:F1} µs"),
        < 1e5 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:F2} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:F1} ms"),
    };

    /// <summary>One figure a side, those left out that are not there.</summary>
    private static string Join(IEnumerable<string?> figures) => string.Join(" / ", figures.OfType<string>()) is { Length: > 0 } text ? text : "-";
}
