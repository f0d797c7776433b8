using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One schedule for a number of steps, then another from its own step 0: what <see cref="Schedule.Then"/> makes.</summary>
internal sealed record ScheduleSequence(Schedule First, long Steps, Schedule Next) : Schedule, ISchedule<ScheduleSequence>
{
    static string ISchedule<ScheduleSequence>.Kind => "sequence";

    internal override long WarmUpEnd => Next.WarmUpEnd > 0 ? Steps + Next.WarmUpEnd : 0;

    public override double At(long step) => step < Steps ? First.At(step) : Next.At(step - Steps);

    static ScheduleSequence ISchedule<ScheduleSequence>.Read(StrictOptions options) =>
        (ScheduleSequence)Build(options.Node("first"), options.File).Then(options.Whole("steps"), Build(options.Node("next"), options.File));

    void ISchedule<ScheduleSequence>.Write(JsonObject json)
    {
        json["first"] = First.Describe();
        json["steps"] = Steps;
        json["next"] = Next.Describe();
    }
}
