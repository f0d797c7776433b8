using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>The schedules that files can name: a closed list. A test demands a line for each.</summary>
internal static class StandardSchedules
{
    public const string KindKey = "schedule";

    private static readonly Entry[] s_all =
    [
        Of<Constant>(), Of<StepDecay>(), Of<MultiStepDecay>(), Of<ExponentialDecay>(), Of<Cosine>(), Of<CosineWarmRestarts>(), Of<LinearRamp>(), Of<LinearWarmup>(),
        Of<PolynomialDecay>(), Of<OneCycle>(), Of<OneCycleMomentum>(), Of<Cyclic>(), Of<ScheduleSequence>(),
    ];

    public static JsonObject Describe(Schedule schedule)
    {
        Entry entry = Array.Find(s_all, one => one.Type == schedule.GetType())
            ?? throw new ArgumentException($"The schedule {schedule.GetType().Name} cannot be described: files can name the library's schedules only. Compose it of those, with Then.", nameof(schedule));
        var json = new JsonObject { [KindKey] = entry.Kind };
        entry.Write(schedule, json);
        return json;
    }

    public static Schedule Build(JsonNode? json, string file)
    {
        try
        {
            (StrictOptions options, string kind) = Open(json, file);
            Entry entry = Array.Find(s_all, one => one.Kind == kind)
                ?? throw new FileFormatException(file, null, $"The schedule is \"{kind}\"; known are {string.Join(", ", s_all.Select(one => one.Kind))}.");
            Schedule schedule = entry.Read(options);
            options.DemandAllRead();
            return schedule;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new FileFormatException(file, null, $"The description of the schedule is damaged: {error.Message}", error);
        }
    }

    /// <summary>The options of whatever is described as a schedule, and its kind.</summary>
    public static (StrictOptions Options, string Kind) Open(JsonNode? json, string file) =>
        json is JsonObject values && values[KindKey] is JsonValue value && value.TryGetValue(out string? kind)
            ? (new StrictOptions($"schedule {kind}", KindKey, values, file), kind)
            : throw new FileFormatException(file, null, $"A schedule's description must be an object with \"{KindKey}\"; known are {string.Join(", ", s_all.Select(one => one.Kind))}.");

    private static Entry Of<T>()
        where T : Schedule, ISchedule<T> => new(T.Kind, typeof(T), T.Read, (schedule, json) => ((T)schedule).Write(json));

    private sealed record Entry(string Kind, Type Type, Func<StrictOptions, Schedule> Read, Action<Schedule, JsonObject> Write);
}
