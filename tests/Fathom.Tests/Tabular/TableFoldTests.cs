namespace Fathom.Tests.Tabular;

/// <summary>Folds: every row is tested once, classes are spread, nothing that is tested is learned from.</summary>
public sealed class TableFoldTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void Every_row_is_tested_exactly_once_and_in_each_fold_stands_in_one_part(int folds)
    {
        int[] labels = [.. Enumerable.Range(0, 61).Select(i => i % 4 == 0 ? 1 : 0)];
        TableSplit[] splits = [.. Enumerable.Range(1, folds).Select(fold => Fold(labels, fold, folds))];
        Assert.Equal(Enumerable.Range(0, 61), splits.SelectMany(split => split.Test).Order());
        foreach (TableSplit split in splits)
        {
            Assert.Equal(Enumerable.Range(0, 61), split.Train.Concat(split.Validation).Concat(split.Test).Order());
            Assert.InRange(split.Test.Length, 61 / folds, (61 / folds) + 1);
            Assert.Equal(6, split.Validation.Length);
            Assert.InRange(split.Test.Count(row => labels[row] == 1), 16 / folds, (16 / folds) + 1);
            Assert.InRange(split.Validation.Count(row => labels[row] == 1), 1, 2);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_folds_and_another_one_others()
    {
        int[] labels = new int[40];
        Assert.Equal(Fold(labels, 2, 4).Test, Fold(labels, 2, 4).Test);
        Assert.Equal(Fold(labels, 2, 4).Validation, Fold(labels, 2, 4).Validation);
        Assert.NotEqual(Fold(labels, 2, 4).Test, TableSplit.Fold(labels, ["a"], 2, 4, 0.1, new Rng(4)).Test);
    }

    [Fact]
    public void Too_few_rows_are_refused_by_name()
    {
        int[] labels = [0, 0, 0, 0, 0, 0, 1, 1, 1];
        Assert.Contains("class 'b' has 3 rows, fewer than 4 folds", Assert.Throws<DatasetException>(() => Fold(labels, 1, 4)).Message);
        Assert.Contains("10 folds of 9 rows", Assert.Throws<DatasetException>(() => Fold(new int[9], 1, 10)).Message);
        Assert.Contains("fold 3 of 2", Assert.Throws<DatasetException>(() => Fold(labels, 3, 2)).Message);
    }

    private static TableSplit Fold(int[] labels, int fold, int folds) => TableSplit.Fold(labels, labels.Contains(1) ? ["a", "b"] : ["a"], fold, folds, 0.1, new Rng(3));
}
