namespace Fathom.Tests.Tabular;

/// <summary>A6 on tables: several labels, and several numbers.</summary>
public sealed class SeveralTargetsTests
{
    private static readonly string[] Colours = ["red", "blue"];

    private static Table Make(Func<int, string> row, string header = "x,a,b,c,p,q", int rows = 60, CsvOptions? options = null) =>
        Table.ParseCsv((header.Length == 0 ? "" : header + "\n") + string.Join('\n', Enumerable.Range(0, rows).Select(row)), options, "t.csv");

    // x no law of anything; a 0/1, b yes/no, c two words, p and q numbers.
    private static Table Usual(int rows = 60) =>
        Make(i => $"{Wave(i)},{i % 2},{(i % 3 == 0 ? "Yes" : "no")},{Colours[i / 2 % 2]},{i + 0.5},{(i * i) + 100}", rows: rows);

    private static double Wave(int i) => Math.Round(Math.Sin(i * 12.9898) * 43.7585 % 1, 6);

    private static string Fault(Table table, string[] targets, TableTask? task = null) =>
        Assert.Throws<DatasetException>(() => TablePlan.InferSeveral(table, targets, new() { Task = task })).Message;

    [Fact]
    public void Columns_of_two_values_are_labels_and_none_of_the_targets_is_an_input()
    {
        TablePlan plan = TablePlan.InferSeveral(Usual(), ["b", "a", "c"], new() { Drop = ["p"] });
        Assert.Equal(TableTask.MultiLabel, plan.Task);
        Assert.Equal(["b", "a", "c"], plan.Targets);
        Assert.Equal(plan.Targets, plan.Classes);
        Assert.Equal("b, a, c", plan.Target);
        Assert.Equal("labels that do not exclude each other, because each of them holds two values. Override with --task regression.", plan.TaskReason);
        Assert.Equal(["x", "q"], plan.Columns.Select(column => column.Name));

        // Row 0: Yes, 0, red (after blue in order: 1). Row 1: no, 1, red. Row 2: no, 0, blue.
        Assert.Equal([1, 0, 1, 0, 1, 1, 0, 0, 0], plan.Labels[..9]);
        Assert.Equal([20, 30, 30], plan.ClassCounts);
        Assert.Contains(plan.Notices, notice => notice.Text == "label 'c': 'red' counts as 1, 'blue' as 0.");
    }

    [Fact]
    public void Columns_of_numbers_are_a_regression_of_several_outputs()
    {
        TablePlan plan = TablePlan.InferSeveral(Usual(), ["q", "p"], new() { Keep = ["a", "b", "c"] });
        Assert.Equal(TableTask.Regression, plan.Task);
        Assert.Equal("regression, because each of them holds numbers. Override with --task multilabel.", plan.TaskReason);
        Assert.Equal([100, 0.5, 101, 1.5], plan.Values[..4]);
        Assert.Empty(plan.Classes);
        Assert.Equal(TableTask.Regression, TablePlan.InferSeveral(Usual(), ["a", "p"], new() { Task = TableTask.Regression }).Task);
    }

    [Fact]
    public void One_target_can_be_a_label_too()
    {
        TablePlan plan = TablePlan.InferSeveral(Usual(), ["b"], new() { Task = TableTask.MultiLabel });
        Assert.Equal((TableTask.MultiLabel, 60), (plan.Task, plan.Labels.Length));
        Assert.Equal(TableTask.Binary, TablePlan.InferSeveral(Usual(), ["b"]).Task);
    }

    [Fact]
    public void Rows_that_lack_a_target_are_left_out_with_a_note()
    {
        Table table = Make(i => $"{Wave(i)},{(i == 3 ? "" : i % 2)},{(i == 5 ? "NA" : i % 3 == 0 ? "yes" : "no")},red,1,2");
        TablePlan plan = TablePlan.InferSeveral(table, ["a", "b"]);
        Assert.Equal(58, plan.Rows.Length);
        Assert.DoesNotContain(3, plan.Rows);
        Assert.Contains(plan.Notices, notice => notice.Text == "2 rows have no 'a' (written as an empty cell) or 'b' (written as 'NA') and are left out.");
        Assert.Contains("no row has all the targets 'a', 'b'", Fault(Make(i => i % 2 == 0 ? $"1,{i / 2 % 2},,r,1,2" : $"1,,{i / 2 % 2},r,1,2"), ["a", "b"]));
    }

    [Fact]
    public void What_cannot_be_is_told_with_a_way_out()
    {
        Table table = Usual();
        Assert.Contains("column 'p': a label holds two values, such as 0 and 1 or no and yes, but the column has 60:", Fault(table, ["a", "p"], TableTask.MultiLabel));
        Assert.Contains("'a' holds two values, 'p' holds numbers with fractions. Say it: --task multilabel", Fault(table, ["a", "p"]));
        Assert.Contains("2 targets were named for classes, which has one", Fault(table, ["a", "b"], TableTask.Classification));
        Assert.Contains("the target 'a' is named twice", Fault(table, ["a", "a"]));
        Assert.Contains("'b2'. Did you mean 'b'?", Fault(table, ["a", "b2"]));
        Assert.Contains("regression is impossible", Fault(table, ["p", "c"], TableTask.Regression));
        Assert.Contains("every column is a target", Fault(Make(i => $"{i % 2},{i / 2 % 2}", "a,b"), ["a", "b"]));
        Assert.Contains("column 'a': the target is '1' in every row", Fault(Make(i => $"{Wave(i)},1,{i % 2}", "x,a,b"), ["a", "b"]));
        Assert.Contains("the target is '1' in every row", Fault(Make(i => $"{Wave(i)},1,{i % 2}", "x,a,b"), ["a", "b"], TableTask.MultiLabel));
        Assert.Contains("the label is '0' in every row that has all targets", Fault(Make(i => $"{Wave(i)},{(i == 7 ? 1 : 0)},{(i == 7 ? "" : i % 2)}", "x,a,b"), ["a", "b"]));
        Assert.Contains("in double quotes): 'n'", Fault(Make(i => $"{Wave(i)},{i % 2},{i / 2 % 2}", "x,\"n, m\",b"), ["b", "n"]));
    }

    [Fact]
    public void A_column_that_gives_one_of_the_targets_away_is_dropped()
    {
        Table table = Make(i => $"{Wave(i)},{(i * 7 % 5 < 2 ? 1 : 0)},{i / 2 % 2},{(i * 7 % 5 < 2 ? "sold" : "kept")}", "x,a,b,state");
        TablePlan plan = TablePlan.InferSeveral(table, ["b", "a"]);
        Assert.Contains("tells a right in 100 %", Assert.Single(plan.Dropped).Text);
    }

    [Fact]
    public void Every_part_of_a_split_has_every_common_set_of_labels_in_proportion()
    {
        TablePlan plan = TablePlan.InferSeveral(Make(i => $"{Wave(i)},{i % 2},{(i % 4 == 0 ? 1 : 0)},{(i == 100 ? 1 : 0)}", "x,a,b,c", rows: 401), ["a", "b", "c"]);
        TableSplit split = plan.Split(0.2, 0.2, new Rng(1));
        Assert.Equal(401, split.Train.Length + split.Validation.Length + split.Test.Length);
        foreach (int[] part in (int[][])[split.Test, split.Validation])
        {
            // Rows with a, and with b: a half and a quarter.
            Assert.InRange(part.Count(row => row % 2 == 1), 39, 41);
            Assert.InRange(part.Count(row => row % 4 == 0), 19, 21);
        }

        Assert.Equal(split.Train, plan.Split(0.2, 0.2, new Rng(1)).Train);
        Assert.NotEqual(split.Train, plan.Split(0.2, 0.2, new Rng(2)).Train);
    }

    [Fact]
    public void Every_number_is_standardized_by_its_own_moments_and_comes_back_in_units()
    {
        TablePlan plan = TablePlan.InferSeveral(Usual(), ["p", "q"], new() { Keep = ["a", "b", "c"] });
        int[] rows = [.. Enumerable.Range(0, 40)];
        TablePreprocessor preprocessor = TablePreprocessor.FromJson(TablePreprocessor.Fit(plan, rows).ToJson(), "m");
        Assert.Equal(["p", "q"], preprocessor.Targets.Select(target => target.Name));
        Assert.Equal(20, preprocessor.Targets[0].Mean, 1e-9); // mean of i + ½, i = 0…39
        double[] values = preprocessor.TargetValues(plan.Table, [0, 5]);
        Assert.Equal([0.5, 100, 5.5, 125], values);
        float[] standard = preprocessor.Standardize(values);
        for (int i = 0; i < 4; i++)
            Assert.Equal(values[i], preprocessor.Original(standard[i], i % 2), 1e-3);
        Assert.Equal((5.5 - 20) / preprocessor.Targets[0].Scale, standard[2], 1e-6);
    }

    [Fact]
    public void The_preprocessor_of_labels_travels_as_JSON_and_reads_their_words()
    {
        TablePlan plan = TablePlan.InferSeveral(Usual(), ["a", "b", "c"]);
        TablePreprocessor preprocessor = TablePreprocessor.Fit(plan, plan.Rows);
        string json = preprocessor.ToJson();
        TablePreprocessor back = TablePreprocessor.FromJson(json, "m");
        Assert.Equal(json, back.ToJson());
        Assert.Equal(TableTask.MultiLabel, back.Task);
        Assert.Equal(["no", "Yes"], back.Targets[1].Words);
        Assert.Equal(plan.Labels, back.Labels(plan.Table, plan.Rows));
        Assert.Contains("line 3, column 'c': the label 'green' is not one of the classes 'blue', 'red'",
            Assert.Throws<DatasetException>(() => back.Labels(Make(i => $"1,0,no,{(i == 1 ? "green" : "red")},1,2"), [0, 1])).Message);
        Assert.Contains("the target column is not there", Assert.Throws<DatasetException>(() => back.RowsWithTarget(Make(i => "1,0,no", "x,a,b"))).Message);
    }

    [Theory]
    [InlineData("\"task\":\"multilabel\"", "\"task\":\"binary\"", "task")]
    [InlineData("\"words\":[\"0\",\"1\"]", "\"words\":[\"0\"]", "words")]
    [InlineData("\"words\":[\"0\",\"1\"]", "\"words\":[\"0\",\"0\"]", "words")]
    [InlineData("\"column\":\"a\",\"words\"", "\"column\":\"b\",\"words\"", "targets")]
    [InlineData("\"scale\":1", "\"scale\":0", "scale")]
    [InlineData("\"task\":\"multilabel\"", "\"task\":\"multilabel\",\"target\":1", "unknown member")]
    [InlineData("\"mean\":0", "\"mean\":0,\"median\":0", "unknown member")]
    public void Json_of_several_targets_is_read_strictly(string what, string instead, string fault)
    {
        TablePlan plan = TablePlan.InferSeveral(Usual(), ["a", "b"]);
        string json = TablePreprocessor.Fit(plan, plan.Rows).ToJson();
        Assert.Contains(what, json);
        int at = json.IndexOf(what, StringComparison.Ordinal);
        string altered = json[..at] + instead + json[(at + what.Length)..];
        Assert.Contains(fault, Assert.Throws<FileFormatException>(() => TablePreprocessor.FromJson(altered, "m")).Message);
    }

    [Fact]
    public void A_file_without_header_may_lack_all_targets()
    {
        Table table = Make(i => $"{Wave(i)},{i % 2},{i / 2 % 2}", "", options: new() { HasHeader = false });
        TablePlan plan = TablePlan.InferSeveral(table, ["2", "3"]);
        TablePreprocessor preprocessor = TablePreprocessor.Fit(plan, plan.Rows);
        Table bare = Table.ParseCsv("0.5\n0.25\n", preprocessor.ReadOptions());
        Assert.Equal(2, preprocessor.Transform(bare).Rows);
    }
}
