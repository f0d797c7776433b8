namespace Fathom.Tests.Tabular;

public sealed class TableSplitTests
{
    private static string Fault(Action action) => Assert.Throws<DatasetException>(action).Message;

    [Theory]
    [InlineData(10, 0.1, 0.2)]
    [InlineData(569, 0.1, 0.2)]
    [InlineData(1309, 0, 0.2)]
    [InlineData(7, 0.3, 0)]
    [InlineData(5, 0, 0)]
    public void Every_row_falls_into_exactly_one_part(int rows, double validation, double test)
    {
        var split = TableSplit.Create(rows, validation, test, new Rng(3));
        Assert.Equal(Enumerable.Range(0, rows), split.Train.Concat(split.Validation).Concat(split.Test).Order());
        Assert.Equal((int)Math.Round(rows * test, MidpointRounding.AwayFromZero), split.Test.Length);
        Assert.Equal((int)Math.Round(rows * validation, MidpointRounding.AwayFromZero), split.Validation.Length);
        Assert.All([split.Train, split.Validation, split.Test], part => Assert.Equal(part.Order(), part));
    }

    [Fact]
    public void Classes_keep_their_shares_to_within_a_row()
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 100 < 62 ? 0 : i % 100 < 97 ? 1 : 2)];
        var split = TableSplit.Create(labels, ["a", "b", "c"], 0.1, 0.2, new Rng(1));
        int[] Count(int[] part) => [.. Enumerable.Range(0, 3).Select(c => part.Count(r => labels[r] == c))];
        Assert.Equal([124, 70, 6], Count(split.Test));
        Assert.Equal([62, 35, 3], Count(split.Validation));
        Assert.Equal([434, 245, 21], Count(split.Train));
    }

    [Fact]
    public void Every_class_leaves_rows_to_learn_from()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            int[] labels = [.. Enumerable.Range(0, 40).Select(i => i < 2 ? 1 : i < 5 ? 2 : 0)];
            var split = TableSplit.Create(labels, ["a", "b", "c"], 0.3, 0.4, new Rng(seed));
            Assert.Equal(3, split.Train.Select(r => labels[r]).Distinct().Count());
            Assert.Equal((16, 12), (split.Test.Length, split.Validation.Length));
        }
    }

    [Fact]
    public void The_seed_decides_and_nothing_else()
    {
        int[] Test(ulong seed) => TableSplit.Create(500, 0.1, 0.2, new Rng(seed)).Test;
        Assert.Equal(Test(1), Test(1));
        Assert.NotEqual(Test(1), Test(2));
    }

    [Theory]
    [InlineData(-0.1, 0.2, "the share for validation is -0.1; expected at least 0 and below 1, such as 0.2.")]
    [InlineData(0.1, 1.0, "the share for test is 1; expected at least 0 and below 1, such as 0.2.")]
    [InlineData(0.1, double.NaN, "the share for test is NaN; expected at least 0 and below 1, such as 0.2.")]
    [InlineData(0.5, 0.5, "validation 0.5 and test 0.5 leave nothing to train on; their sum must be below 1.")]
    [InlineData(0.01, 0.2, "0.01 of 20 rows is no row for validation. Bring more rows, a larger share, or 0 to do without.")]
    [InlineData(0.1, 0.001, "0.001 of 20 rows is no row for test. Bring more rows, a larger share, or 0 to do without.")]
    public void Shares_that_cannot_be_are_refused(double validation, double test, string message) =>
        Assert.Equal(message, Fault(() => TableSplit.Create(20, validation, test, new Rng(0))));

    [Fact]
    public void Too_few_rows_are_refused()
    {
        Assert.Equal("2 rows cannot be split: 1 for test and 1 for validation leave none to train on. Bring more rows or smaller shares.", Fault(() => TableSplit.Create(2, 0.4, 0.4, new Rng(0))));
        Assert.Contains("are too few to give training, validation and test a row each", Fault(() => TableSplit.Create([0, 0, 1, 1], ["a", "b"], 0.25, 0.5, new Rng(0))));
    }

    [Fact]
    public void A_class_with_a_single_row_is_named()
    {
        int[] labels = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0];
        Assert.Equal("the class 'rare' has a single row, so it cannot be both learned and tested in a stratified split. Add rows of it, or take it out.",
            Fault(() => TableSplit.Create(labels, ["common", "rare"], 0.1, 0.2, new Rng(0))));
        Assert.Equal(10, TableSplit.Create(labels, ["common", "rare"], 0, 0, new Rng(0)).Train.Length);
    }

    [Fact]
    public void A_plan_splits_its_rows_and_never_those_without_a_target()
    {
        var plan = TablePlan.Infer(Table.ParseCsv("x,y\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i * i},{(i % 10 == 0 ? "" : i % 3)}"))), "y");
        var split = plan.Split(0.1, 0.2, new Rng(4));
        Assert.Equal(plan.Rows, split.Train.Concat(split.Validation).Concat(split.Test).Order());
        Assert.DoesNotContain(50, split.Train.Concat(split.Validation).Concat(split.Test));
    }
}
