using System.Text;
using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary><c>fathom train series</c> and what its runs forecast.</summary>
public sealed class TrainSeriesTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_airline_run_beats_the_naive_figures_and_shows_them_in_one_picture()
    {
        CliRun run = _folder.Run("train", "series", "airline", "--out", "run", "--json").Expect(0);
        JsonNode test = run.Json["test"]!;
        Assert.True((double)test["rolling"]!["rmse"]! < 50.0);
        Assert.True((double)test["origin"]!["rmse"]! < 77.0);
        Assert.Equal(49.987, (double)test["rolling_naive"]!["rmse"]!, 1e-3);
        Assert.Equal(76.995, (double)test["origin_naive"]!["rmse"]!, 1e-3);
        Assert.Contains("split by time: train 108 months (1949-01 to 1957-12), validate 12 months (1958-01 to 1958-12), test 24 months (1959-01 to 1960-12)", run.Out);
        Assert.Contains("⠒ truth", run.Out);
        Assert.Contains("24 steps from 1958-12, seasonal naive", run.Out);
        string report = File.ReadAllText(_folder.At("run/report.html"));
        Assert.Contains("passengers: what was forecast and what came", report);
        Assert.Contains("one step ahead, seasonal naive", report);
        Assert.Contains(">naive 49.987<", report);
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.At("run/run.json")))!;
        Assert.Equal(("series", 12, 24), ((string)settings["task"]!, (int)settings["data"]!["period"]!, (int)settings["data"]!["test"]!));
        Assert.Equal("fathom train series airline --seed 42", (string)settings["command"]!);
    }

    [Fact]
    public void A_run_forecasts_the_values_to_come_without_its_data_or_from_newer_ones()
    {
        _folder.Write("sales.csv", Sales(60));
        _folder.Run("train", "series", "sales.csv", "--target", "sold", "--epochs", "5", "--horizon", "3", "--out", "run").Expect(0);
        string[] lines = _folder.Run("predict", "run").Expect(0).Out.TrimEnd().Split('\n');
        Assert.Equal(["month,sold", "2025-01,", "2025-02,", "2025-03,"], lines.Select(line => line.StartsWith("20") ? line[..8] : line));
        CliRun same = _folder.Run("predict", "run", "sales.csv", "--steps", "3", "--json").Expect(0);
        Assert.Equal(lines, same.Out.TrimEnd().Split('\n')[..^1]);
        Assert.Equal(("sold", "2024-12", "2025-01"), ((string)same.Json["target"]!, (string)same.Json["after"]!, (string)same.Json["forecast"]![0]!["at"]!));
        _folder.Write("newer.csv", Sales(62));
        _folder.Run("predict", "run", "newer.csv", "--steps", "2", "--output", "next.csv").Expect(0);
        Assert.StartsWith("month,sold\n2025-03,", File.ReadAllText(_folder.At("next.csv")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_and_the_test_values_do_not_reach_it()
    {
        _folder.Write("a.csv", Sales(60));
        string[] changed = Sales(60).Split('\n');
        for (int i = 53; i <= 60; i++)
            changed[i] = changed[i].Split(',')[0] + ",999";
        _folder.Write("b.csv", string.Join('\n', changed));
        foreach ((string data, string run) in new[] { ("a.csv", "a1"), ("a.csv", "a2"), ("b.csv", "b") })
            _folder.Run("train", "series", data, "--test", "8", "--epochs", "3", "--out", run, "--name", "x").Expect(0);
        Assert.Equal(File.ReadAllBytes(_folder.At("a1/model.safetensors")), File.ReadAllBytes(_folder.At("a2/model.safetensors")));
        ModelFile a = ModelFile.Load(_folder.At("a1/model.safetensors")), b = ModelFile.Load(_folder.At("b/model.safetensors"));
        Assert.All(a.Model.State.Zip(b.Model.State), pair => Assert.Equal(pair.First.Tensor.ToArray<float>(), pair.Second.Tensor.ToArray<float>()));
        Assert.Equal(JsonNode.Parse(a.Texts["series"])!["scaler"]!.ToJsonString(), JsonNode.Parse(b.Texts["series"])!["scaler"]!.ToJsonString());
    }

    [Theory]
    [InlineData("every", "1e300")]
    [InlineData("every", "0")]
    [InlineData("start", "\"9999-12-01T00:00:00.0000000\"")]
    [InlineData("window", "-1")]
    public void A_series_that_a_file_cannot_hold_is_refused(string key, string value)
    {
        var forecaster = new Forecaster(SeriesScaler.Fit(Datasets.AirlinePassengers().Values, 12), window: 6, rng: new Rng(1));
        JsonNode json = JsonNode.Parse(new SeriesModel(forecaster, Datasets.AirlinePassengers(), 24).ToJson())!;
        var file = new ModelFile(forecaster.Network, Objective.Regression) { Texts = { [SeriesModel.Key] = json.ToJsonString() } };
        Assert.Equal(24, SeriesModel.Of(file, "model")!.Horizon);
        json[key] = JsonNode.Parse(value);
        file.Texts[SeriesModel.Key] = json.ToJsonString();
        Assert.Contains("Train again", Assert.Throws<FileFormatException>(() => SeriesModel.Of(file, "model")).Message);
    }

    [Fact]
    public void Gaps_and_wrong_order_are_said()
    {
        string[] lines = Sales(60).Split('\n');
        (lines[10], lines[11]) = (lines[11], lines[10]);
        _folder.Write("odd.csv", string.Join('\n', lines.Where((_, i) => i != 20)));
        string shown = _folder.Run("train", "series", "odd.csv", "--epochs", "1", "--out", "run").Expect(0).Out;
        Assert.Contains("warning: rows are not in the order of 'month'", shown);
        Assert.Contains("warning: 1 of 60 values are missing, the first at 2021-08", shown);
    }

    [Theory]
    [InlineData("train series nothing", "'nothing' is neither a built-in series nor a file.")]
    [InlineData("train series airlin", "Did you mean 'airline'?")]
    [InlineData("train series nothing.csv", "no such file")]
    [InlineData("train series empty.csv", "empty")]
    [InlineData("train series sales.csv --target price", "no such column: 'price'")]
    [InlineData("train series words.csv --target sold", "line 3, column 'sold': 'many' is not a finite number")]
    [InlineData("train series sales.csv --window 500", "--window 500 is too long: the series has 60 values")]
    [InlineData("train series sales.csv --period 50", "--period 50 needs more seasons: the series has 60 values")]
    [InlineData("train series sales.csv --test 60", "--test 60 leaves nothing to train on: the series has 60 values")]
    [InlineData("train series sales.csv --test 58", "--test 58 leaves too little to learn from: the series has 60 values, of which 58 are for validation and test; 2 values are left, expected at least 9.")]
    [InlineData("train series .", ". is a folder; expected a CSV file with a column of values.")]
    [InlineData("train series sales.csv --window 0", "--window is '0'; expected a whole number from 1")]
    [InlineData("train series sales.csv --period some", "--period is 'some'")]
    [InlineData("train series airline --target x", "airline is a built-in series")]
    [InlineData("train series", "needs FILE")]
    [InlineData("train series sales.csv --out taken.csv", "--out taken.csv is a file")]
    public void Wrong_use_gets_a_sentence_code_2_and_leaves_nothing(string words, string expected)
    {
        _folder.Write("sales.csv", Sales(60));
        _folder.Write("empty.csv", "");
        _folder.Write("taken.csv", "x");
        _folder.Write("words.csv", "month,sold\n2024-01,1\n2024-02,many\n2024-03,3\n");
        string[] before = Directory.GetFileSystemEntries(_folder.Path);
        CliRun run = _folder.Run(words.Split(' ')).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Steps_without_dates_go_on_counting_where_the_series_ended()
    {
        _folder.Write("plain.csv", "sold\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => i * i % 17)));
        _folder.Run("train", "series", "plain.csv", "--epochs", "1", "--out", "run").Expect(0);
        string[] forecast = _folder.Run("predict", "run", "--steps", "2").Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(["step", "61", "62"], forecast.Select(line => line.Split(',')[0]));
        Assert.Contains("known up to 60", _folder.Run("summary", "run").Expect(0).Out);
    }

    [Fact]
    public void A_run_is_judged_again_and_summed_up()
    {
        CliRun trained = _folder.Run("train", "series", "airline", "--epochs", "2", "--horizon", "6", "--out", "run", "--json").Expect(0);
        CliRun again = _folder.Run("evaluate", "run", "--json").Expect(0);
        Assert.Contains("airline: the last 24 values, 1959-01 to 1960-12, forecast by run", again.Out);
        Assert.Equal(trained.Json["test"]!.ToJsonString(), again.Json["test"]!.ToJsonString());

        _folder.Write("sales.csv", Sales(60).Replace("sold", "passengers"));
        Assert.Contains("sales.csv: the last 24 values, 2023-01 to 2024-12, forecast by run", _folder.Run("evaluate", "run", "sales.csv").Expect(0).Out);
        _folder.Write("short.csv", Sales(47).Replace("sold", "passengers"));
        Assert.Contains("short.csv has 47 values; the last 24 are forecast, for which 24 before them are needed.", _folder.Run("evaluate", "run", "short.csv").Expect(2).Error);
        Assert.Contains("sunspots is a series of ", _folder.Run("evaluate", "run", "sunspots").Expect(2).Error);
        Assert.Contains("--data is for sets of images, but run was trained on a series.", _folder.Run("evaluate", "run", "--data", ".").Expect(2).Error);

        CliRun summary = _folder.Run("summary", "run", "--json").Expect(0);
        Assert.Contains("passengers, one each month, known up to 1960-12", summary.Out);
        Assert.Equal(6, (int)summary.Json["horizon"]!);
        Assert.Equal(12, (int)summary.Json["period"]!);
    }

    [Fact]
    public void A_run_of_another_kind_and_a_damaged_series_are_refused()
    {
        _folder.WriteClasses("data.csv");
        string table = _folder.Train("data.csv", "--target", "label", "--epochs", "1");
        Assert.Contains("--steps is for series", _folder.Run("predict", table, "data.csv", "--steps", "3").Expect(2).Error);
        Assert.Contains("needs FILE", _folder.Run("predict", table).Expect(2).Error);

        _folder.Run("train", "series", "airline", "--epochs", "1", "--out", "run").Expect(0);
        _folder.Write("weeks.csv", "week,passengers\n2024-01-01,5\n2024-01-08,6\n2024-01-15,7\n");
        Assert.Contains("a value each week, but the networks were trained on one each month", _folder.Run("predict", "run", "weeks.csv").Expect(2).Error);
        _folder.Write("short.csv", "month,passengers\n2024-01,5\n2024-02,6\n2024-03,7\n");
        Assert.Contains("3 values are known", _folder.Run("predict", "run", "short.csv").Expect(2).Error);
        ModelFile file = ModelFile.Load(_folder.At("run/model.safetensors"));
        foreach (string damaged in new[] { "{}", "nonsense", file.Texts["series"].Replace("\"scale\":", "\"scale\":-"), file.Texts["series"].Replace("\"horizon\":24", "\"horizon\":0"), file.Texts["series"].Replace("\"window\":12", "\"window\":5") })
        {
            file.Texts["series"] = damaged;
            file.Save(_folder.At("damaged.safetensors"));
            Assert.Contains("damaged.safetensors", _folder.Run("predict", "damaged.safetensors").Expect(2).Error);
        }
    }

    /// <summary>Months from 2020 on with a season of 12 and growth.</summary>
    private static string Sales(int months)
    {
        var text = new StringBuilder("month,sold\n");
        for (int i = 0; i < months; i++)
            text.Append(FormattableString.Invariant($"{2020 + (i / 12)}-{(i % 12) + 1:00},{100 + i + (20 * Math.Sin(i * Math.Tau / 12)):0.00}\n"));
        return text.ToString();
    }
}
