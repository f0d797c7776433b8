namespace Fathom.Tests.Training.Mistakes;

/// <summary>Rows: none, too few, of different kinds, not finite.</summary>
public sealed class DataMistakes
{
    [Fact]
    public void M13_NoRows()
    {
        Mistake.Says<DatasetException>(() => _ = new Dataset(Tensor.Zeros([0, 4]), Tensor.Zeros([0, 1]), name: "flowers"), "'flowers'", "no rows", "(0, 4)");
        Mistake.Says<DatasetException>(() => _ = Datasets.Iris().Subset(), "no rows", "at least one");
    }

    [Fact]
    public void M14_NoFeatures() =>
        Mistake.Says<DatasetException>(() => _ = new Dataset(Tensor.Zeros([4, 0]), Tensor.Zeros([4, 1])), "no features", "(4, 0)");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void M15_BatchSize(int size)
    {
        var model = new Linear(4, 3, rng: new Rng(1));
        Mistake.Says<ArgumentOutOfRangeException>(model, () => Mistake.Fit(model, Objective.MultiClass, Datasets.Iris(), batchSize: size), $"batchSize is {size}", "at least 1");
        Mistake.Says<ArgumentOutOfRangeException>(() => Datasets.Iris().Steps(size), "batchSize");
    }

    [Fact]
    public void M15_BatchSizeOfAFraction() => Mistake.CompilerRefuses("data.Steps(2.5);", "CS1503", "data.Steps(2);");

    [Fact]
    public void M16_DifferentNumbersOfRows() =>
        Mistake.Says<ShapeException>(() => _ = new Dataset(Tensor.Zeros([5, 2]), Tensor.Zeros([4, 1])), "Y", "4 rows", "5 rows", "Each row of X needs its label");

    [Fact]
    public void M17_NothingLeftToTrainOrValidate()
    {
        Dataset one = Datasets.Iris()[..1];
        Mistake.Says<DatasetException>(() => one.Split(validation: 0.2), "1 row", "validation");
        Mistake.Says<DatasetException>(() => Datasets.Iris()[..2].Split(validation: 0.5, test: 0.49), "2 rows", "none is left to train on");
        Mistake.Says<ArgumentException>(() => Datasets.Iris().Split(validation: 0.6, test: 0.5), "0.6", "0.5", "below 1");
    }

    /// <summary>A data set knows its rows, and gives each by its number: an epoch cannot run out of them.</summary>
    [Fact]
    public void M18_FewerBatchesThanPromised()
    {
        Dataset data = Datasets.Iris();
        foreach (int size in new[] { 1, 7, 32, 150, 1000 })
        {
            int batches = 0, rows = 0;
            StepSequence steps = data.Steps(size, shuffle: true, rng: new Rng(1));
            foreach ((Tensor x, _) in steps)
                (batches, rows) = (batches + 1, rows + x.Shape[0]);
            Assert.Equal((steps.Count, data.Count), (batches, rows));
        }

        Mistake.CompilerRefuses("IEnumerable<Batch> stream = data.Batches(4); new Trainer(model, new Sgd(model), Objective.Binary).Fit(stream);", "CS1503", "new Trainer(model, new Sgd(model), Objective.Binary).Fit(data);");
        Mistake.Says<ArgumentException>(() => data.Steps(4, sampler: new WeightedSampler([1, 1, 1, 1, 1, 1, 1])), "7", "150");
    }

    [Fact]
    public void M25_AClassWithOneRow()
    {
        var data = new Dataset(Tensor.Zeros([4, 1]), Tensor.From([0L, 0, 0, 1]), classNames: ["common", "rare"]);
        Mistake.Says<DatasetException>(() => data.Split(test: 0.5, stratify: true), "rare", "one row");
    }

    [Fact]
    public void M26_MoreFoldsThanRows()
    {
        var data = new Dataset(Tensor.Zeros([8, 1]), Tensor.From([0L, 0, 0, 0, 0, 1, 1, 1]), classNames: ["common", "rare"]);
        Mistake.Says<ArgumentOutOfRangeException>(() => data.KFold(9), "k", "from 2 to", "8");
        Mistake.Says<DatasetException>(() => data.KFold(5, stratify: true).Count(), "5 folds", "'rare'", "3 rows", "at most 3");
    }

    [Fact]
    public void M27_AConstantFeature()
    {
        var data = new Dataset(Tensor.From([1f, 5, 2, 5, 3, 5], [3, 2]), Tensor.Zeros([3, 1]), featureNames: ["width", "site"]);
        foreach (FeatureScaler scaler in new FeatureScaler[] { Standardizer.Fit(data), MinMaxScaler.Fit(data) })
        {
            Assert.Equal(1, scaler.Scale[1]);
            Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(0, scaler.Transform(data.X).GetElement((2 * row) + 1)));
            string warning = Assert.Single(scaler.Warnings);
            Assert.Contains("feature 1 ('site') is 5 in every row", warning);
            Assert.Contains("Leave it out", warning);
        }
    }

    [Fact]
    public void M28_AlmostConstantFeature()
    {
        var data = new Dataset(Tensor.From([1f, 1e6f, 2, 1e6f + 1, 3, 1e6f + 2], [3, 2]), Tensor.Zeros([3, 1]), featureNames: ["width", "year"]);
        string warning = Assert.Single(Standardizer.Fit(data).Warnings);
        Assert.Contains("feature 1 ('year') has a standard deviation of 0.816 around a mean of 1E+06", warning.Replace("1000001", "1E+06"));
        Assert.Contains("Subtract a constant", warning);
    }

    [Fact]
    public void M29_NotFiniteValues()
    {
        Tensor x = Tensor.From([1f, 2, 3, float.NaN, 5, float.PositiveInfinity], [3, 2]);
        Mistake.Says<DatasetException>(() => _ = new Dataset(x, Tensor.Zeros([3, 1]), featureNames: ["width", "height"]), "2 values that are not a finite number", "the first is NaN in row 1, column 1 ('height')", "Fill in or drop");
        Mistake.Says<DatasetException>(() => _ = new Dataset(Tensor.Zeros([1, 1]), Tensor.From([float.NegativeInfinity], [1, 1])), "Y has one value", "−∞ in row 0");
    }

    [Fact]
    public void M58_RowsOfDifferentLength()
    {
        Mistake.CompilerRefuses("Tensor.From(new float[][] { new float[3], new float[4] });", "CS8377", "Tensor.From(new float[6], [2, 3]);");
        Mistake.Says<ShapeException>(() => Tensor.From([1f, 2, 3, 4, 5, 6, 7], [2, 3]), "7", "(2, 3)");
        Mistake.Says<ShapeException>(() => Tensor.Stack([Tensor.Zeros([3]), Tensor.Zeros([4])], 0), "(3,)", "(4,)");
        Mistake.Says<DatasetException>(() => Table.ParseCsv("a,b,y\n1,2,0\n3,1\n", name: "t.csv"), "t.csv, line 3", "2 fields, expected 3");
    }
}
