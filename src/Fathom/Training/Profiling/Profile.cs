namespace Fathom;

/// <summary>Where the time of a step goes: what <see cref="Profiler"/> measured, as plain data.</summary>
/// <param name="Rows">Layers in the order in which they run first, with what the step does outside them: data first, loss, optimizer and rest last.</param>
/// <param name="Machine">The limits that shares refer to.</param>
public sealed record Profile(IReadOnlyList<ProfileRow> Rows, MachineSpeed Machine)
{
    private IReadOnlyList<ProfileAdvice>? _advice;

    /// <summary>The network's type.</summary>
    public string Model { get; init; } = "";

    /// <summary>Whether steps were training steps, not forward passes alone.</summary>
    public bool IsTraining { get; init; } = true;

    /// <summary>Rows of a batch.</summary>
    public int BatchRows { get; init; }

    /// <summary>Steps that were timed with the recorder, and as many without.</summary>
    public int Steps { get; init; }

    /// <summary>A step without the recorder, in seconds.</summary>
    public double StepSeconds { get; init; }

    /// <summary>A step with it.</summary>
    public double ProfiledStepSeconds { get; init; }

    /// <summary>What the recorder itself takes of a profiled step: it is in <see cref="ProfiledStepSeconds"/> and in no row.</summary>
    public double RecordingSeconds { get; init; }

    /// <summary>The same as a share of a step: 0.02 is 2 %.</summary>
    public double Overhead => StepSeconds > 0 ? RecordingSeconds / StepSeconds : 0;

    /// <summary>All rows together; beside <see cref="StepSeconds"/> it shows how well they account for the step.</summary>
    public double Seconds => Rows.Sum(row => row.Seconds);

    /// <summary>Floating-point operations of a step.</summary>
    public double Work => Rows.Sum(row => row.Work);

    /// <summary>Bytes moved in a step.</summary>
    public double BytesMoved => Rows.Sum(row => row.BytesMoved);

    /// <summary>Bytes kept from forward until backward.</summary>
    public double BytesHeld => Rows.Sum(row => row.BytesHeld);

    /// <summary>Bytes allocated on the managed heap in a step.</summary>
    public double BytesAllocated => Rows.Sum(row => row.BytesAllocated);

    /// <summary>All operations, the longest first.</summary>
    public IReadOnlyList<ProfileOperation> Operations => [.. Rows.SelectMany(row => row.Operations).OrderByDescending(item => item.Seconds)];

    /// <summary>What would help, the largest item first: at least one line.</summary>
    public IReadOnlyList<ProfileAdvice> Advice => _advice ??= ProfileAdvice.Of(this);

    /// <summary>A part of the step as a share of it: 0.25 is a quarter.</summary>
    /// <param name="item">A row or an operation.</param>
    public double ShareOf(ProfileItem item) => Seconds > 0 ? item.Seconds / Seconds : 0;

    /// <summary>The share of the machine's peak of multiply-adds that an item reaches; 0 where no products are counted.</summary>
    /// <param name="item">A row or an operation.</param>
    public double ShareOfPeak(ProfileItem item) => item.WorkRate / Machine.Peak;

    /// <summary>Bytes an item moves a second, as a share of what memory gives; above 1 where they come from caches.</summary>
    /// <param name="item">A row or an operation.</param>
    public double ShareOfBandwidth(ProfileItem item) => item.ByteRate / Machine.Bandwidth;

    /// <summary>The same profile with layers below some depth of paths added up: at 1 <c>layer1.0.conv1</c> counts towards <c>layer1</c>.</summary>
    /// <param name="depth">How many parts of a path to keep, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public Profile Fold(int depth)
    {
        Require.Positive(depth, nameof(depth));
        return this with { Rows = [.. Rows.GroupBy(row => (row.Kind, Cut(row.Path, depth), row.Path.Length == 0 ? row.Name : "")).Select(group => Join(group.Key.Item2, [.. group]))], _advice = Advice };
    }

    private static string Cut(string path, int depth) => string.Join('.', path.Split('.').Take(depth));

    private static ProfileRow Join(string path, ProfileRow[] rows)
    {
        ProfileRow first = rows[0];
        if (rows.Length == 1)
            return first;
        return new ProfileRow(first.Kind, path, rows.FirstOrDefault(row => row.Path == path)?.Name ?? $"{rows.Length} layers", [.. rows.SelectMany(row => row.Operations).OrderByDescending(item => item.Seconds)])
        {
            Module = Array.Find(rows, row => row.Path == path)?.Module,
            Parameters = rows.Sum(row => row.Parameters),
            ForwardSeconds = rows.Sum(row => row.ForwardSeconds),
            BackwardSeconds = rows.Sum(row => row.BackwardSeconds),
            Calls = rows.Max(row => row.Calls),
            Work = rows.Sum(row => row.Work),
            BytesMoved = rows.Sum(row => row.BytesMoved),
            BytesHeld = rows.Sum(row => row.BytesHeld),
            BytesAllocated = rows.Sum(row => row.BytesAllocated),
        };
    }
}
