namespace Fathom.Tests.Reports;

/// <summary>Charts the tests share: an ordinary one and every awkward one.</summary>
internal static class Charts
{
    public static LineChart Loss() => new()
    {
        Title = "Loss",
        XLabel = "epoch",
        YLabel = "loss",
        Series = { new("training", [.8, .5, .3, .2, .15, .12, .1, .09]), new("validation", [.85, .6, .42, .36, .35, .37, .4, .45]) },
        Marks = { new(5, "best") },
    };

    public static TheoryData<string> Names => [.. Awkward.Keys];

    public static readonly Dictionary<string, LineChart> Awkward = new()
    {
        ["nothing"] = new(),
        ["no values"] = new() { Series = { new("a", []) } },
        ["only NaN"] = new() { Series = { new("a", [double.NaN, double.NaN]) } },
        ["only infinities"] = new() { Series = { new("a", [double.PositiveInfinity, double.NegativeInfinity]) } },
        ["one point"] = new() { Series = { new("a", [3.5]) } },
        ["one point at zero"] = new() { Series = { new("a", [0.0], [0.0]) } },
        ["constant"] = new() { Series = { new("a", [.7, .7, .7]) } },
        ["constant zero"] = new() { Series = { new("a", [0.0, 0, 0]) } },
        ["constant and negative"] = new() { Series = { new("a", [-5e8, -5e8]) } },
        ["all but constant"] = new() { Series = { new("a", [1, Math.BitIncrement(1.0)]) } },
        ["gaps"] = new() { Series = { new("a", [1, double.NaN, 2, 3, double.PositiveInfinity, 4]) } },
        ["huge"] = new() { Series = { new("a", [double.MaxValue, -double.MaxValue, 1e299, -1e299]) } },
        ["tiny"] = new() { Series = { new("a", [double.Epsilon, 2 * double.Epsilon, 1e-310]) } },
        ["small and far"] = new() { Series = { new("a", [1e15, 1e15 + 1, 1e15 + 2]) } },
        ["log"] = new() { LogX = true, LogY = true, Series = { new("a", [1e-8, 1, 1e8], [1, 0, 1e-30]) } },
        ["log without positive values"] = new() { LogY = true, Series = { new("a", [-1, 0, -2]) } },
        ["log constant"] = new() { LogY = true, Series = { new("a", [1, 1, 1]) } },
        ["log narrow"] = new() { LogY = true, Series = { new("a", [.31, .32, .33]) } },
        ["log wide"] = new() { LogY = true, Series = { new("a", [1e-290, 1e290]) } },
        ["range cuts"] = new() { XRange = (2, 3), YRange = (0, 1), Series = { new("a", [-1e9, 1e9, -1e9, 1e9]), new("b", [5, 5, 5]) } },
        ["range reversed"] = new() { YRange = (1, 0), Series = { new("a", [1, 2]) } },
        ["mark outside"] = new() { XRange = (0, 1), Marks = { new(5, "far"), new(double.NaN, "nowhere") }, Series = { new("a", [0, 1], [0, 1]) } },
        ["mark alone"] = new() { Marks = { new(5, "here") } },
        ["reference"] = new() { Series = { new("chance", [0, 1], [0, 1], SeriesStyle.Reference) } },
        ["points"] = new() { Series = { new("a", [0, .5, 1], [0, .5, double.NaN], SeriesStyle.Points) } },
        ["eight series"] = Many(8),
        ["long names"] = new() { Title = new string('t', 300), XLabel = new string('x', 300), YLabel = new string('y', 300), Series = { new(new string('n', 300), [1, 2]), new("悪性", [2, 1]) }, Marks = { new(1.5, new string('m', 300)) } },
        ["hostile"] = new() { Title = "</title><script>alert(1)</script>", YLabel = "\u001b[31m", XLabel = "a & b", Series = { new("<b>\"'&\0\uD800", [1, 2]) }, Marks = { new(1, "]]>\u001b]0;x\u0007") } },
        ["many points"] = new() { Series = { new("a", Enumerable.Range(0, 100_000).Select(i => Math.Sin(i)).ToArray()) } },
    };

    private static LineChart Many(int count)
    {
        var chart = new LineChart();
        for (int i = 0; i < count; i++)
            chart.Series.Add(new($"series {i}", [i, i + 1.5]));
        return chart;
    }
}
