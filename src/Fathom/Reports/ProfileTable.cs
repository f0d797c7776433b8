using System.Globalization;

namespace Fathom;

/// <summary>A profile as a table and lines for a terminal.</summary>
public static class ProfileTable
{
    private const int UsualWidth = 110, NumbersWidth = 75, BarWidth = 6, NarrowestName = 16, WidestName = 48;
    private const string Blocks = " ▏▎▍▌▋▊▉█";

    /// <summary>One row a layer in the order of computation, the sum, and what the shares refer to.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="width">Columns of the terminal; a narrow one has shorter names and no bars.</param>
    public static TextTable Layers(Profile profile, int width = UsualWidth) =>
        Table(profile, "layer", profile.Rows.Select(row => (row.ToString(), (ProfileItem)row)), width);

    /// <summary>One row an operation, the longest first.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static TextTable Operations(Profile profile, int count = 30, int width = UsualWidth) =>
        Table(profile, "operation", profile.Operations.Take(count).Select(item => (Name(item), (ProfileItem)item)), width);

    /// <summary>What the step took, how well the rows account for it, the machine's limits, and memory.</summary>
    /// <param name="profile">The profile.</param>
    public static IReadOnlyList<string> Facts(Profile profile)
    {
        MachineSpeed machine = profile.Machine;
        string what = profile.IsTraining ? "training step" : "forward pass";
        return
        [
            $"{what} on {ProfileText.Plural(profile.BatchRows, "row")}: {ProfileText.Time(profile.StepSeconds)} ({Display.Number(profile.BatchRows / profile.StepSeconds, 3)} rows a second), median of {ProfileText.Plural(profile.Steps, "step")}",
            $"rows add up to {ProfileText.Time(profile.Seconds)} ({Signed((profile.Seconds / profile.StepSeconds) - 1)} beside a step without recording); recording takes {Display.Percent(profile.Overhead)} of a step and is left out of them",
            $"this machine, {ProfileText.Plural(machine.Threads, "thread")}: peak {Display.Number(machine.Peak / 1e9, 3)} GFLOP/s, memory {Display.Number(machine.Bandwidth / 1e9, 3)} GB/s, an operation without work {ProfileText.Time(machine.OperationSeconds)}",
            $"of the peak: matrix products alone count, {Display.Number(profile.Work / 1e6, 4)} million operations a step, {Display.Percent(profile.Work / profile.StepSeconds / machine.Peak, 0)} of the peak over the whole step; of memory: above 100 % the bytes come from caches",
            $"kept for backward {Display.Bytes((long)profile.BytesHeld)}, allocated on the heap {Display.Bytes((long)profile.BytesAllocated)} a step",
        ];
    }

    private static TextTable Table(Profile profile, string first, IEnumerable<(string Name, ProfileItem Item)> items, int width)
    {
        bool bars = width >= NumbersWidth + BarWidth + NarrowestName;
        int name = Math.Clamp(width - NumbersWidth - (bars ? BarWidth + 2 : 0), NarrowestName, WidestName);
        (string unit, double scale) = profile.StepSeconds < 0.02 ? ("µs", 1e6) : ("ms", 1e3);
        TextColumn[] columns =
        [
            first, TextColumn.Right($"forward {unit}"), TextColumn.Right("backward"), TextColumn.Right("share"), .. bars ? new TextColumn[] { "" } : [], TextColumn.Right("GFLOP/s"),
            TextColumn.Right("of peak"), TextColumn.Right("of memory"), TextColumn.Right("moves"), TextColumn.Right("heap"),
        ];
        var table = new TextTable(columns) { MaxCellWidth = name };
        double largest = items.Select(item => profile.ShareOf(item.Item)).DefaultIfEmpty(0).Max();
        foreach ((string text, ProfileItem item) in items)
            Add(Shortened(text, item, name), item, item.ForwardSeconds, item.BackwardSeconds, profile.ShareOf(item), largest);
        table.AddRule();
        ProfileItem[] all = [.. items.Select(item => item.Item)];
        var sum = new ProfileOperation("", "", "", [])
        {
            ForwardSeconds = all.Sum(item => item.ForwardSeconds),
            BackwardSeconds = all.Sum(item => item.BackwardSeconds),
            Work = all.Sum(item => item.Work),
            BytesMoved = all.Sum(item => item.BytesMoved),
            BytesAllocated = all.Sum(item => item.BytesAllocated),
        };
        Add("all", sum, sum.ForwardSeconds, sum.BackwardSeconds, profile.ShareOf(sum), 0);
        return table;

        void Add(string text, ProfileItem item, double forward, double backward, double share, double most)
        {
            string[] cells =
            [
                text, Number(forward * scale), backward > 0 ? Number(backward * scale) : "", Display.Percent(share), .. bars ? new[] { most > 0 ? Bar(share / most) : "" } : [],
                item.Work > 0 ? Display.Number(item.WorkRate / 1e9, 3) : "", item.Work > 0 ? Display.Percent(profile.ShareOfPeak(item), 0) : "",
                item.BytesMoved > 0 ? Display.Percent(profile.ShareOfBandwidth(item), 0) : "", item.BytesMoved > 0 ? Display.Bytes((long)item.BytesMoved) : "", Display.Bytes((long)item.BytesAllocated),
            ];
            table.Add(cells);
        }
    }

    /// <summary>Without its settings where a layer's name would be cut: paths tell more.</summary>
    private static string Shortened(string text, ProfileItem item, int width) =>
        item is ProfileRow { Path.Length: > 0 } && TextWidth.Of(text) > width && text.IndexOf('(', StringComparison.Ordinal) is var open and > 0 ? text[..open] : text;

    private static string Name(ProfileOperation item) => $"{(item.Path.Length > 0 ? item.Path : item.Kind == ProfileKind.Loss ? "loss" : "")} {item.Name} {item.Inputs}".Trim() + (item.Calls > 1 ? $" ×{item.Calls}" : "");

    /// <summary>A bar of eighths of a column.</summary>
    private static string Bar(double share)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth * 8);
        return new string(Blocks[8], eighths / 8) + (eighths % 8 > 0 ? Blocks[eighths % 8] : "");
    }

    /// <summary>Three digits that line up: 12.3, 1.23, 123.</summary>
    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "N1" : "N2", CultureInfo.InvariantCulture);

    private static string Signed(double share) => $"{(share >= 0 ? "+" : "−")}{Display.Percent(Math.Abs(share))}";
}
