using System.Text;

namespace Fathom.Tests.Tabular;

public sealed class TablePlanTests
{
    private static Table Make(string header, int rows, Func<int, string> row, CsvOptions? options = null) =>
        Table.ParseCsv(header + "\n" + string.Join('\n', Enumerable.Range(0, rows).Select(row)), options, "t.csv");

    private static string Fault(Table table, string? target, TablePlanOptions? options = null) =>
        Assert.Throws<DatasetException>(() => TablePlan.Infer(table, target, options)).Message;

    private static double Wave(int i) => Math.Sin(i * 12.9898) * 43758.5453 % 1;

    // ---- the task

    [Fact]
    public void Text_and_yes_no_are_classes()
    {
        var plan = TablePlan.Infer(Make("x,y", 30, i => $"{i * i},{"cab"[i % 3]}"), "y");
        Assert.Equal(TableTask.Classification, plan.Task);
        Assert.Equal(["a", "b", "c"], plan.Classes);
        Assert.Equal([10, 10, 10], plan.ClassCounts);
        Assert.Equal([2, 0, 1, 2], plan.Labels[..4]);
        Assert.Equal("classes, because 'y' holds text.", plan.TaskReason);
        var yesNo = TablePlan.Infer(Make("x,y", 30, i => $"{i * i},{(i % 3 == 0 ? "yes" : "no")}"), "y");
        Assert.Equal((TableTask.Binary, "no", "yes"), (yesNo.Task, yesNo.Classes[0], yesNo.Classes[1]));
    }

    [Fact]
    public void Whole_numbers_are_classes_up_to_twenty_of_them()
    {
        var twenty = TablePlan.Infer(Make("x,y", 60, i => $"{i * i},{i % 20}"), "y");
        Assert.Equal(TableTask.Classification, twenty.Task);
        Assert.Equal(["8", "9", "10", "11"], twenty.Classes.Skip(8).Take(4)); // by size, not by spelling
        Assert.Equal("classes, because 'y' holds whole numbers, 20 different ones (up to 20 are taken as classes). Override with --task regression.", twenty.TaskReason);
        var more = TablePlan.Infer(Make("x,y", 60, i => $"{i * i},{i % 21}"), "y");
        Assert.Equal(TableTask.Regression, more.Task);
        Assert.Equal("regression, because 'y' holds whole numbers, 21 different ones (more than 20). Override with --task classification.", more.TaskReason);
        Assert.Equal(20, more.Values[20]);
        Assert.Empty(more.Classes);
    }

    [Fact]
    public void Fractions_are_a_regression_and_two_numbers_a_binary_task()
    {
        Assert.Equal(TableTask.Regression, TablePlan.Infer(Make("x,y", 30, i => $"{i * i},{i % 2}.5"), "y").Task);
        Assert.Equal(TableTask.Binary, TablePlan.Infer(Make("x,y", 30, i => $"{i * i},{i % 2}.0"), "y").Task);
    }

    [Fact]
    public void The_user_decides_the_task_where_it_is_possible()
    {
        var table = Make("x,y,z", 30, i => $"{i * i},{i % 3},{"ab"[i % 2]}");
        Assert.Equal(TableTask.Regression, TablePlan.Infer(table, "y", new() { Task = TableTask.Regression }).Task);
        Assert.Equal("regression, as asked.", TablePlan.Infer(table, "y", new() { Task = TableTask.Regression }).TaskReason);
        Assert.Equal("t.csv, column 'y': a binary task needs two classes, but the target has 3: '0', '1', '2'. Use --task classification.", Fault(table, "y", new() { Task = TableTask.Binary }));
        Assert.Equal("t.csv, line 2, column 'z': 'a' is not a number, so regression is impossible; the target holds text. Use --task classification.", Fault(table, "z", new() { Task = TableTask.Regression }));
        Assert.Equal("t.csv, column 'x': 30 different values in 30 rows are too many for classes (at most 1,000, and half the rows). Use --task regression.", Fault(table, "x", new() { Task = TableTask.Classification }));
    }

    // ---- the target

    [Fact]
    public void An_unknown_target_offers_near_names_and_the_list()
    {
        var table = Make("age,survived,sex", 3, i => $"{i},{i},{i}");
        Assert.Equal("t.csv: no such target column: 'surived'. Did you mean 'survived'? The columns are 'age', 'survived', 'sex'.", Fault(table, "surived"));
        Assert.Equal("t.csv: no such target column: 'Sex'. Did you mean 'sex'? The columns are 'age', 'survived', 'sex'.", Fault(table, "Sex"));
        Assert.Equal("t.csv: no such target column: 'price'. The columns are 'age', 'survived', 'sex'.", Fault(table, "price"));
    }

    [Fact]
    public void Without_a_name_a_headless_table_gives_its_last_column_and_another_is_refused()
    {
        var plan = TablePlan.Infer(Table.ParseCsv(string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i * i},{i % 2}")), new() { HasHeader = false }), null);
        Assert.Equal("column2", plan.Target);
        Assert.Contains(plan.Notices, n => n.Text == "the target is the last column, column2; --target takes another.");
        Assert.Contains("no target was named; expected one of the columns 'x', 'y'", Fault(Make("x,y", 3, i => $"{i},{i}"), null));
    }

    [Fact]
    public void A_constant_or_missing_target_is_refused()
    {
        Assert.Equal("t.csv, column 'y': the target is '7' in every row; there is nothing to learn. Name another target.", Fault(Make("x,y", 5, i => $"{i},7"), "y"));
        Assert.Equal("t.csv, column 'y': the target is 'no' in every row; there is nothing to learn. Name another target.", Fault(Make("x,y", 5, i => $"{i},{(i == 2 ? "" : i % 2 == 0 ? "no" : "no.")}"), "y"));
        Assert.Equal("t.csv, column 'y': every cell of the target is missing. Name another target.", Fault(Make("x,y", 5, i => $"{i},?"), "y"));
    }

    [Fact]
    public void One_row_is_too_few() =>
        Assert.Equal("t.csv, line 2: there is only one row; expected at least a few for each class to train, validate and test on.", Fault(Make("x,y", 1, _ => "1,2"), "y"));

    [Fact]
    public void Rows_without_a_target_are_left_out_and_counted()
    {
        var plan = TablePlan.Infer(Make("x,y", 30, i => $"{i * i},{(i % 10 == 3 ? "?" : i % 2)}"), "y");
        Assert.Equal(27, plan.Rows.Length);
        Assert.DoesNotContain(13, plan.Rows);
        Assert.Equal(plan.Rows.Select(r => r % 2), plan.Labels);
        Assert.Contains(plan.Notices, n => n.Text == "3 rows have no 'y' (written as '?') and are left out.");
    }

    [Fact]
    public void Text_in_a_numeric_target_is_refused_with_line_and_value()
    {
        var table = Make("x,y", 40, i => $"{i * i},{(i == 17 ? "cheap" : i + ".25")}");
        Assert.Equal("t.csv, line 19, column 'y': 'cheap' is not a number, but the target is one in most rows. Correct the cell, or empty it to leave the row out; add --task classification if the texts are class labels.", Fault(table, "y"));
        Assert.Contains("line 19, column 'y': 'cheap' is not a number", Fault(table, "y", new() { Task = TableTask.Regression }));
        Assert.Contains("Numbers are written with a point, not a comma.", Fault(Make("x;y", 40, i => $"{i};{(i == 17 ? "1,5" : i + ".25")}"), "y"));
    }

    [Fact]
    public void Infinite_cells_are_refused_as_written_unless_the_column_is_left_out()
    {
        foreach (string cell in new[] { "inf", "-Infinity", "1e400" })
        {
            var feature = Make("x,z,y", 30, i => $"{(i == 4 ? cell : i * i)},{Wave(i)},{i % 2}");
            Assert.Equal($"t.csv, line 6, column 'x': '{cell}' is not a finite number. Correct the cell, or empty it to make it missing, or leave the column out (--drop x).", Fault(feature, "y"));
            Assert.Equal(["z"], TablePlan.Infer(feature, "y", new() { Drop = ["x"] }).Columns.Select(c => c.Name));
            Assert.Contains($"'{cell}' is not a finite number", Fault(Make("x,y", 30, i => $"{i * i},{(i == 4 ? cell : Wave(i))}"), "y"));
        }
    }

    [Fact]
    public void A_full_stop_after_labels_is_understood_and_reported()
    {
        var both = TablePlan.Infer(Make("x,y", 40, i => $"{i * i},{(i % 2 == 0 ? "<=50K" : ">50K")}{(i < 10 ? "." : "")}"), "y");
        Assert.Equal(["<=50K", ">50K"], both.Classes);
        Assert.Contains(both.Notices, n => n.Text == "10 labels of 'y' end in a full stop and are read without it ('<=50K', '>50K').");
        Assert.Equal(["<=50K", ">50K"], TablePlan.Infer(Table.ReadCsv(TableFiles.Real("adult-test-200.csv"), TableFiles.Adult), "income").Classes);
        Assert.Equal(["Dr.", "Lady"], TablePlan.Infer(Make("x,y", 40, i => $"{i * i},{(i % 2 == 0 ? "Dr." : "Lady")}"), "y").Classes);
    }

    // ---- the columns

    [Fact]
    public void Titanic_loses_what_names_people_and_what_gives_them_away_and_nothing_else()
    {
        var plan = TablePlan.Infer(Table.ReadCsv(TableFiles.Real("titanic.csv")), "survived");
        Assert.Equal(["pclass", "sex", "age", "sibsp", "parch", "fare", "embarked"], plan.Columns.Select(c => c.Name));
        var dropped = plan.Dropped.ToDictionary(d => d.Name);
        Assert.Equal(["name", "ticket", "cabin", "boat", "body", "home.dest"], plan.Dropped.Select(d => d.Name));
        Assert.All(["name", "ticket", "cabin", "home.dest"], n => Assert.Equal(DropReason.NearUnique, dropped[n].Reason));
        Assert.Equal("near-unique text: 1,307 different values in 1,309 cells, and only 0 % of the cells hold one that comes 10 times or more", dropped["name"].Text);
        Assert.Equal(new("boat", DropReason.Giveaway, "it gives the target away: 98.1 % of the 486 rows where it is filled in have survived=1, of all rows 38.2 %"), dropped["boat"]);
        Assert.Equal(new("body", DropReason.Giveaway, "it gives the target away: 100 % of the 121 rows where it is filled in have survived=0, of all rows 61.8 %"), dropped["body"]);
    }

    [Fact]
    public void Nothing_is_dropped_from_penguins_adult_and_california()
    {
        Assert.Empty(TablePlan.Infer(Table.ReadCsv(TableFiles.Real("penguins.csv")), "species").Dropped);
        Assert.Empty(TablePlan.Infer(Table.ReadCsv(TableFiles.Real("penguins.csv")), "body_mass_g").Dropped);
        Assert.Empty(TablePlan.Infer(Table.ReadCsv(TableFiles.Real("adult-train-400.csv"), TableFiles.Adult), "income").Dropped);
        Assert.Empty(TablePlan.Infer(Table.ReadCsv(TableFiles.Real("california-300.csv")), "median_house_value", new() { Keep = ["ocean_proximity"] }).Dropped);
    }

    [Fact]
    public void Constant_and_empty_columns_are_dropped()
    {
        var plan = TablePlan.Infer(Make("x,c,e,y", 30, i => $"{i * i},red,NA,{i % 2}"), "y");
        Assert.Equal([new("c", DropReason.Constant, "'red' in every row"), new("e", DropReason.Constant, "every cell is missing")], plan.Dropped);
    }

    [Theory]
    [InlineData("PassengerId", true)]
    [InlineData("customer_id", true)]
    [InlineData("userid", true)]
    [InlineData("Unnamed: 0", true)]
    [InlineData("humid", false)]
    [InlineData("paid", false)]
    public void Whole_numbers_that_differ_in_every_row_are_identifiers_if_the_name_says_so(string name, bool identifier)
    {
        var plan = TablePlan.Infer(Make($"x,{name},y", 40, i => $"{Wave(i)},{1000 + i * 37 % 41 * 10},{i % 2}"), "y");
        Assert.Equal(identifier, plan.Dropped.Any(d => d.Name == name && d.Reason == DropReason.Identifier));
    }

    [Theory]
    [InlineData("n", 1, true)]
    [InlineData("n", 7, true)] // 7 is prime to 40: the same numbers in another order
    [InlineData("year", 1, false)]
    public void A_column_that_counts_the_rows_is_dropped_unless_it_is_time(string name, int step, bool identifier)
    {
        var plan = TablePlan.Infer(Make($"x,{name},y", 40, i => $"{Wave(i)},{5 + i * step % 40},{i % 2}"), "y");
        Assert.Equal(identifier, plan.Dropped.Any());
        if (identifier) Assert.Equal("it counts the rows: every whole number from 5 to 44 once", plan.Dropped[0].Text);
    }

    [Fact]
    public void Keep_and_drop_override_and_must_name_columns()
    {
        var table = Table.ReadCsv(TableFiles.Real("titanic.csv"));
        var plan = TablePlan.Infer(table, "survived", new() { Keep = ["boat", "name"], Drop = ["sex"] });
        Assert.Contains("boat", plan.Columns.Select(c => c.Name));
        Assert.Contains("name", plan.Columns.Select(c => c.Name));
        Assert.Equal(new("sex", DropReason.Asked, "left out as asked"), plan.Dropped.Single(d => d.Name == "sex"));
        Assert.Contains("no such column to keep: 'bota'. Did you mean 'boat' or", Fault(table, "survived", new() { Keep = ["bota"] }));
        Assert.Contains("no such column to drop: 'fair'. Did you mean 'fare'", Fault(table, "survived", new() { Drop = ["fair"] }));
        Assert.Contains("'fare', 'sex' cannot be both kept and dropped.", Fault(table, "survived", new() { Keep = ["fare", "sex"], Drop = ["sex", "fare"] }));
        Assert.Contains("column 'survived': the target cannot be a column to drop", Fault(table, "survived", new() { Drop = ["survived"] }));
    }

    [Fact]
    public void No_column_left_is_refused_with_all_reasons()
    {
        Assert.Equal("t.csv: no column is left to learn from: 'a': 'k' in every row; 'b': left out as asked. Name columns to --keep.",
            Fault(Make("a,b,y", 30, i => $"k,{i},{i % 2}"), "y", new() { Drop = ["b"] }));
        Assert.Contains("the target 'y' is the only column", Fault(Make("y", 30, i => $"{i % 2}"), "y"));
    }

    [Fact]
    public void The_only_column_is_used_even_if_it_counts_the_rows_or_is_a_law_of_the_target()
    {
        var plan = TablePlan.Infer(Make("n,y", 50, i => $"{i},{3.5 * i + 1}"), "y");
        Assert.Equal(["n"], plan.Columns.Select(c => c.Name));
        Assert.Empty(plan.Dropped);
        Assert.Contains(plan.Notices, n => n.Kind == NoticeKind.Warning && n.Text.EndsWith("but no other column is left, so it is used."));
    }

    [Fact]
    public void A_column_of_numbers_with_few_other_texts_takes_them_as_missing()
    {
        var plan = TablePlan.Infer(Make("x,y", 100, i => $"{(i == 40 ? "unknown" : i == 60 ? "-" : i * i)},{i % 2}"), "y");
        var column = Assert.Single(plan.Columns);
        Assert.Equal(ColumnRole.Number, column.Role);
        Assert.Equal(["-", "unknown"], column.ExtraMissing);
        Assert.Contains(plan.Notices, n => n.Text == "'x' holds numbers except in 2 cells ('-', 'unknown'; first in line 42), taken as missing.");
    }

    [Fact]
    public void A_column_of_numbers_and_more_text_is_text()
    {
        var plan = TablePlan.Infer(Make("x,y", 100, i => $"{(i % 5 == 0 ? "big" : i % 3)},{i / 50}"), "y");
        Assert.Equal(ColumnRole.Category, Assert.Single(plan.Columns).Role);
        Assert.Contains(plan.Notices, n => n.Text == "'x' mixes numbers and text (first 'big' in line 2) and is taken as text.");
    }

    [Fact]
    public void Roles_follow_kinds()
    {
        var plan = TablePlan.Infer(Make("n,b,d,c,y", 60, i => $"{Wave(i)},{(i % 3 == 0 ? "t" : "f")},2024-01-{1 + i % 28:00},{"rgb"[i % 3]},{i % 2}"), "y");
        Assert.Equal([ColumnRole.Number, ColumnRole.Boolean, ColumnRole.Date, ColumnRole.Category], plan.Columns.Select(c => c.Role));
    }
}
