using System.Text.Json;
using System.Text.Json.Nodes;
using Fathom.Conformance;

namespace Fathom.Tests.Conformance;

/// <summary>The runner itself: what is wrong must fail, what is unknown must be skipped by name, and what is no reference file must be refused.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fathom-conformance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("outputs", "output[1, 1]")]
    [InlineData("input_grads", "gradient of a[1, 1]")]
    public void A_wrong_expected_value_fails_the_case_and_is_named(string field, string named)
    {
        JsonObject wrong = Addition();
        Perturb(wrong[field]![field == "outputs" ? "output" : "a"]!, 3, 1e-6);
        CaseResult result = Assert.Single(RunCases("ops.json", wrong).Results);
        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.Contains(named, result.Reason);
        Assert.Contains("Float64", result.Reason);
    }

    [Theory]
    [InlineData("outputs", "output")]
    [InlineData("input_grads", "b")]
    public void The_same_case_unchanged_passes_and_differences_within_the_tolerance_are_allowed(string field, string name)
    {
        JsonObject close = Addition();
        Perturb(close[field]![name]!, 2, 1e-12);
        Assert.Equal([Outcome.Passed, Outcome.Passed], RunCases("ops.json", Addition(), close).Results.Select(result => result.Outcome));
    }

    [Theory]
    [InlineData("\"nan\"")]
    [InlineData("\"inf\"")]
    public void An_expected_number_that_is_not_finite_is_met_only_by_itself(string number)
    {
        JsonObject wrong = Addition();
        wrong["outputs"]!["output"]!["data"]![0] = JsonNode.Parse(number);
        JsonObject right = Addition();
        right.Remove("output_grads");
        right.Remove("input_grads");
        right["inputs"]!["a"]!["data"]![0] = JsonNode.Parse(number);
        right["outputs"]!["output"]!["data"]![0] = JsonNode.Parse(number);
        Assert.Equal([Outcome.Failed, Outcome.Passed], RunCases("ops.json", wrong, right).Results.Select(result => result.Outcome));
    }

    [Fact]
    public void A_wrong_shape_or_missing_output_fails_the_case()
    {
        JsonObject shape = Addition();
        shape["outputs"]!["output"]!["shape"] = new JsonArray(4);
        JsonObject second = Addition();
        second["outputs"]!["other"] = second["outputs"]!["output"]!.DeepClone();
        JsonObject short1 = Addition();
        short1["inputs"]!["a"]!["data"]!.AsArray().RemoveAt(0);
        Assert.All(RunCases("ops.json", shape, second, short1).Results, result => Assert.Equal(Outcome.Failed, result.Outcome));
    }

    [Theory]
    [InlineData("ops.json", "frobnicate", "{}", "frobnicate")]
    [InlineData("ops.json", "add", """{"alpha": 2}""", "add with alpha")]
    [InlineData("activations.json", "gelu", """{"approximate": "quadratic"}""", "gelu approximate=quadratic")]
    public void What_is_not_known_is_skipped_by_name_with_the_reason(string file, string name, string arguments, string listed)
    {
        JsonObject unknown = Addition();
        unknown["name"] = name;
        unknown["args"] = JsonNode.Parse(arguments);
        unknown["inputs"]!["x"] = unknown["inputs"]!["a"]!.DeepClone();
        Report report = RunCases(file, unknown);
        Assert.Equal(Outcome.Skipped, Assert.Single(report.Results).Outcome);
        Assert.Contains($"not known yet, {file}: {listed}", Text(report));
    }

    [Fact]
    public void A_note_is_a_comment()
    {
        JsonObject noted = Addition();
        noted["args"] = new JsonObject { ["note"] = "anything" };
        Assert.Equal(Outcome.Passed, Assert.Single(RunCases("ops.json", noted).Results).Outcome);
    }

    [Fact]
    public void The_report_ends_with_the_sum_and_names_files_of_no_known_kind()
    {
        File.WriteAllText(Path.Combine(_folder, "surprises.json"), "[]");
        JsonObject wrong = Addition();
        Perturb(wrong["outputs"]!["output"]!, 0, 1);
        string[] lines = Text(RunCases("ops.json", Addition(), wrong)).TrimEnd().Split('\n');
        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Contains("skipped file: surprises.json is none of the known kinds", lines);
        Assert.StartsWith("FAILED ops.json[1] add {}: Float64 output[0, 0]: got ", lines[0]);
    }

    [Fact]
    public void A_wrong_trajectory_fails_optimizers_schedules_clipping_and_training()
    {
        foreach ((string file, string field) in new[] { ("optimizers.json", "parameters_after_each_step"), ("clipping.json", "after"), ("schedules.json", "learning_rates"), ("training.json", "losses") })
        {
            var cases = JsonNode.Parse(File.ReadAllText(Path.Combine(ReferenceCaseTests.Cases, file)))!.AsArray();
            foreach (JsonNode? one in cases)
            {
                JsonArray values = (one![field] ?? one[$"{field}_after_each_metric"])!.AsArray();
                if (values[^1] is JsonObject last)
                    Perturb(last, 0, 1e-4);
                else
                    values[^1] = values[^1]!.GetValue<double>() + 1e-4;
            }

            Report report = RunCases(file, [.. cases.Select(one => one!.DeepClone().AsObject())]);
            Assert.Equal(0, report.Count(Outcome.Passed));
            Assert.NotEqual(0, report.Count(Outcome.Failed));
            File.Delete(Path.Combine(_folder, file));
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_run_is_refused_in_one_sentence()
    {
        string missing = Path.Combine(_folder, "missing");
        Assert.Contains("does not exist", Refusal(missing));
        Assert.Contains("holds none of", Refusal(_folder));
        string file = Path.Combine(_folder, "ops.json");
        File.WriteAllText(file, "[{]");
        Assert.Contains("is a file", Refusal(file));
        Assert.Contains("ops.json is no valid JSON", Refusal(_folder));
        File.WriteAllText(file, "{}");
        Assert.Contains("expected a list of cases", Refusal(_folder));
        File.WriteAllText(file, """[{"args": {}}]""");
        Assert.Contains("case 0 has no \"name\"", Refusal(_folder));
    }

    [Fact]
    public void Wrong_use_ends_with_exit_code_2_a_failure_with_1_and_success_with_0()
    {
        Assert.Equal(2, Command());
        Assert.Equal(2, Command("a", "b"));
        Assert.Equal(2, Command(Path.Combine(_folder, "missing")));
        Assert.Equal(0, Command("--help"));
        RunCases("ops.json", Addition());
        Assert.Equal(0, Command(_folder));
        JsonObject wrong = Addition();
        Perturb(wrong["outputs"]!["output"]!, 0, 1);
        RunCases("ops.json", wrong);
        Assert.Equal(1, Command(_folder));
    }

    private static int Command(params string[] arguments) => Entry.Run(arguments, TextWriter.Null, TextWriter.Null);

    private static string Refusal(string folder) => Assert.Throws<WrongUseException>(() => Runner.Run(folder)).Message;

    private static string Text(Report report)
    {
        using var text = new StringWriter { NewLine = "\n" };
        report.Write(text);
        return text.ToString();
    }

    /// <summary>a + b of shape (2, 2): the first case of the reference in small, right by hand.</summary>
    private static JsonObject Addition()
    {
        static JsonObject Array(params double[] values) => new()
        {
            ["dtype"] = "float64",
            ["shape"] = new JsonArray(2, 2),
            ["data"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
        };
        return new JsonObject
        {
            ["name"] = "add",
            ["args"] = new JsonObject(),
            ["inputs"] = new JsonObject { ["a"] = Array(1, 2, 3, 4), ["b"] = Array(0.5, 0.25, -1, 8) },
            ["outputs"] = new JsonObject { ["output"] = Array(1.5, 2.25, 2, 12) },
            ["output_grads"] = new JsonObject { ["output"] = Array(1, -2, 3, -4) },
            ["input_grads"] = new JsonObject { ["a"] = Array(1, -2, 3, -4), ["b"] = Array(1, -2, 3, -4) },
        };
    }

    private static void Perturb(JsonNode array, int element, double by) => array["data"]![element] = array["data"]![element]!.GetValue<double>() + by;

    private Report RunCases(string file, params JsonObject[] cases)
    {
        File.WriteAllText(Path.Combine(_folder, file), new JsonArray([.. cases]).ToJsonString(new JsonSerializerOptions()));
        return Runner.Run(_folder);
    }
}
