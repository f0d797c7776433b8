namespace Fathom.Tests.Handbook;

/// <summary>H3 of the handbook: uncertainty from dropout.</summary>
public sealed class H3_MonteCarloDropout
{
    /// <summary>One input of 1 under p = ½: each prediction is 0 or 2, the mean 1, the deviation 1.</summary>
    [Fact]
    public void H3_mean_and_deviation_are_those_of_the_mask()
    {
        var model = new Sequential(new Dropout(0.5));
        UncertainPrediction prediction = MonteCarloDropout.Predict(model, Tensor.Ones([100, 1], DType.Float64), samples: 200, rng: new Rng(3));
        double[] mean = prediction.Mean.ToArray<double>(), deviation = prediction.StandardDeviation.ToArray<double>();
        Assert.InRange(mean.Average(), 0.97, 1.03); // 20,000 throws of a coin: one standard error is .007
        Assert.InRange(deviation.Average(), 0.98, 1.02);
        Assert.All(mean.Zip(deviation), pair => Assert.Equal(Math.Sqrt(pair.First * (2 - pair.First) * 200 / 199), pair.Second, 1e-9)); // of k values, each 0 or 2
    }

    [Fact]
    public void H3_only_dropout_is_in_training_and_nothing_of_the_model_changes()
    {
        var model = new Sequential(new Linear(3, 8, rng: new Rng(1)), new BatchNorm1d(8), new ReLU(), new Dropout(0.3, new Rng(2)), new Linear(8, 1, rng: new Rng(3)));
        Tensor x = new Rng(4).Normal([1, 3]); // one row: batch normalization in training would refuse it
        var dropout = (Dropout)model[3];
        (Rng stream, ulong counter) = (dropout.Rng, dropout.Rng.Counter);
        byte[][] before = [.. model.State.Select(item => item.Tensor.Bytes.ToArray())];
        UncertainPrediction prediction = MonteCarloDropout.Predict(model, x, samples: 20, rng: new Rng(7));
        Assert.True(prediction.StandardDeviation.ToScalar() > 0);
        Assert.Same(stream, dropout.Rng);
        Assert.Equal(counter, dropout.Rng.Counter);
        Assert.Equal(before, model.State.Select(item => item.Tensor.Bytes.ToArray()));
        Assert.All(model.Descendants(), item => Assert.True(item.Module.IsTraining));
        UncertainPrediction again = MonteCarloDropout.Predict(model, x, samples: 20, rng: new Rng(7));
        Assert.Equal(prediction.Mean.Bytes.ToArray(), again.Mean.Bytes.ToArray());
        Assert.Equal(prediction.StandardDeviation.Bytes.ToArray(), again.StandardDeviation.Bytes.ToArray());
        Assert.NotEqual(prediction.Mean.Bytes.ToArray(), MonteCarloDropout.Predict(model, x, samples: 20, rng: new Rng(8)).Mean.Bytes.ToArray());
    }

    [Fact]
    public void H3_logits_may_be_turned_into_probabilities_first()
    {
        var model = new Sequential(new Dropout(0.5), new Linear(4, 3));
        UncertainPrediction prediction = MonteCarloDropout.Predict(model, Tensor.Ones([2, 4]), samples: 10, output: y => y.Softmax(-1), rng: new Rng(1));
        Assert.All(prediction.Mean.Sum(-1).ToArray<float>(), sum => Assert.Equal(1, sum, 1e-6f));
    }

    [Fact]
    public void H3_without_dropout_or_with_one_sample_there_is_no_uncertainty()
    {
        Assert.Contains("no dropout with p above 0", Assert.Throws<ArgumentException>(() => MonteCarloDropout.Predict(new Sequential(new Linear(2, 1), new Dropout(0)), Tensor.Ones([1, 2]))).Message);
        Assert.Contains("samples is 1; expected at least 2", Assert.Throws<ArgumentOutOfRangeException>(() => MonteCarloDropout.Predict(new Dropout(0.5), Tensor.Ones([1, 2]), samples: 1)).Message);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void H3_dropout_refuses_what_is_no_probability_below_1(double p) =>
        Assert.Contains("expected at least 0 and less than 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(p)).Message);
}
