using System.Globalization;

namespace Fathom.Tests.Tabular;

public sealed class GiveawayTests
{
    private const int Rows = 200;

    /// <summary>A table with an honest column, the column under test, and a target; both depend on the row and on noise in [0, 1).</summary>
    private static TablePlan Plan(Func<int, double, string> cell, Func<int, string> target)
    {
        var noise = new double[Rows];
        new Rng(11).Uniform<double>(noise);
        var lines = Enumerable.Range(0, Rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"{noise[(i * 7 + 3) % Rows]},{cell(i, noise[i])},{target(i)}"));
        return TablePlan.Infer(Table.ParseCsv("honest,x,y\n" + string.Join('\n', lines)), "y");
    }

    private static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);

    private static string TwoClasses(int i) => i * 37 % 5 < 2 ? "sick" : "well";

    private static bool Sick(int i) => i * 37 % 5 < 2;

    private static string Value(int i) => Text(10 + 5 * Math.Sin(i) + i * 31 % 17);

    private static void Dropped(TablePlan plan, string evidence)
    {
        var dropped = Assert.Single(plan.Dropped);
        Assert.Equal(("x", DropReason.Giveaway), (dropped.Name, dropped.Reason));
        Assert.Contains(evidence, dropped.Text);
    }

    private static void Used(TablePlan plan)
    {
        Assert.Empty(plan.Dropped);
        Assert.Equal(["honest", "x"], plan.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_column_filled_in_for_one_class_only_is_dropped() => Dropped(Plan((i, u) => Sick(i) && u < 0.5 ? Text(u * 100) : "", TwoClasses), "rows where it is filled in have y=sick");

    [Fact]
    public void A_column_missing_for_one_class_only_is_dropped() => Dropped(Plan((i, u) => !Sick(i) && u < 0.5 ? "" : Text(u * 100), TwoClasses), "rows where it is missing have y=well");

    [Fact]
    public void A_column_missing_more_often_in_one_class_is_used() => Used(Plan((i, u) => u < (Sick(i) ? 0.7 : 0.2) ? "" : Text(u * 100), TwoClasses));

    [Fact]
    public void A_few_missing_cells_in_one_class_prove_nothing() => Used(Plan((i, u) => Sick(i) && i < 25 ? "" : Text(u * 100), TwoClasses));

    [Fact]
    public void A_copy_of_the_classes_in_other_words_is_dropped() => Dropped(Plan((i, _) => Sick(i) ? "dead" : "alive", TwoClasses), "its value alone tells y right in 100 % of the rows (guessing: 60 %)");

    [Fact]
    public void Several_words_that_each_decide_the_class_are_dropped() => Dropped(Plan((i, u) => (Sick(i) ? "ward" : "home") + (int)(u * 4), TwoClasses), "its value alone tells y");

    [Fact]
    public void Words_that_decide_nearly_all_rows_are_used() => Used(Plan((i, u) => Sick(i) == u > 0.03 ? "bad smell" : "none to note", TwoClasses));

    [Fact]
    public void The_classes_as_numbers_are_dropped_with_or_without_noise()
    {
        Dropped(Plan((i, _) => Sick(i) ? "1" : "0", TwoClasses), "its value alone tells y");
        Dropped(Plan((i, u) => Text((Sick(i) ? 1 : 0) + u * 0.05), TwoClasses), "it is y in other numbers (99.9 % of its variance is between the classes)");
    }

    [Fact]
    public void A_number_that_parts_the_classes_but_varies_within_them_is_used_with_a_warning()
    {
        var plan = Plan((i, u) => Text((Sick(i) ? 1.2 : 0) + u), TwoClasses);
        Used(plan);
        Assert.Contains(plan.Notices, n => n.Kind == NoticeKind.Warning && n.Text.StartsWith("'x' alone parts the classes of 'y' without error."));
    }

    [Fact]
    public void A_strong_number_is_used_without_a_warning()
    {
        var plan = Plan((i, u) => Text((Sick(i) ? 0.8 : 0) + u), TwoClasses);
        Used(plan);
        Assert.DoesNotContain(plan.Notices, n => n.Kind == NoticeKind.Warning);
    }

    [Fact]
    public void A_regression_target_in_other_units_or_another_order_preserving_form_is_dropped()
    {
        Dropped(Plan((i, _) => Text(32 + 1.8 * double.Parse(Value(i), CultureInfo.InvariantCulture)), Value), "it is y in other numbers (correlation 1.0000)");
        Dropped(Plan((i, u) => Text(-double.Parse(Value(i), CultureInfo.InvariantCulture) + u * 0.1), Value), "it is y in other numbers (correlation -");
        Dropped(Plan((i, _) => Text(Math.Exp(double.Parse(Value(i), CultureInfo.InvariantCulture))), Value), "it puts the rows in the order of y (rank correlation 1.0000)");
    }

    [Fact]
    public void A_strong_regression_input_is_used() => Used(Plan((i, u) => Text(double.Parse(Value(i), CultureInfo.InvariantCulture) + 2 * u), Value));

    [Fact]
    public void A_target_known_from_presence_or_from_words_is_dropped_in_regression()
    {
        Dropped(Plan((i, u) => Sick(i) ? Text(u) : "", i => Text((Sick(i) ? 100 : 0) + i * 31 % 7 + 0.5)), "whether it is filled in explains");
        Dropped(Plan((i, _) => "grade " + (char)('a' + i % 9), i => Text(i % 9 * 1000 + i * 31 % 7 + 0.5)), "its value alone explains");
    }

    [Fact]
    public void Nine_classes_each_with_its_own_word_are_given_away() => Dropped(Plan((i, _) => "code" + i % 9, i => "class" + i % 9), "its value alone tells y right in 100 %");

    [Fact]
    public void Too_few_rows_are_not_judged()
    {
        var table = Table.ParseCsv("h,x,y\n" + string.Join('\n', Enumerable.Range(0, 16).Select(i => $"{i * i % 7},{(i % 2 == 0 ? "on" : "off")},{i % 2}")));
        Assert.Empty(TablePlan.Infer(table, "y").Dropped);
    }

    [Fact]
    public void Petals_that_part_one_iris_from_the_others_are_used()
    {
        // Petal lengths as Fisher measured them: setosa 1.0–1.9, the others 3.0–6.9, three classes and two.
        int[][] setosa = [[10, 1], [11, 1], [12, 2], [13, 7], [14, 13], [15, 13], [16, 7], [17, 4], [19, 2]];
        int[][] versicolor = [[30, 1], [33, 2], [35, 2], [36, 1], [37, 1], [38, 1], [39, 3], [40, 5], [41, 3], [42, 4], [43, 2], [44, 4], [45, 7], [46, 3], [47, 5], [48, 2], [49, 2], [50, 1], [51, 1]];
        var rows = setosa.SelectMany(p => Enumerable.Repeat($"{p[0] / 10.0},setosa", p[1])).Concat(versicolor.SelectMany(p => Enumerable.Repeat($"{p[0] / 10.0},versicolor", p[1]))).ToArray();
        Assert.Equal(100, rows.Length);
        var plan = TablePlan.Infer(Table.ParseCsv("noise,petal,species\n" + string.Join('\n', rows.Select((r, i) => $"{i * 37 % 50 / 3.0},{r}"))), "species");
        Assert.Contains("petal", plan.Columns.Select(c => c.Name));
        Assert.Contains(plan.Notices, n => n.Text.Contains("'petal' alone parts the classes"));
    }
}
