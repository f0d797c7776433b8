namespace Fathom.Tests.Tabular;

/// <summary>Categories as codes instead of one-hot features.</summary>
public sealed class CategoryCodesTests
{
    private const string Cells = """
        num,color,y
        1,red,a
        2,red,b
        3,blue,a
        ,blue,b
        5,green,a
        6,,b
        """;

    [Fact]
    public void A_category_is_a_number_from_2_on_with_0_for_unknown_and_1_for_missing()
    {
        TablePreprocessor p = Fit(Cells);
        Assert.Equal(["num", "num (missing)", "color"], p.FeatureNames);
        Assert.Equal([0, 0, 4], p.CodeCounts);
        Assert.Equal([3, 3, 2, 2, 0, 1], Codes(p, Cells)); // blue, red in order; green is too rare to be known
    }

    [Fact]
    public void What_training_never_saw_is_unknown_and_said()
    {
        TablePreprocessor p = Fit("num,color,y\n1,red,a\n2,red,b\n3,blue,a\n4,blue,b\n");
        Assert.Equal([0, 4], p.CodeCounts);
        TableFeatures x = p.Transform(Table.ParseCsv("num,color\n,pink\n2,\n"));
        Assert.Equal([0, 1], Codes(x));
        Assert.Contains(x.Notices, notice => notice.Text.Contains("a value not seen in training ('pink'") && notice.Text.Contains("taken as unknown"));
        Assert.Contains(x.Notices, notice => notice.Text.Contains("no category is learned for it"));
    }

    [Fact]
    public void Codes_travel_as_json_and_what_has_none_is_written_as_before()
    {
        TablePreprocessor p = Fit(Cells);
        TablePreprocessor read = TablePreprocessor.FromJson(p.ToJson(), "m");
        Assert.Equal(p.ToJson(), read.ToJson());
        Assert.Equal(p.CodeCounts, read.CodeCounts);
        Assert.Equal(Codes(p, Cells), Codes(read, Cells));
        Assert.Contains("\"category code\"", p.ToJson());
        Assert.DoesNotContain("code", TablePreprocessor.Fit(TablePlan.Infer(Table.ParseCsv(Cells), "y"), [0, 1, 2, 3, 4, 5]).ToJson());
    }

    [Fact]
    public void More_categories_are_known_than_one_hot_has_slots()
    {
        string cells = "name,y\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"n{i % 80:00},{i % 2}\n"));
        var plan = TablePlan.Infer(Table.ParseCsv(cells), "y", new TablePlanOptions { Keep = ["name"] });
        Assert.Equal(82, TablePreprocessor.Fit(plan, plan.Rows, CategoryEncoding.Codes).CodeCounts[0]);
        Assert.Equal(51, TablePreprocessor.Fit(plan, plan.Rows).FeatureCount);
    }

    private static TablePreprocessor Fit(string cells)
    {
        var plan = TablePlan.Infer(Table.ParseCsv(cells), "y", new TablePlanOptions { Keep = ["num", "color"] });
        return TablePreprocessor.Fit(plan, plan.Rows, CategoryEncoding.Codes);
    }

    private static float[] Codes(TablePreprocessor p, string cells) => Codes(p.Transform(Table.ParseCsv(cells)));

    private static float[] Codes(TableFeatures x) => [.. Enumerable.Range(0, x.Rows).Select(row => x.Values[((row + 1) * x.Columns) - 1])];
}
