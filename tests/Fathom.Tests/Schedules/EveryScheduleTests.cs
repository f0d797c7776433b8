using System.Text.Json.Nodes;

namespace Fathom.Tests.Schedules;

/// <summary>What every schedule must do, found by reflection: saved and loaded it gives the same bits, and nothing in a file is read past.</summary>
public sealed class EveryScheduleTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, ScheduleSamples.All.Length)];

    [Fact]
    public void Every_schedule_has_a_sample()
    {
        Type[] sampled = [.. ScheduleSamples.All.Select(schedule => schedule.GetType())];
        string[] missing = [.. typeof(Schedule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Schedule)) && !type.IsAbstract).Except(sampled).Select(type => type.Name)];
        Assert.True(missing.Length == 0, $"No line in {nameof(ScheduleSamples)} for {string.Join(", ", missing)}.");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Saved_as_text_and_loaded_it_is_equal_and_gives_the_same_bits(int sample)
    {
        Schedule schedule = ScheduleSamples.All[sample];
        string text = schedule.Describe().ToJsonString();
        foreach (Schedule loaded in new[] { Schedule.Build(JsonNode.Parse(text), "run.json"), Schedule.Build(schedule.Describe(), "memory") })
        {
            Assert.Equal(schedule, loaded);
            Assert.Equal(text, loaded.Describe().ToJsonString());
            foreach (long step in Enumerable.Range(0, 40).Select(step => (long)step).Append(1_000_000_007))
                Assert.Equal(BitConverter.DoubleToInt64Bits(schedule.At(step)), BitConverter.DoubleToInt64Bits(loaded.At(step)));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_setting_that_is_unknown_missing_or_of_another_kind_is_refused(int sample)
    {
        JsonObject json = ScheduleSamples.All[sample].Describe();
        Refused(json, damaged => damaged["momentm"] = 0.9, "has options it does not know: momentm");
        foreach ((string key, JsonNode? value) in json.Where(pair => pair.Key != "schedule"))
        {
            if (value is JsonValue && key != "ramp") // ramp may be missing: its first word is the usual one
                Refused(json, damaged => damaged.Remove(key), $"\"{key}\" is missing");
            Refused(json, damaged => damaged[key] = "sudden", key == "cycle" || value is JsonObject ? "must be an object" : $"\"{key}\" is \"sudden\"");
        }
    }

    [Theory]
    [InlineData("[]", "must be an object with \"schedule\"; known are constant, step,")]
    [InlineData("{\"rate\": 1}", "must be an object with \"schedule\"")]
    [InlineData("{\"schedule\": \"sudden\"}", "The schedule is \"sudden\"; known are constant, step,")]
    [InlineData("{\"schedule\": \"constant\", \"rate\": -1}", "The description of the schedule is damaged: A schedule's rate is a learning rate")]
    [InlineData("{\"schedule\": \"cosine-warm-restarts\", \"from\": 1, \"to\": 0, \"steps\": 5, \"growth\": 9999999999}", "The description of the schedule is damaged")]
    [InlineData("{\"schedule\": \"one-cycle-momentum\", \"cycle\": {\"schedule\": \"constant\", \"rate\": 1}, \"low\": 0.8, \"high\": 0.9}", "its cycle is no one-cycle")]
    [InlineData("{\"schedule\": \"reduce-on-plateau\"}", "The schedule is \"reduce-on-plateau\"")]
    public void What_no_schedule_has_written_is_refused_with_a_sentence(string json, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<FileFormatException>(() => Schedule.Build(JsonNode.Parse(json), "run.json")).Message);

    [Fact]
    public void A_schedule_of_ones_own_cannot_be_described_and_says_why() =>
        Assert.Contains("The schedule Own cannot be described", Assert.Throws<ArgumentException>(() => new Constant(1).Then(3, new Own()).Describe()).Message);

    [Fact]
    public void Reduce_on_plateau_saved_anywhere_goes_on_with_the_same_bits()
    {
        double[] metrics = [1.0, 0.9, 0.91, 0.92, 0.93, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85, 0.86, 0.87];
        for (int saved = 0; saved < metrics.Length; saved++)
        {
            var whole = new ReduceOnPlateau(0.1, 1.0 / 3, patience: 1, threshold: 1e-3 / 3, cooldown: 1, minimum: 1e-4, absolute: true);
            foreach (double metric in metrics[..saved])
                whole.Observe(metric);
            ReduceOnPlateau loaded = ReduceOnPlateau.Build(JsonNode.Parse(whole.Describe().ToJsonString()), "run.json");
            Assert.Equal(whole.Describe().ToJsonString(), loaded.Describe().ToJsonString());
            Assert.Equal(metrics[saved..].Select(whole.Observe), metrics[saved..].Select(loaded.Observe));
        }
    }

    [Fact]
    public void A_damaged_plateau_is_refused()
    {
        JsonObject json = new ReduceOnPlateau(0.1).Describe();
        foreach (string key in json.Select(pair => pair.Key).Where(key => key is not ("schedule" or "best")).ToArray())
        {
            JsonObject damaged = json.DeepClone().AsObject();
            damaged.Remove(key);
            Assert.Contains($"\"{key}\" is missing", Assert.Throws<FileFormatException>(() => ReduceOnPlateau.Build(damaged, "run.json")).Message);
        }

        Assert.Contains("expected reduce-on-plateau", Assert.Throws<FileFormatException>(() => ReduceOnPlateau.Build(new Constant(1).Describe(), "run.json")).Message);
    }

    private static void Refused(JsonObject json, Action<JsonObject> damage, string sentence)
    {
        JsonObject damaged = json.DeepClone().AsObject();
        damage(damaged);
        string message = Assert.Throws<FileFormatException>(() => Schedule.Build(damaged, "run.json")).Message;
        Assert.StartsWith("run.json: ", message);
        Assert.Contains(sentence, message);
    }

    private sealed record Own : Schedule
    {
        public override double At(long step) => 1.0 / (step + 1);
    }
}
