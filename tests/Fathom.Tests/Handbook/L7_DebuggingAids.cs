namespace Fathom.Tests.Handbook;

/// <summary>Handbook L7: the debugging aids: each sees the fault it is for, passes what is sound, and leaves no trace.</summary>
public sealed class L7_DebuggingAids
{
    [Fact]
    public void L7_a_sound_network_learns_ten_rows_by_heart()
    {
        foreach ((Objective objective, Dataset data, int outputs) in new (Objective, Dataset, int)[]
        {
            (Objective.Binary, Datasets.Moons(100), 1),
            (new MultiClassObjective { LabelSmoothing = 0.1 }, Datasets.Blobs(90), 3),
            (Objective.Regression, Datasets.Sine(50), 1),
        })
        {
            Sequential model = Net(data.X.Shape[1], outputs);
            OverfitCheck check = OverfitCheck.Of(model, objective, data, cancel: TestContext.Current.CancellationToken);
            Assert.True(check.Passed, check.ToString());
            Assert.Equal(10, check.Rows);
            Assert.InRange(check.Losses[^1], 0, check.Goal);
            Assert.Contains("the network can learn", check.Finding);
        }
    }

    [Fact]
    public void L7_overfitting_and_rates_leave_no_trace()
    {
        Sequential model = Net(2, 1);
        Dataset data = Datasets.Moons(100);
        var optimizer = new Adam(model, lr: 0.01) { Schedule = new Cosine(0.01, 0, 50) };
        new Trainer(model, optimizer, Objective.Binary).Fit(data, epochs: 1, cancel: TestContext.Current.CancellationToken);
        byte[][] before = Bits(model, optimizer);
        model[0].Evaluate();
        OverfitCheck.Of(model, Objective.Binary, data, optimizer, cancel: TestContext.Current.CancellationToken);
        RateCheck.Of(model, optimizer, Objective.Binary, data, cancel: TestContext.Current.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => OverfitCheck.Of(model, Objective.Binary, data, optimizer, cancel: new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => RateCheck.Of(model, optimizer, Objective.Binary, data, cancel: new CancellationToken(canceled: true)));
        Assert.Equal(before, Bits(model, optimizer));
        Assert.False(model[0].IsTraining);
        Assert.True(model[2].IsTraining);
    }

    [Fact]
    public void L7_a_rate_that_is_far_too_small_does_not_move_the_loss()
    {
        Sequential model = Net(2, 1);
        OverfitCheck check = OverfitCheck.Of(model, Objective.Binary, Datasets.Moons(100), new Sgd(model, lr: 1e-6), cancel: TestContext.Current.CancellationToken);
        Assert.Equal(CheckVerdict.Wrong, check.Verdict);
        Assert.Contains("hardly moves", check.Advice);
        Assert.Equal(500, check.Losses.Count);
    }

    [Fact]
    public void L7_a_rate_that_is_far_too_large_is_said_to_be()
    {
        Sequential model = Net(1, 1);
        OverfitCheck check = OverfitCheck.Of(model, Objective.Regression, Datasets.Sine(50), new Sgd(model, lr: 1e6), cancel: TestContext.Current.CancellationToken);
        Assert.Equal(CheckVerdict.Wrong, check.Verdict);
        Assert.Contains("smaller learning rate", check.Advice);
    }

    [Fact]
    public void L7_equal_rows_with_different_labels_are_named()
    {
        var data = new Dataset(Tensor.From([1f, 2, 1, 3], [4, 1]), Tensor.From([0f, 1, 1, 0], [4, 1]));
        OverfitCheck check = OverfitCheck.Of(Net(1, 1), Objective.Binary, data, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(CheckVerdict.Wrong, check.Verdict);
        Assert.Contains("Rows 0 and 2 of the batch are equal but have different labels", check.Advice);
    }

    [Theory]
    [InlineData(RegressionLoss.MeanSquaredError, 0.01)]
    [InlineData(RegressionLoss.MeanAbsoluteError, 0.1)]
    [InlineData(RegressionLoss.Huber, 0.1)]
    public void L7_large_targets_far_apart_are_not_known_by_heart_before_the_first_step(RegressionLoss loss, double share)
    {
        // Columns around 1000 and −1000 with a spread of 500: what guessing each column's mean costs is what counts, whatever the loss.
        Tensor y = Tensor.From([1500f, -500, 500, -1500, 1500, -1500, 500, -500], [4, 2]);
        var data = new Dataset(Tensor.From([1f, 2, 3, 4], [4, 1]), y);
        var objective = new RegressionObjective { Error = loss };
        OverfitCheck check = OverfitCheck.Of(Net(1, 2), objective, data, steps: 20, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(share * loss switch { RegressionLoss.MeanSquaredError => 250_000, RegressionLoss.MeanAbsoluteError => 500, _ => 499.5 }, check.Goal, 1e-9);
        Assert.Equal(CheckVerdict.Wrong, check.Verdict);
    }

    [Fact]
    public void L7_a_rate_that_was_not_tried_is_not_said_to_be_worse()
    {
        Sequential model = Net(2, 1);
        RateCheck check = RateCheck.Of(model, new Adam(model, lr: 0.02), Objective.Binary, Datasets.Moons(200), [1e-5, 0.03], cancel: TestContext.Current.CancellationToken);
        Assert.Equal([1e-5, 0.02, 0.03], check.Trials.Select(trial => trial.Rate));
        Assert.Equal(CheckVerdict.Fine, check.Verdict);
    }

    [Theory]
    [InlineData(1e-5, CheckVerdict.Doubtful)]
    [InlineData(0.01, CheckVerdict.Fine)]
    [InlineData(30, CheckVerdict.Doubtful)]
    public void L7_rates_by_factors_of_ten_show_which_is_of_the_right_order(double rate, CheckVerdict expected)
    {
        Sequential model = Net(2, 1);
        RateCheck check = RateCheck.Of(model, new Adam(model, lr: rate), Objective.Binary, Datasets.Moons(200), [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 30], cancel: TestContext.Current.CancellationToken);
        Assert.Equal(expected, check.Verdict);
        Assert.Equal(8, check.Trials.Count);
        Assert.InRange(check.Best!.Value, 1e-3, 1);
        Assert.Equal(rate, check.Rate);
        // The same start each time: the first loss is the same, whatever the rate.
        Assert.Single(check.Trials.Select(trial => trial.First).Distinct());
    }

    [Fact]
    public void L7_where_no_rate_helps_the_rate_is_not_to_blame()
    {
        Sequential model = Net(2, 1);
        var still = new Sgd([new ParameterGroup(model) { LearningRateFactor = 0 }], lr: 0.1);
        RateCheck check = RateCheck.Of(model, still, Objective.Binary, Datasets.Moons(200), cancel: TestContext.Current.CancellationToken);
        Assert.Equal(CheckVerdict.Wrong, check.Verdict);
        Assert.Null(check.Best);
        Assert.Contains("not what is wrong", check.Advice);
    }

    [Fact]
    public void L7_standardized_inputs_pass_and_raw_ones_are_named_with_mean_and_deviation()
    {
        Dataset raw = Datasets.BreastCancer();
        InputCheck look = InputCheck.Of(raw);
        Assert.Equal(CheckVerdict.Doubtful, look.Verdict);
        Assert.Contains("not on the scale of the weights", look.Finding);
        Assert.Contains("Standardizer", look.Advice);
        Assert.Equal(654.889, look.Features[3].Mean, 1e-3); // mean area, as its source gives it
        Assert.Equal("mean area", look.Features[3].Name);
        Dataset iris = Datasets.Iris();
        Assert.True(InputCheck.Of(Standardizer.Fit(iris).Transform(iris)).Passed);
    }

    [Fact]
    public void L7_constant_columns_missing_values_and_outliers_are_named()
    {
        float[] values = [.. Enumerable.Range(0, 300).SelectMany(i => new[] { 7f, i % 2 == 0 ? 1 : -1, i == 9 ? float.NaN : (i % 3) - 1, i == 5 ? 1e4f : (i % 2) - 0.5f })];
        InputCheck check = InputCheck.Of(Tensor.From(values, [300, 4]), ["a", "b", "c", "d"]);
        Assert.Equal(CheckVerdict.Wrong, check.Verdict);
        Assert.Contains("one value of c NaN or infinite", check.Finding);
        Assert.Contains("a is constant", check.Finding);
        Assert.Contains("one value of d more than 10 deviations off", check.Finding);
        Assert.Equal((1, 0, 1.0), (check.Features[2].NotFinite, check.Features[1].Outliers, check.Features[1].Deviation));
        Assert.Equal(CheckVerdict.Fine, InputCheck.Of(Tensor.From([1L, 2, 3])).Verdict);
    }

    [Fact]
    public void L7_labels_are_counted_and_faults_named()
    {
        LabelCheck fine = LabelCheck.Of(Datasets.Iris(), TaskKind.MultiClass);
        Assert.True(fine.Passed);
        Assert.Equal([50, 50, 50], fine.Counts);
        Check(CheckVerdict.Wrong, "one class only", LabelCheck.Of(Tensor.From([1L, 1, 1]), TaskKind.MultiClass, 2));
        Check(CheckVerdict.Wrong, "label 1 is 5; there are 3 classes", LabelCheck.Of(Tensor.From([0L, 5, 1]), TaskKind.MultiClass, 3));
        Check(CheckVerdict.Wrong, "label 2 is -1", LabelCheck.Of(Tensor.From([0L, 1, -1]), TaskKind.MultiClass, 3));
        Check(CheckVerdict.Wrong, "label 1 is 1,099,511,627,776, more classes", LabelCheck.Of(Tensor.From([0L, 1L << 40, 1]), TaskKind.MultiClass));
        Check(CheckVerdict.Doubtful, "no rows of class 2", LabelCheck.Of(Tensor.From([0L, 1, 0]), TaskKind.MultiClass, 3));
        Check(CheckVerdict.Doubtful, "far from balanced", LabelCheck.Of(Tensor.From([.. Enumerable.Repeat(0L, 30), 1L, 1L]), TaskKind.MultiClass, 2));
        Check(CheckVerdict.Wrong, "need Int64", LabelCheck.Of(Tensor.From([0f, 1], [2, 1]), TaskKind.MultiClass, 2));
        Check(CheckVerdict.Wrong, "value 2 in row 1", LabelCheck.Of(Tensor.From([0f, 2], [2, 1]), TaskKind.Binary));
        Check(CheckVerdict.Wrong, "one class only", LabelCheck.Of(Tensor.From([0f, 0], [2, 1]), TaskKind.Binary));
        Check(CheckVerdict.Doubtful, "label 1 on none or on all rows", LabelCheck.Of(Tensor.From([0f, 1, 1, 1], [2, 2]), TaskKind.MultiLabel));
        Check(CheckVerdict.Fine, "2 labels", LabelCheck.Of(Tensor.From([0f, 1, 1, 0], [2, 2]), TaskKind.MultiLabel));
    }

    [Fact]
    public void L7_targets_of_a_regression_are_looked_at()
    {
        Check(CheckVerdict.Wrong, "all targets are the same", LabelCheck.Of(Tensor.From([3f, 3, 3], [3, 1]), TaskKind.Regression));
        Check(CheckVerdict.Wrong, "NaN", LabelCheck.Of(Tensor.From([3f, float.NaN, 1], [3, 1]), TaskKind.Regression));
        Check(CheckVerdict.Wrong, "all targets in column 1 are the same (mean 7", LabelCheck.Of(Tensor.From([3f, 7, 1, 7, 2.5f, 7], [3, 2]), TaskKind.Regression));
        Check(CheckVerdict.Doubtful, "the targets in column 1 are large", LabelCheck.Of(Tensor.From([-1f, 150_000, 0, 320_000.5f, 1.5f, 90_000], [3, 2]), TaskKind.Regression));
        Check(CheckVerdict.Doubtful, "3 whole numbers", LabelCheck.Of(Tensor.From([0f, 1, 2, 0, 1, 2, 0], [7, 1]), TaskKind.Regression));
        Check(CheckVerdict.Doubtful, "large", LabelCheck.Of(Tensor.From([150_000f, 320_000.5f, 90_000], [3, 1]), TaskKind.Regression));
        LabelCheck fine = LabelCheck.Of(Tensor.From([-1.5f, 0, 1.5f], [3, 1]), TaskKind.Regression);
        Assert.Equal((CheckVerdict.Fine, 0.0), (fine.Verdict, fine.Mean));
        Assert.Equal(Math.Sqrt(1.5), fine.Deviation, 1e-12);
    }

    [Fact]
    public void L7_a_preview_shows_rows_spread_over_the_set_with_their_labels_and_statistics()
    {
        DataPreview preview = DataPreview.Of(Datasets.Iris(), rows: 3);
        Assert.Equal([0, 50, 100], preview.Rows);
        Assert.Equal(["setosa", "versicolor", "virginica"], preview.Labels);
        Assert.Equal(5.1, preview.Inputs[0][0], 1e-6);
        string[] lines = preview.ToString().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Matches(@"^feature\s+row 0\s+row 50\s+row 100\s+mean\s+deviation\s+min\s+max$", lines[0]);
        Assert.Matches(@"^sepal length \(cm\)\s+5\.1\s+7\s+6\.3\s+5\.843", lines[1]);
        Assert.Matches(@"^label\s+setosa versicolor\s+virginica$", lines[5]);
        Assert.Equal(2, DataPreview.Of(Datasets.Iris()[..2]).Rows.Count);
    }

    private static void Check(CheckVerdict verdict, string expected, LabelCheck check)
    {
        Assert.Contains(expected, check.Finding);
        Assert.Equal(verdict, check.Verdict);
        Assert.Equal(verdict == CheckVerdict.Fine, check.Advice.Length == 0);
    }

    private static Sequential Net(int inputs, int outputs)
    {
        var rng = new Rng(5);
        return new Sequential(new Linear(inputs, 32, rng: rng), new Tanh(), new Dropout(0.5, rng), new Linear(32, outputs, rng: rng));
    }

    private static byte[][] Bits(Sequential model, Optimizer optimizer) =>
    [
        .. model.State.Concat(optimizer.State).Select(item => item.Tensor.Bytes.ToArray()),
        BitConverter.GetBytes(optimizer.LearningRate),
        BitConverter.GetBytes(optimizer.StepCount),
        BitConverter.GetBytes(((Dropout)model[2]).Rng.Counter),
    ];

    [Fact]
    public void L7_Rows_that_are_drawn_anew_each_time_are_learned_by_heart_as_they_were_drawn_first()
    {
        var data = new Dataset(new Drawn(), "drawn", ["a", "b"]);
        var model = new Sequential(new Linear(4, 32, rng: new Rng(1)), new ReLU(), new Linear(32, 2, rng: new Rng(2)));
        Assert.True(OverfitCheck.Of(model, Objective.MultiClass, data, cancel: TestContext.Current.CancellationToken).Passed);
    }

    /// <summary>Inputs and labels that have nothing to do with each other, and others in every epoch.</summary>
    private sealed class Drawn : RowSource
    {
        public override int Count => 40;

        public override Shape XShape => [4];

        public override Shape YShape => [];

        public override DType YType => DType.Int64;

        public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                epoch.MoveToRow(rows[i]);
                epoch.Normal(x.AsSpan<float>().Slice(4 * i, 4));
                y.AsSpan<long>()[i] = epoch.NextDouble() < 0.5 ? 0 : 1;
            }
        }
    }
}
