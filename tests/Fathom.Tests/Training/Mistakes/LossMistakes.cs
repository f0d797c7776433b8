namespace Fathom.Tests.Training.Mistakes;

/// <summary>Labels, targets and losses.</summary>
public sealed class LossMistakes
{
    [Fact]
    public void M01_LabelBeyondTheClasses()
    {
        var model = new Linear(2, 3, rng: new Rng(1));
        Mistake.Says<ArgumentOutOfRangeException>(model, () => Mistake.Fit(model, Objective.MultiClass, Labels(0, 1, 10, 2)), "the label in row 2 is 10", "from 0 to 2", "3 classes", "Number the classes from 0");
        Mistake.Says<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(Tensor.Ones([2, 3]), Tensor.From([0L, 10])), "label 1 is 10", "from 0 to 2", "3 classes");
    }

    [Fact]
    public void M02_LogitsAndTargetsOfDifferentLength()
    {
        Mistake.Says<ShapeException>(() => Loss.CrossEntropy(Tensor.Ones([4, 3]), Tensor.From([0L, 1, 2])), "labels", "(3,)", "(4,)");
        Mistake.Says<ShapeException>(() => Loss.MeanSquaredError(Tensor.Ones([4, 1]), Tensor.Ones([3, 1])), "targets", "(3, 1)", "(4, 1)");
    }

    [Fact]
    public void M03_ClassWeightsOfTheWrongLength()
    {
        Mistake.Says<ShapeException>(() => Loss.CrossEntropy(Tensor.Ones([2, 3]), Tensor.From([0L, 1]), Tensor.From([1f, 2])), "class weights", "(2,)", "3");
        var model = new Linear(2, 3, rng: new Rng(1));
        Mistake.Says<ShapeException>(model, () => Mistake.Fit(model, new MultiClassObjective { ClassWeights = [1, 2] }, Labels(0, 1, 2, 2)), "ClassWeights", "2", "3");
    }

    [Fact]
    public void M04_LabelSmoothingOutOfRange()
    {
        Mistake.Says<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(Tensor.Ones([1, 3]), Tensor.From([0L]), labelSmoothing: 1.5), "labelSmoothing is 1.5", "0");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new MultiClassObjective { LabelSmoothing = 1.5 }, "LabelSmoothing is 1.5");
    }

    /// <summary>The raw mean is no number, as in PyTorch; a training has no such step.</summary>
    [Fact]
    public void M05_MeanOverNothing()
    {
        Assert.True(double.IsNaN(Tensor.Zeros([0]).Mean().ToScalar()));
        var model = new Linear(2, 3, rng: new Rng(1));
        Mistake.Says<ArgumentException>(model, () => Mistake.Fit(model, Objective.MultiClass, Labels(-100, -100, -100, -100)), "no row of the data counts", "class weights");
    }

    [Fact]
    public void M06_BatchNormOfASingleRow()
    {
        var model = new Sequential(new Linear(2, 3, rng: new Rng(1)), new BatchNorm1d(3));
        Mistake.Says<ShapeException>(model, () => Mistake.Fit(model, Objective.MultiClass, Labels(0, 1, 2, 2, 1)), "a single row", "the last batch of an epoch (5 rows in batches of 4 leave 1)", "DropLast");
    }

    [Fact]
    public void M07_ShapesThatWouldBroadcast()
    {
        Mistake.Says<ShapeException>(() => Loss.MeanSquaredError(Tensor.Ones([4, 1]), Tensor.Ones([4])), "(4, 1)", "(4,)");
        Mistake.Says<ShapeException>(() => _ = new Dataset(Tensor.Ones([4, 2]), Tensor.Ones([4])), "Y", "(4,)", "Reshape(-1, 1)", "(4, 1)");
    }

    [Fact]
    public void M59_EmbeddingIndexOutsideTheTable() =>
        Mistake.Says<ArgumentOutOfRangeException>(() => new Embedding(5, 3, rng: new Rng(1)).Forward(Tensor.From([0L, 4, 7])), "7", "5", "2");

    [Fact]
    public void M60_ProbabilitiesAskedForAndLogitsGiven() => Mistake.Says<ArgumentOutOfRangeException>(
        () => Loss.BinaryCrossEntropyOfProbabilities(Tensor.From([0.5f, 2.5f]), Tensor.From([0f, 1])), "element 1 of probabilities is 2.5", "from 0 to 1", "Sigmoid()", "Loss.BinaryCrossEntropy");

    private static Dataset Labels(params long[] labels) => new(new Rng(2).Normal([labels.Length, 2]), Tensor.From(labels));
}
