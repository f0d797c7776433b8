using System.Text.Json.Nodes;

namespace Fathom.Tests.Tabular;

public sealed class TablePreprocessorTests
{
    private const string Cells = """
        num,gap,flag,day,color,y
        1,10,yes,2024-01-01,red,a
        2,,no,2024-01-03,red,b
        3,30,yes,2024-01-05,blue,a
        4,20,yes,2024-01-07,blue,b
        5,40,no,2024-01-09,green,a
        6,?,yes,2024-01-11,,b
        """;

    private static TablePreprocessor Fit(string cells, int[] rows, string target = "y", TablePlanOptions? options = null) =>
        TablePreprocessor.Fit(TablePlan.Infer(Table.ParseCsv(cells), target, options), rows);

    private static string Fault(Action action) => Assert.Throws<DatasetException>(action).Message;

    private static float[] Feature(TablePreprocessor p, TableFeatures x, string name)
    {
        int column = p.FeatureNames.ToList().IndexOf(name);
        Assert.True(column >= 0, $"no feature {name} in {string.Join(", ", p.FeatureNames)}");
        return [.. Enumerable.Range(0, x.Rows).Select(r => x.Values[r * x.Columns + column])];
    }

    [Fact]
    public void Every_kind_of_column_becomes_the_features_the_documentation_says()
    {
        var p = Fit(Cells, [0, 1, 2, 3, 4, 5]);
        Assert.Equal(["num", "gap", "gap (missing)", "flag", "day", "color=blue", "color=red", "color (other)", "color (missing)"], p.FeatureNames);
        var x = p.Transform(Table.ParseCsv(Cells));
        Assert.Equal((6, 9, 54), (x.Rows, x.Columns, x.Values.Length));
        float unit = (float)(1 / Math.Sqrt(35.0 / 12));
        Assert.Equal([-2.5f * unit, -1.5f * unit, -0.5f * unit, 0.5f * unit, 1.5f * unit, 2.5f * unit], Feature(p, x, "num"), (a, b) => Math.Abs(a - b) < 1e-6);
        // gap: 10 30 20 40 → mean and median 25, deviation √125
        float gap = (float)(5 / Math.Sqrt(125));
        Assert.Equal([-3 * gap, 0, gap, -gap, 3 * gap, 0], Feature(p, x, "gap"), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0, 1, 0, 0, 0, 1], Feature(p, x, "gap (missing)"));
        Assert.Equal([1, 0, 1, 1, 0, 1], Feature(p, x, "flag"));
        Assert.Equal(4 / 6f, Feature(p, p.Transform(Table.ParseCsv("num,gap,flag,day,color\n1,1,,2024-01-01,red\n")), "flag")[0]);
        Assert.Equal(Feature(p, x, "num"), Feature(p, x, "day"), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([1, 1, 0, 0, 0, 0], Feature(p, x, "color=red"));
        Assert.Equal([0, 0, 0, 0, 1, 0], Feature(p, x, "color (other)"));
        Assert.Equal([0, 0, 0, 0, 0, 1], Feature(p, x, "color (missing)"));
        Assert.Empty(x.Notices);
    }

    [Fact]
    public void Rows_outside_the_training_part_change_nothing()
    {
        int[] train = [0, 2, 3, 5, 7, 8, 10, 11, 13];
        string Table(int seed)
        {
            var u = new double[40];
            new Rng((ulong)seed).Uniform<double>(u);
            return "num,gap,color,y\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i =>
            {
                double v = train.Contains(i) ? i * 1.25 : u[i] * 1e6;
                string gap = train.Contains(i) ? (i % 2 == 0 ? "" : $"{i}") : $"{(int)(u[20 + i] * 100)}";
                string color = train.Contains(i) ? "rgb"[i % 3].ToString() : "xyz"[(int)(u[i] * 3)].ToString();
                return FormattableString.Invariant($"{v},{gap},{color},{(i + i / 2) % 5 + 0.5 + (train.Contains(i) ? 0 : u[i])}");
            }));
        }
        var options = new TablePlanOptions { Keep = ["num", "gap", "color"] };
        string first = Fit(Table(1), train, "y", options).ToJson();
        for (int seed = 2; seed < 12; seed++) Assert.Equal(first, Fit(Table(seed), train, "y", options).ToJson());
        Assert.NotEqual(first, Fit(Table(1), [.. train, 14], "y", options).ToJson());
    }

    [Theory]
    [InlineData("titanic.csv", "survived")]
    [InlineData("titanic.csv", "age")]
    [InlineData("penguins.csv", "species")]
    [InlineData("california-300.csv", "median_house_value")]
    public void What_is_written_as_json_reads_back_to_the_same_bits(string file, string target)
    {
        var table = Table.ReadCsv(TableFiles.Real(file));
        var plan = TablePlan.Infer(table, target);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var split = plan.Split(0.1, 0.2, new Rng(seed));
            var p = TablePreprocessor.Fit(plan, split.Train);
            string json = p.ToJson();
            var back = TablePreprocessor.FromJson(json, "m");
            Assert.Equal(json, back.ToJson());
            Assert.Equal(p.FeatureNames, back.FeatureNames);
            Assert.Equal((p.Target, p.Task, p.TargetMean, p.TargetScale), (back.Target, back.Task, back.TargetMean, back.TargetScale));
            Assert.Equal(p.Transform(table, split.Test).Values, back.Transform(table, split.Test).Values);
            Assert.All(p.Transform(table).Values, v => Assert.True(float.IsFinite(v)));
            Assert.DoesNotContain(file, json);
        }
    }

    [Fact]
    public void Training_features_are_centred_and_scaled()
    {
        var table = Table.ReadCsv(TableFiles.Real("california-300.csv"));
        var plan = TablePlan.Infer(table, "median_house_value");
        var split = plan.Split(0.1, 0.2, new Rng(1));
        var p = TablePreprocessor.Fit(plan, split.Train);
        var x = p.Transform(table, split.Train);
        foreach (string name in new[] { "longitude", "median_income", "housing_median_age" })
        {
            var f = Feature(p, x, name);
            Assert.Equal(0, f.Average(), 5);
            Assert.Equal(1, f.Average(v => v * v), 4);
        }
        double[] y = p.TargetValues(table, split.Train);
        float[] standard = p.Standardize(y);
        Assert.Equal(0, standard.Average(), 5);
        Assert.All(standard.Zip(y), pair => Assert.Equal(pair.Second, p.Original(pair.First), 0.1));
    }

    [Fact]
    public void Far_values_are_cut_off_and_constants_stay_finite()
    {
        var p = Fit("x,c,y\n1,5,a\n2,5,b\n3,5,a\n4,5,b\n", [0, 1, 2, 3], options: new() { Keep = ["c"] });
        var x = p.Transform(Table.ParseCsv("x,c\n1e30,5\n-1e300,6\n"));
        Assert.Equal([10, 0, -10, 1], x.Values);
    }

    [Fact]
    public void Very_large_numbers_do_not_overflow()
    {
        var p = Fit("x,y\n1e300,a\n-1e300,b\n2e300,a\n0,b\n", [0, 1, 2, 3]);
        Assert.All(p.Transform(Table.ParseCsv("x\n1e300\n-1e300\n1.7e308\n")).Values, v => Assert.True(float.IsFinite(v)));
        Assert.Equal(1, p.Transform(Table.ParseCsv("x\n1e300\n")).Values[0] / p.Transform(Table.ParseCsv("x\n-0.5e300\n")).Values[0] / -0.5, 5);
    }

    [Fact]
    public void Only_the_fifty_commonest_categories_have_a_slot()
    {
        string cells = "c,y\n" + string.Join('\n', Enumerable.Range(0, 60).SelectMany(k => Enumerable.Repeat($"k{k:00}", 2 + k)).Select((c, i) => $"{c},{i % 2}"));
        var p = Fit(cells, [.. Enumerable.Range(0, cells.Count(ch => ch == '\n'))]);
        Assert.Equal([.. Enumerable.Range(10, 50).Select(k => $"c=k{k}"), "c (other)"], p.FeatureNames);
    }

    // ---- other tables

    [Fact]
    public void All_lacking_columns_are_named_with_near_names()
    {
        var p = Fit(Cells, [0, 1, 2, 3, 4, 5]);
        Assert.Equal("the model needs 2 columns that the table lacks: 'gap', 'color'. Rename 'colour' for 'color'?", Fault(() => p.Transform(Table.ParseCsv("num,flag,day,colour\n1,yes,2024-01-01,red\n"))));
        Assert.Equal("the model needs 4 columns that the table lacks: 'gap', 'flag', 'day', 'color'. Its columns are 'num', 'w'.", Fault(() => p.Transform(Table.ParseCsv("num,w\n1,2\n"))));
    }

    [Fact]
    public void Column_order_does_not_matter_and_extra_columns_are_reported()
    {
        var p = Fit(Cells, [0, 1, 2, 3, 4, 5]);
        var straight = p.Transform(Table.ParseCsv("num,gap,flag,day,color\n1,10,yes,2024-01-01,red\n"));
        var mixed = p.Transform(Table.ParseCsv("color,new,day,flag,gap,num,y\nred,7,2024-01-01,yes,10,1,a\n"));
        Assert.Equal(straight.Values, mixed.Values);
        Assert.Equal("1 column not known from training is ignored: 'new'.", Assert.Single(mixed.Notices).Text);
    }

    [Fact]
    public void Unseen_categories_and_new_gaps_are_warnings()
    {
        var p = Fit(Cells, [0, 1, 2, 3, 4, 5]);
        var x = p.Transform(Table.ParseCsv("num,gap,flag,day,color\n,10,yes,2024-01-01,pink\n1,10,yes,2024-01-01,pink\n1,10,yes,2024-01-01,gold\n1,10,yes,2024-01-01,green\n"));
        Assert.Equal(["'num' has 1 missing cell, but had none in training; the median, 3.5, is taken.", "'color' has 3 cells with a value not seen in training ('gold', 'pink'; first in line 2), taken as 'other'."], x.Notices.Select(n => n.Text));
        Assert.Equal([1, 1, 1, 1], Feature(p, x, "color (other)"));
        Assert.Equal(0, Feature(p, x, "num")[0]);
        var noOther = Fit("c,y\nr,a\nr,b\nb,a\nb,b\n", [0, 1, 2, 3]).Transform(Table.ParseCsv("c\npink\n?\n"));
        Assert.Equal([0, 0, 0, 0], noOther.Values);
        Assert.Equal(["'c' has 1 cell with a value not seen in training ('pink'; first in line 2), for which no category is set.", "'c' has 1 missing cell, but had none in training; no category is set for it."], noOther.Notices.Select(n => n.Text));
    }

    [Fact]
    public void Cells_of_another_kind_are_refused_with_their_place()
    {
        var p = Fit(Cells, [0, 1, 2, 3, 4, 5]);
        string With(string num = "1", string flag = "yes", string day = "2024-01-01") =>
            Fault(() => p.Transform(Table.ParseCsv($"num,gap,flag,day,color\n1,1,no,2024-01-01,red\n{num},1,{flag},{day},red\n", name: "new.csv")));
        Assert.Equal("new.csv, line 3, column 'num': 'abc' is not a finite number; expected one like 12.5 (with a point). Correct the cell, or empty it to make it missing.", With(num: "abc"));
        Assert.Contains("'-inf' is not a finite number", With(num: "-inf"));
        Assert.Contains("column 'flag': 'maybe' is neither yes nor no", With(flag: "maybe"));
        Assert.Contains("column 'day': '5' is not a date; expected one like 2024-12-31", With(day: "5"));
        Assert.Contains("'2024-01-01' is not a finite number", Fault(() => p.Transform(Table.ParseCsv("num,gap,flag,day,color\n2024-01-01,1,no,2024-01-01,red\n"))));
    }

    [Fact]
    public void Texts_taken_as_missing_in_training_are_taken_so_later_and_others_are_not()
    {
        var p = Fit("x,y\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{(i == 40 ? "unknown" : i * i)},{i % 2}")), [.. Enumerable.Range(0, 100)]);
        Assert.Equal(["x", "x (missing)"], p.FeatureNames);
        Assert.Equal(1, p.Transform(Table.ParseCsv("x\nunknown\n1\n")).Values[1]);
        Assert.Contains("'none' is not a finite number", Fault(() => p.Transform(Table.ParseCsv("x\nnone\n1\n"))));
        Assert.Equal(1, TablePreprocessor.FromJson(p.ToJson(), "m").Transform(Table.ParseCsv("x\nunknown\n")).Values[1]);
    }

    [Fact]
    public void Codes_with_leading_zeros_meet_their_categories_again()
    {
        string cells = "code,y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{(i % 4 == 0 ? "A1" : "00" + i % 4)},{i % 3}"));
        var p = Fit(cells, [.. Enumerable.Range(0, 40)]);
        Assert.Equal(["code=001", "code=002", "code=003", "code=A1"], p.FeatureNames);
        Assert.Equal([1, 0, 0, 0], p.Transform(Table.ParseCsv("code\n001\n", p.ReadOptions())).Values);
    }

    // ---- targets

    [Fact]
    public void Labels_of_another_file_may_end_in_a_full_stop()
    {
        var plan = TablePlan.Infer(Table.ReadCsv(TableFiles.Real("adult-train-400.csv"), TableFiles.Adult), "income");
        var p = TablePreprocessor.FromJson(TablePreprocessor.Fit(plan, plan.Split(0.1, 0.2, new Rng(1)).Train).ToJson(), "m");
        var test = p.ReadCsv(TableFiles.Real("adult-test-200.csv"));
        var notices = new List<Notice>();
        int[] labels = p.Labels(test, p.RowsWithTarget(test), notices);
        Assert.Equal(200, labels.Length);
        Assert.Equal(Enumerable.Range(0, 200).Count(r => test["income"].Text(r) == ">50K."), labels.Sum());
        Assert.Equal("200 labels of 'income' differ from the classes '<=50K', '>50K' by a full stop at the end and are taken as the same.", Assert.Single(notices).Text);
        Assert.Equal(200, p.Transform(test).Rows);
    }

    [Fact]
    public void A_headless_file_for_prediction_may_lack_the_target()
    {
        var table = Table.ParseCsv(string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i * i},{i % 2},{i % 5}")), new() { HasHeader = false });
        var p = TablePreprocessor.Fit(TablePlan.Infer(table, "2"), [.. Enumerable.Range(0, 30)]);
        Assert.Equal(["column1", "column3"], p.ColumnNames);
        Assert.Equal(p.Transform(table, [7]).Values, p.Transform(Table.ParseCsv("49,2\n", p.ReadOptions())).Values);
        Assert.Equal(p.Transform(table, [7]).Values, p.Transform(Table.ParseCsv("49,0,2\n", p.ReadOptions())).Values);
    }

    [Fact]
    public void Labels_and_numbers_that_cannot_be_read_are_refused_with_their_place()
    {
        var classes = Fit(Cells, [0, 1, 2, 3, 4, 5]);
        var table = Table.ParseCsv("y\na\nc\n", name: "new.csv");
        Assert.Equal("new.csv, line 3, column 'y': the label 'c' is not one of the classes 'a', 'b'. Did you mean 'a' or 'b'?", Fault(() => classes.Labels(table, [0, 1])));
        Assert.Contains("the target column is not there: 'y'", Fault(() => classes.RowsWithTarget(Table.ParseCsv("z\n1\n"))));
        Assert.Contains("every cell of the target is missing", Fault(() => classes.RowsWithTarget(Table.ParseCsv("y,z\n?,1\n"))));
        var numbers = Fit("x,y\n1,1.5\n2,2.5\n3,4.5\n", [0, 1, 2]);
        Assert.Contains("line 3, column 'y': 'high' is not a finite number", Fault(() => numbers.TargetValues(Table.ParseCsv("y\n1.5\nhigh\n", name: "n.csv"), [0, 1])));
        Assert.Equal([0, 2], numbers.RowsWithTarget(Table.ParseCsv("y,z\n1,1\n,2\n3,3\n")));
    }

    [Fact]
    public void No_training_rows_are_refused() => Assert.Equal("there are no training rows to learn from.", Fault(() => Fit(Cells, [])));

    // ---- JSON from elsewhere

    [Theory]
    [InlineData("null", "preprocessing is null; expected an object")]
    [InlineData("[]", "preprocessing is a list; expected an object")]
    [InlineData("{\"version\":3}", "preprocessing.version is 3; expected 1 or 2; a newer Fathom may have written it")]
    [InlineData("{", "is not valid JSON")]
    [InlineData("{\"version\":1,\"version\":1}", "is not valid JSON")]
    [InlineData("[[[[[[[[[[1]]]]]]]]]]", "is not valid JSON")]
    public void Json_that_is_something_else_is_refused(string json, string what)
    {
        var e = Assert.Throws<FileFormatException>(() => TablePreprocessor.FromJson(json, "m.safetensors"));
        Assert.StartsWith("m.safetensors: ", e.Message);
        Assert.Contains(what, e.Message);
    }

    private static IEnumerable<(JsonObject Parent, string Name)> Members(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => new[] { (o, p.Key) }.Concat(Members(p.Value))),
        JsonArray a => a.SelectMany(Members),
        _ => [],
    };

    [Fact]
    public void Every_member_left_out_renamed_or_of_another_type_is_refused()
    {
        string json = Fit(Cells, [0, 1, 2, 3, 4, 5]).ToJson();
        int count = Members(JsonNode.Parse(json)).Count();
        Assert.True(count > 40);
        for (int i = 0; i < count; i++)
        {
            foreach (string change in new[] { "remove", "rename", "null", "NaN", "text", "number", "list", "object" })
            {
                var root = JsonNode.Parse(json)!;
                var (parent, name) = Members(root).ElementAt(i);
                var old = parent[name]!.DeepClone();
                parent.Remove(name);
                switch (change)
                {
                    case "rename": parent[name + "x"] = old; break;
                    case "null": parent[name] = null; break;
                    case "NaN": parent[name] = "NaN"; break;
                    case "text" when old is not JsonValue v || !v.TryGetValue(out string? _): parent[name] = "a text"; break;
                    case "number" when old is not JsonValue v || !v.TryGetValue(out double _): parent[name] = 3; break;
                    case "list" when old is not JsonArray: parent[name] = new JsonArray(1, 2); break;
                    case "object" when old is not JsonObject: parent[name] = new JsonObject(); break;
                    case "remove": break;
                    default: continue;
                }
                if (change == "NaN" && old is JsonValue t && t.TryGetValue(out string? _)) continue;
                Assert.Throws<FileFormatException>(() => TablePreprocessor.FromJson(root.ToJsonString(), "m"));
            }
        }
    }

    [Theory]
    [InlineData("\"scale\":1,", "\"scale\":0,", "a number above 0")]
    [InlineData("\"task\":\"binary\"", "\"task\":\"magic\"", "binary, classification or regression")]
    [InlineData("\"role\":\"category\"", "\"role\":\"System.Diagnostics.Process\"", "number, date, boolean or category")]
    [InlineData("\"classes\":[\"a\",\"b\"]", "\"classes\":[\"a\",\"a\"]", "different names")]
    [InlineData("\"classes\":[\"a\",\"b\"]", "\"classes\":[\"a\",\"b\",\"c\"]", "as many as the task has classes")]
    [InlineData("[\"blue\",\"red\"]", "[\"blue\",\"blue\"]", "each category once")]
    [InlineData("\"column\":\"gap\"", "\"column\":\"num\"", "each column once")]
    public void Values_that_make_no_sense_are_refused(string from, string to, string what)
    {
        string json = Fit(Cells, [0, 1, 2, 3, 4, 5]).ToJson();
        Assert.Contains(from, json);
        Assert.Contains(what, Assert.Throws<FileFormatException>(() => TablePreprocessor.FromJson(json.Replace(from, to), "m")).Message);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        string json = Fit(Cells, [0, 1, 2, 3, 4, 5]).ToJson();
        for (int n = 0; n < json.Length; n++)
            Assert.Throws<FileFormatException>(() => TablePreprocessor.FromJson(json[..n], "m"));
    }
}
