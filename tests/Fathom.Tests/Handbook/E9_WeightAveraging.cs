namespace Fathom.Tests.Handbook;

/// <summary>E9 of the handbook: averages of weights, and batch normalization's statistics under them.</summary>
public sealed class E9_WeightAveraging
{
    /// <summary>Weights 8, 4, 0 with decay ½, begun at 0: 4, 4, 2; corrected: 8, 16/3, 16/7 (the weights 1·, 2·, 4· of the newest last).</summary>
    [Fact]
    public void E9_EMA_forgets_exponentially()
    {
        Linear model = One(0);
        var plain = new ExponentialMovingAverage(model, decay: 0.5);
        var corrected = new ExponentialMovingAverage(model, decay: 0.5, biasCorrected: true);
        double[] expected = [4, 4, 2], expectedCorrected = [8, 16.0 / 3, 16.0 / 7];
        for (int i = 0; i < 3; i++)
        {
            model.Weight.Fill(8 - (4 * i));
            plain.Update();
            corrected.Update();
            Assert.Equal(expected[i], Value(plain), 1e-12);
            Assert.Equal(expectedCorrected[i], Value(corrected), 1e-12);
        }
    }

    /// <summary>Decays 2/11 and 3/12 in the first two updates: 11 → 9 from 0, then 9·¼ + 5·¾.</summary>
    [Fact]
    public void E9_EMA_can_warm_up()
    {
        Linear model = One(0);
        var average = new ExponentialMovingAverage(model, decay: 0.999, warmUp: true);
        model.Weight.Fill(11);
        average.Update();
        Assert.Equal(9, Value(average), 1e-12);
        model.Weight.Fill(5);
        average.Update();
        Assert.Equal((9 * 0.25) + (5 * 0.75), Value(average), 1e-12);
    }

    [Fact]
    public void E9_SWA_is_the_plain_mean()
    {
        Linear model = One(100);
        var average = new StochasticWeightAverage(model);
        foreach (double weight in new[] { 1.0, 2, 6 })
        {
            model.Weight.Fill(weight);
            average.Update();
        }

        Assert.Equal(3, Value(average), 1e-12);
        Assert.Equal(3, average.Updates);
    }

    [Fact]
    public void E9_the_scope_gives_the_model_the_average_and_then_its_own_weights_back()
    {
        var model = new Sequential(new Linear(3, 4, rng: new Rng(1)), new BatchNorm1d(4), new Linear(4, 1, rng: new Rng(2)));
        var average = new ExponentialMovingAverage(model, decay: 0.5);
        foreach (NamedTensor item in model.State.Where(item => item.Tensor.Type.IsFloating()))
            item.Tensor.Fill(2);
        average.Update();
        byte[][] own = Bytes(model);
        using (average.Apply())
        {
            Assert.NotEqual(own, Bytes(model));
            Assert.Equal([1f, 1, 1, 1], ((BatchNorm1d)model[1]).RunningMean.ToArray<float>()); // halfway from 0 to 2
        }

        Assert.Equal(own, Bytes(model));
        average.ApplyTo(model);
        Assert.NotEqual(own, Bytes(model));
        Assert.Contains("has no 0.weight Float32 (4, 3)", Assert.Throws<ArgumentException>(() => average.ApplyTo(new Linear(3, 4))).Message);
    }

    /// <summary>Two channels of four rows in batches of two: means of batch means and of unbiased batch variances.</summary>
    [Fact]
    public void E9_running_statistics_are_taken_anew_from_one_pass()
    {
        var norm = new BatchNorm1d(1, momentum: 0.1);
        var model = new Sequential(new Dropout(0.5), norm);
        norm.Forward(Tensor.From<float>([50, 70], [2, 1]));
        model.Evaluate();
        var data = new Dataset(Tensor.From<float>([1, 3, 10, 20, 7], [5, 1]), Tensor.Zeros([5, 1]));
        RunningStatistics.Recompute(model, data, batchSize: 2);
        Assert.Equal((2 + 15) / 2.0, norm.RunningMean.ToScalar(), 1e-6);
        Assert.Equal((2 + 50) / 2.0, norm.RunningVariance.ToScalar(), 1e-5);
        Assert.Equal(2, norm.BatchesTracked.ToScalar()); // the last row alone has no variance
        Assert.Equal(0.1, norm.Momentum);
        Assert.False(norm.IsTraining);
        byte[][] before = Bytes(model);
        Assert.Throws<ShapeException>(() => RunningStatistics.Recompute(model, new Dataset(Tensor.Ones([4, 2]), Tensor.Zeros([4, 1]))));
        Assert.Equal(before, Bytes(model));
    }

    [Fact]
    public void E9_as_a_callback_the_model_ends_with_the_average_and_statistics_of_its_own()
    {
        Dataset data = Rows();
        Sequential Train(Func<Sequential, Callback[]> callbacks)
        {
            Sequential model = Net();
            new Trainer(model, new Adam(model, lr: 0.05), Objective.Regression) { Callbacks = callbacks(model), Rng = new Rng(5) }
                .Fit(data, epochs: 4, batchSize: 8, cancel: TestContext.Current.CancellationToken);
            return model;
        }

        var recorder = new Recorder();
        Train(_ => [recorder]);
        Sequential averaged = Train(model => [new StochasticWeightAverage(model, start: 3) { StatisticsFrom = data }]);
        Tensor mean = (recorder.Weights[2] + recorder.Weights[3]) * 0.5;
        Assert.Equal(mean.ToArray<float>(), ((Linear)averaged[0]).Weight.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-6f);
        var norm = (BatchNorm1d)averaged[1];
        Assert.Equal(1, norm.BatchesTracked.ToScalar()); // 32 rows at a time
        Assert.Equal(averaged[0].Forward(data.X).Mean(0).ToArray<float>(), norm.RunningMean.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-6f);
        Sequential bySteps = Train(model => [new StochasticWeightAverage(model, start: 16, bySteps: true)]);
        Assert.Equal(recorder.Weights[3].ToArray<float>(), ((Linear)bySteps[0]).Weight.ToArray<float>()); // 4 steps an epoch: the last alone
        Sequential never = Train(model => [new StochasticWeightAverage(model, start: 5)]);
        Assert.Equal(recorder.Weights[3].ToArray<float>(), ((Linear)never[0]).Weight.ToArray<float>());
        Sequential ema = Train(model => [new ExponentialMovingAverage(model, decay: 0)]);
        Assert.Equal(recorder.Weights[3].ToArray<float>(), ((Linear)ema[0]).Weight.ToArray<float>());
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void E9_an_average_saves_and_goes_on_bit_for_bit(DType type)
    {
        foreach (Func<Layer, WeightAverage> create in new Func<Layer, WeightAverage>[] { m => new ExponentialMovingAverage(m, 0.9, biasCorrected: true), m => new ExponentialMovingAverage(m, 0.9), m => new StochasticWeightAverage(m) })
        {
            Sequential model = Net();
            model.ConvertTo(type);
            WeightAverage through = create(model);
            Move(model, through, 1);
            Move(model, through, 2);
            IReadOnlyList<NamedTensor> snapshot = through.Snapshot();
            WeightAverage resumed = create(model);
            resumed.Restore(snapshot);
            Move(model, through, 3);
            resumed.Update();
            Assert.Equal(through.Snapshot().Select(item => (item.Name, Convert.ToHexString(item.Tensor.Bytes))), resumed.Snapshot().Select(item => (item.Name, Convert.ToHexString(item.Tensor.Bytes))));
            Assert.Contains("lacks average.0.weight", Assert.Throws<ArgumentException>(() => resumed.Restore([.. snapshot.Skip(1)])).Message);
        }

        static void Move(Layer model, WeightAverage average, ulong seed)
        {
            foreach (NamedTensor parameter in model.Parameters)
                new Rng(seed).Normal(parameter.Tensor, 0, 1);
            average.Update();
        }
    }

    [Fact]
    public void E9_an_update_allocates_nothing()
    {
        var average = new ExponentialMovingAverage(Net());
        average.Update();
        Assert.Equal(0, Allocation.OnThisThread(average.Update));
    }

    [Fact]
    public void E9_wrong_use_is_refused()
    {
        Assert.Contains("decay is 1; expected at least 0 and less than 1", Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage(One(0), decay: 1)).Message);
        Assert.Contains("choose one", Assert.Throws<ArgumentException>(() => new ExponentialMovingAverage(One(0), biasCorrected: true, warmUp: true)).Message);
        Assert.Contains("start is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticWeightAverage(One(0), start: 0)).Message);
        Sequential model = Net();
        var trainer = new Trainer(model, new Adam(model), Objective.Regression) { Callbacks = [new StochasticWeightAverage(Net())] };
        Assert.Contains("another model", Assert.Throws<InvalidOperationException>(() => trainer.Fit(Rows(), epochs: 1, cancel: TestContext.Current.CancellationToken)).Message);
    }

    private static Linear One(double weight)
    {
        var model = new Linear(1, 1, bias: false);
        model.ConvertTo(DType.Float64);
        model.Weight.Fill(weight);
        return model;
    }

    private static double Value(WeightAverage average) => average.Snapshot()[0].Tensor.ToScalar();

    private static Sequential Net() => new(new Linear(3, 4, rng: new Rng(1)), new BatchNorm1d(4), new Tanh(), new Linear(4, 1, rng: new Rng(2)));

    private static Dataset Rows() => new(new Rng(1).Normal([32, 3]), new Rng(2).Normal([32, 1]));

    private static byte[][] Bytes(Layer model) => [.. model.State.Select(item => item.Tensor.Bytes.ToArray())];

    private sealed class Recorder : Callback
    {
        public List<Tensor> Weights { get; } = [];

        public override void OnEpoch(TrainingState state) => Weights.Add(state.Model.State[0].Tensor.Copy());
    }
}
