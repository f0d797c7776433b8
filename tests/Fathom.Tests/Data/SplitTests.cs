namespace Fathom.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void The_readmes_first_line_splits_and_standardizes()
    {
        var (train, validation, test) = Datasets.BreastCancer().Split(validation: 0.1, test: 0.2, stratify: true, seed: 42).Standardize();
        Assert.Equal((398, 57, 114), (train.Count, validation.Count, test.Count));
        foreach (Dataset part in new[] { train, validation, test })
            Assert.Equal(357.0 / 569, part.Y.ToArray<float>().Average(), 0.5 / 57);
    }

    [Fact]
    public void Eighty_twenty_of_breast_cancer_leaves_455_rows()
    {
        var (train, test) = Datasets.BreastCancer().Split(test: 0.2, stratify: true);
        Assert.Equal((455, 114), (train.Count, test.Count));
    }

    [Theory]
    [InlineData(0.1, 0.2, true, 1)]
    [InlineData(0.3, 0.3, true, 2)]
    [InlineData(0, 0.5, true, 3)]
    [InlineData(0.15, 0.25, false, 4)]
    [InlineData(0.25, 0, false, 5)]
    public void Parts_are_exact_disjoint_complete_and_in_proportion(double validation, double test, bool stratify, ulong seed)
    {
        int[] counts = [2, 31, 50, 117];
        Dataset data = OfClasses(counts);
        DatasetSplit split = data.Split(validation, test, stratify, seed);
        Dataset[] held = [.. new[] { split.HasValidation ? split.Validation : null, split.HasTest ? split.Test : null }.OfType<Dataset>()];
        double[] fractions = [.. new[] { validation, test }.Where(f => f > 0)];

        Assert.Equal(Enumerable.Range(0, 200), held.Append(split.Train).SelectMany(RowNumbers).Order());
        for (int p = 0; p < held.Length; p++)
        {
            Assert.Equal((int)Math.Round(200 * fractions[p], MidpointRounding.AwayFromZero), held[p].Count);
            for (int c = 0; c < 4 && stratify; c++)
                Assert.InRange(held[p].Y.ToArray<long>().Count(y => y == c), (counts[c] * fractions[p]) - 1.01, (counts[c] * fractions[p]) + 1.01);
        }

        if (stratify)
            Assert.Equal([0L, 1, 2, 3], split.Train.Y.ToArray<long>().Distinct().Order());
        foreach (Dataset part in held.Append(split.Train))
            for (int i = 0; i < part.Count; i++)
                Assert.Equal(ClassOf(counts, (int)part.X.GetElement(i)), part.Y.GetElement(i));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_another_seed_others()
    {
        Dataset data = Datasets.Iris();
        float[] a = data.Split(0.1, 0.2, stratify: true, seed: 7).Train.X.ToArray<float>();
        Assert.Equal(a, data.Split(0.1, 0.2, stratify: true, seed: 7).Train.X.ToArray<float>());
        Assert.NotEqual(a, data.Split(0.1, 0.2, stratify: true, seed: 8).Train.X.ToArray<float>());
    }

    [Fact]
    public void Rows_of_a_part_are_in_random_order()
    {
        long[] labels = Datasets.Iris().Split(test: 0.2).Train.Y.ToArray<long>();
        Assert.NotEqual(labels.Order(), labels);
    }

    [Fact]
    public void Unshuffled_the_last_rows_test()
    {
        var (train, validation, test) = OfClasses([10]).Split(validation: 0.2, test: 0.3, shuffle: false);
        Assert.Equal([0, 1, 2, 3, 4], RowNumbers(train));
        Assert.Equal([5, 6], RowNumbers(validation));
        Assert.Equal([7, 8, 9], RowNumbers(test));
    }

    [Fact]
    public void Names_stay_with_the_parts()
    {
        Dataset train = Datasets.Wine().Split(test: 0.2).Train;
        Assert.Equal("wine", train.Name);
        Assert.Equal("alcohol", train.FeatureNames[0]);
        Assert.Equal(["class_0", "class_1", "class_2"], train.ClassNames);
        Assert.Equal("cultivar", train.TargetName);
    }

    [Theory]
    [InlineData(-0.1, 0.2)]
    [InlineData(0.1, 1.0)]
    [InlineData(double.NaN, 0.2)]
    [InlineData(double.PositiveInfinity, 0.2)]
    public void Fractions_outside_0_to_1_are_refused(double validation, double test) =>
        Assert.Contains("is a fraction of the rows", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Iris().Split(validation, test)).Message);

    [Fact]
    public void What_cannot_be_split_is_refused_with_a_sentence()
    {
        Dataset iris = Datasets.Iris();
        Assert.Contains("nothing is held out", Assert.Throws<ArgumentException>(() => iris.Split()).Message);
        Assert.Contains("leave nothing to train on", Assert.Throws<ArgumentException>(() => iris.Split(0.5, 0.5)).Message);
        Assert.Contains("contradict each other", Assert.Throws<ArgumentException>(() => iris.Split(test: 0.2, stratify: true, shuffle: false)).Message);
        Assert.Contains("the test part, 0.001 of them, would be empty", Assert.Throws<DatasetException>(() => iris.Split(test: 0.001)).Message);
        Assert.Contains("none is left to train on", Assert.Throws<DatasetException>(() => iris.Take(1).Split(test: 0.9)).Message);
        Assert.Contains("has one row", Assert.Throws<DatasetException>(() => OfClasses([20, 1]).Split(test: 0.2, stratify: true)).Message);
        Assert.Contains("class 'b'", Assert.Throws<DatasetException>(() => OfClasses([20, 1], ["a", "b"]).Split(test: 0.2, stratify: true)).Message);
        Assert.Contains("2 rows for 3 classes", Assert.Throws<DatasetException>(() => OfClasses([2, 2, 2]).Split(0.3, 0.3, stratify: true)).Message);
        Assert.Contains("Leave stratify out for regression", Assert.Throws<DatasetException>(() => Datasets.Sine().Split(test: 0.2, stratify: true)).Message);
    }

    [Fact]
    public void A_part_that_was_not_asked_for_says_how_to_get_it()
    {
        DatasetSplit split = Datasets.Iris().Split(test: 0.2);
        Assert.False(split.HasValidation);
        Assert.Contains("Split(validation: 0.1", Assert.Throws<DatasetException>(() => split.Validation).Message);
        Assert.Contains("Split(test: 0.2", Assert.Throws<DatasetException>(() => Datasets.Iris().Split(validation: 0.2).Test).Message);
        Assert.Contains("three parts", Assert.Throws<DatasetException>(() =>
        {
            var (_, _) = Datasets.Iris().Split(0.1, 0.2);
        }).Message);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(7, true)]
    [InlineData(200, false)]
    public void Folds_hold_out_every_row_once_in_even_parts(int k, bool stratify)
    {
        int[] counts = [9, 31, 50, 110];
        Dataset data = OfClasses(counts);
        var held = new List<int>();
        foreach (var (train, validation) in data.KFold(k, stratify, seed: 3))
        {
            Assert.Equal(200, train.Count + validation.Count);
            Assert.Empty(RowNumbers(train).Intersect(RowNumbers(validation)));
            Assert.InRange(validation.Count, 200 / k, (200 + k - 1) / k);
            for (int c = 0; c < 4 && stratify; c++)
                Assert.InRange(validation.Y.ToArray<long>().Count(y => y == c), counts[c] / k, (counts[c] + k - 1) / k);
            held.AddRange(RowNumbers(validation));
        }

        Assert.Equal(Enumerable.Range(0, 200), held.Order());
        Assert.Equal(held, data.KFold(k, stratify, seed: 3).SelectMany(fold => RowNumbers(fold.Validation)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(151)]
    public void Folds_are_from_2_to_the_rows(int k) =>
        Assert.Contains("from 2 to the rows of 'iris', 150", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Iris().KFold(k)).Message);

    [Fact]
    public void Largest_remainders_sum_to_the_total_and_leave_a_row_of_each_class()
    {
        Assert.Equal([5, 3, 2], Splitter.Apportion([50, 30, 20], 10));
        Assert.Equal([5, 3, 3], Splitter.Apportion([50, 30, 26], 11));
        Assert.Equal([1, 1, 0], Splitter.Apportion([10, 10, 10], 2));
        Assert.Equal([1, 1, 16], Splitter.Apportion([2, 2, 17], 18));
        Assert.Equal([0, 0], Splitter.Apportion([3, 4], 0));
        Assert.Equal([1_999_999_998], Splitter.Apportion([2_000_000_000], 1_999_999_998));
    }

    [Fact]
    public void Standardizing_fits_on_the_training_part_alone()
    {
        DatasetSplit raw = Datasets.BreastCancer().Split(0.1, 0.2, seed: 1);
        DatasetSplit split = raw.Standardize();
        var scaler = Assert.IsType<Standardizer>(split.Scaler);
        Assert.Null(raw.Scaler);
        for (int j = 0; j < 30; j++)
        {
            double[] column = Column(split.Train, j);
            double mean = column.Average();
            Assert.Equal(0, mean, 1e-5);
            Assert.Equal(1, Math.Sqrt(column.Average(v => (v - mean) * (v - mean))), 1e-5);
            Assert.Equal((Column(raw.Test, j)[3] - scaler.Mean[j]) / scaler.Scale[j], Column(split.Test, j)[3], 1e-5);
        }
    }

    // from sklearn.datasets import load_wine; from sklearn.preprocessing import StandardScaler
    // s = StandardScaler().fit(load_wine().data); print(s.mean_[[0, 12]], s.scale_[[0, 12]])
    [Fact]
    public void Standardizer_matches_scikit_learn()
    {
        Standardizer scaler = Standardizer.Fit(Datasets.Wine());
        Assert.Equal(13.000617977528083, scaler.Mean[0], 1e-6);
        Assert.Equal(746.8932584269663, scaler.Mean[12], 1e-9);
        Assert.Equal(0.809542914528517, scaler.Scale[0], 1e-6);
        Assert.Equal(314.0216568419877, scaler.Scale[12], 1e-9);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0f)]
    [InlineData(1e30f)]
    public void A_constant_column_is_divided_by_1(float value)
    {
        Tensor x = Tensor.Full([37, 1], value);
        Standardizer scaler = Standardizer.Fit(x);
        Assert.Equal(1, scaler.Scale[0]);
        Assert.All(scaler.Transform(x).ToArray<float>(), v => Assert.Equal(0, v, value * 1e-7f));
        Assert.Equal(1, MinMaxScaler.Fit(x).Scale[0]);
        Assert.All(MinMaxScaler.Fit(x).Transform(x).ToArray<float>(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Min_max_brings_training_columns_to_0_and_1()
    {
        DatasetSplit split = Datasets.Wine().Split(test: 0.3).MinMax();
        Assert.IsType<MinMaxScaler>(split.Scaler);
        for (int j = 0; j < 13; j++)
            Assert.Equal((0, 1), (Column(split.Train, j).Min(), Column(split.Train, j).Max()));
    }

    [Fact]
    public void Inverse_undoes_transform_in_float_and_double()
    {
        Tensor x = new Rng(1).Normal([20, 3], mean: 5, std: 2, DType.Float64);
        Standardizer scaler = Standardizer.Fit(x);
        double[] back = scaler.Inverse(scaler.Transform(x)).ToArray<double>();
        Assert.All(x.ToArray<double>().Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    [Fact]
    public void Scaling_says_what_it_was_fitted_on()
    {
        Standardizer scaler = Standardizer.Fit(Datasets.Iris());
        Assert.Contains("rows of 4 values", Assert.Throws<ShapeException>(() => scaler.Transform(Tensor.Zeros([5, 3]))).Message);
        Assert.Contains("Indices have no scale", Assert.Throws<ShapeException>(() => Standardizer.Fit(Tensor.Zeros([5, 3], DType.Int64))).Message);
        Assert.Contains("at least one row", Assert.Throws<ShapeException>(() => MinMaxScaler.Fit(Tensor.Zeros([0, 3]))).Message);
        Assert.Contains("scaled already, by Standardizer", Assert.Throws<DatasetException>(() => Datasets.Iris().Split(test: 0.2).Standardize().MinMax()).Message);
    }

    private static Dataset OfClasses(int[] counts, string[]? names = null)
    {
        int rows = counts.Sum();
        Tensor y = Tensor.Zeros([rows], DType.Int64);
        for (int i = 0; i < rows; i++)
            y.SetElement(i, ClassOf(counts, i));
        return new Dataset(Tensor.Range(0, rows).Reshape(rows, 1), y, "classes", classNames: names);
    }

    private static int ClassOf(int[] counts, int row)
    {
        int c = 0;
        while (row >= counts[c])
            row -= counts[c++];
        return c;
    }

    private static int[] RowNumbers(Dataset data) => [.. data.X.ToArray<float>().Select(v => (int)v)];

    private static double[] Column(Dataset data, int j) => [.. Enumerable.Range(0, data.Count).Select(i => data.X[i].GetElement(j))];
}
