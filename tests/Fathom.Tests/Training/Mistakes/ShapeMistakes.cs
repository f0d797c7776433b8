namespace Fathom.Tests.Training.Mistakes;

/// <summary>Inputs that do not fit, and layers that cannot be.</summary>
public sealed class ShapeMistakes
{
    [Fact]
    public void M20_WrongRank() =>
        Mistake.Says<ShapeException>(() => new Conv2d(1, 4, 3, rng: new Rng(1)).Forward(Tensor.Zeros([8, 28, 28])), "Conv2d", "(8, 28, 28)", "channel");

    [Fact]
    public void M21_WrongNumberOfFeatures()
    {
        Mistake.Says<ShapeException>(() => new Linear(784, 10, rng: new Rng(1)).Forward(Tensor.Zeros([2, 28])), "Linear", "(2, 28)", "784");
        var model = new Linear(3, 1, rng: new Rng(1));
        Mistake.Says<ShapeException>(model, () => Mistake.Fit(model, Objective.MultiClass, Datasets.Iris()), "(2, 4)", "3");
    }

    [Fact]
    public void M22_WrongType()
    {
        Mistake.Says<ShapeException>(() => new Linear(2, 1, rng: new Rng(1)).Forward(Tensor.From([1L, 2], [1, 2])), "Int64", "(1, 2)");
        Mistake.Says<ShapeException>(() => new Linear(2, 1, rng: new Rng(1)).Forward(Tensor.Zeros([1, 2], DType.Float64)), "Float64", "Float32", "To(DType.");
    }

    /// <summary>Networks have one input; tables are read by name, and say which columns are missing.</summary>
    [Fact]
    public void M23_MissingNamedInput()
    {
        Table table = Table.ParseCsv("width,height,y\n1,2,0\n3,1,1\n2,2,0\n5,1,1\n");
        var preprocessor = TablePreprocessor.Fit(TablePlan.InferSeveral(table, ["y"], new TablePlanOptions()), [0, 1, 2, 3]);
        Mistake.Says<DatasetException>(() => preprocessor.Transform(Table.ParseCsv("width,depth\n1,2\n", name: "new.csv")), "height", "width", "depth");
    }

    [Fact]
    public void M30_UseBeforeFitting()
    {
        Mistake.CompilerRefuses("new Standardizer().Transform(x);", "CS1729", "Standardizer.Fit(x).Transform(x);");
        Assert.Empty(typeof(Standardizer).GetConstructors());
        Assert.Empty(typeof(MinMaxScaler).GetConstructors());
        Assert.Empty(typeof(TablePreprocessor).GetConstructors());
    }

    [Fact]
    public void M31_OtherFeaturesAtPrediction()
    {
        Mistake.Says<ShapeException>(() => Standardizer.Fit(Tensor.Ones([3, 4])).Transform(Tensor.Ones([1, 3])), "(1, 3)", "4 values, as it was fitted on");
        Mistake.Says<ShapeException>(() => new Predictor(new Linear(4, 1, rng: new Rng(1))).Predict(Tensor.Ones([1, 3])), "(1, 3)", "4");
    }

    /// <summary>The scaler to [0, 1] has no range to reverse.</summary>
    [Fact]
    public void M32_ReversedRange() => Mistake.CompilerRefuses("MinMaxScaler.Fit(data, 1, 0);", "CS1501", "MinMaxScaler.Fit(data);");

    [Fact]
    public void M48_LayersThatCannotBe()
    {
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Dropout(1.5), "p is 1.5", "less than 1");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Linear(4, 0), "0", "at least 1");
        Mistake.Says<ArgumentException>(() => _ = new Conv2d(4, 6, 3, groups: 4), "6", "4", "groups");
        Mistake.Says<ArgumentException>(() => _ = new GroupNorm(3, 8), "8", "3");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Conv2d(1, 1, 3, stride: 0), "stride", "0");
    }

    [Fact]
    public void M56_ShapesOfAProduct() =>
        Mistake.Says<ShapeException>(() => Tensor.Zeros([32, 784]).MatMul(Tensor.Zeros([100, 10])), "MatMul", "(32, 784)", "(100, 10)", "784");

    [Fact]
    public void M57_ConvolutionThatDoesNotFit()
    {
        Mistake.Says<ShapeException>(() => new Conv2d(3, 4, 3, rng: new Rng(1)).Forward(Tensor.Zeros([1, 1, 8, 8])), "3", "(1, 1, 8, 8)");
        Mistake.Says<ShapeException>(() => new Conv2d(1, 4, 5, rng: new Rng(1)).Forward(Tensor.Zeros([1, 1, 4, 4])), "5", "4");
    }
}
