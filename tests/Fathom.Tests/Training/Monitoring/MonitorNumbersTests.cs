namespace Fathom.Tests.Training.Monitoring;

/// <summary>L6: each number that the monitor gives, against plain arithmetic.</summary>
public sealed class MonitorNumbersTests
{
    private const double Rate = 0.1, Limit = 0.05;
    private readonly TrainingMonitor _monitor = new() { Every = 2, Histograms = HistogramTiming.Always, Bins = 5 };
    private readonly Snapshot _plain = new();
    private readonly Sequential _model;

    public MonitorNumbersTests()
    {
        var rng = new Rng(4);
        _model = new Sequential(new Linear(3, 6, rng: rng), new ReLU(), new Linear(6, 4, rng: rng), new Sigmoid(), new Linear(4, 2, bias: false, rng: rng));
        _model.ConvertTo(DType.Float64);

        // One unit that no row wakes, and one that is saturated.
        ((Linear)_model[0]).Bias.AsSpan<double>()[2] = -50;
        ((Linear)_model[2]).Bias.AsSpan<double>()[1] = 50;
        var data = new Dataset(rng.Normal([8, 3]).To(DType.Float64), rng.Normal([8, 2]).To(DType.Float64));
        new Trainer(_model, new Sgd(_model, lr: Rate) { ClipNorm = Limit }, Objective.Regression) { Rng = rng, Callbacks = [_monitor, _plain] }
            .Fit(data, epochs: 2, batchSize: 2, cancel: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Samples_come_every_so_many_steps_and_at_each_epochs_end()
    {
        Assert.Equal([2, 4, 6, 8], _monitor.Samples.Select(sample => sample.Step));
        Assert.Equal([1, 1, 2, 2], _monitor.Samples.Select(sample => sample.Epoch));
        Assert.Equal(["0:Linear", "1:ReLU", "2:Linear", "3:Sigmoid", "4:Linear"], _monitor.Samples[0].Layers.Select(layer => $"{layer.Name}:{layer.Kind}"));
    }

    [Fact]
    public void Norms_are_those_of_the_gradients_before_clipping()
    {
        foreach (Health sample in _monitor.Samples)
        {
            Step step = _plain.Steps[(int)sample.Step - 1];
            Close(Norm(step.Gradients.Values.SelectMany(values => values)), sample.GradientNorm);
            Assert.Equal(step.Loss, sample.Loss);
            foreach (LayerHealth layer in sample.Layers)
            {
                double[] gradients = Own(step.Gradients, layer), weights = Own(step.Before, layer);
                if (gradients.Length == 0)
                {
                    Assert.Null(layer.GradientNorm);
                    Assert.Null(layer.WeightNorm);
                    Assert.Null(layer.UpdateRatio);
                    continue;
                }

                Close(Norm(gradients), layer.GradientNorm);
                Close(Norm(weights), layer.WeightNorm);
                Close(Norm(Own(step.After, layer).Zip(weights, (after, before) => after - before)) / Norm(weights), layer.UpdateRatio);
                Bins(gradients, layer.Gradients);
                Bins(weights, layer.Weights);
            }
        }
    }

    [Fact]
    public void The_share_clipped_counts_the_steps_since_the_last_sample()
    {
        bool[] clipped = [.. _plain.Steps.Select(step => Norm(step.Gradients.Values.SelectMany(values => values)) > Limit)];
        Assert.Contains(true, clipped);
        foreach (Health sample in _monitor.Samples)
            Assert.Equal(clipped[((int)sample.Step - 2)..(int)sample.Step].Average(was => was ? 1.0 : 0), sample.ClippedShare);
    }

    [Fact]
    public void What_layers_give_is_measured_over_the_batch()
    {
        foreach (Health sample in _monitor.Samples)
        {
            Step step = _plain.Steps[(int)sample.Step - 1];
            double[][] first = Product(step.X, step.Before["0.weight"], step.Before["0.bias"]), rectified = Map(first, v => Math.Max(0, v));
            double[][] second = Product(rectified, step.Before["2.weight"], step.Before["2.bias"]), squashed = Map(second, v => 1 / (1 + Math.Exp(-v)));
            double[][][] all = [first, rectified, second, squashed, Product(squashed, step.Before["4.weight"], null)];
            for (int i = 0; i < all.Length; i++)
            {
                LayerHealth layer = sample.Layers[i];
                double[] values = [.. all[i].SelectMany(row => row)];
                double mean = values.Average();
                Close(mean, layer.ActivationMean);
                Close(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), layer.ActivationDeviation);
                Bins(values, layer.Activations);
                Assert.Equal(i == 1 ? Enumerable.Range(0, 6).Average(unit => rectified.All(row => row[unit] == 0) ? 1.0 : 0) : null, layer.DeadShare);
                Assert.Equal(i == 3 ? values.Average(v => v is < 0.01 or > 0.99 ? 1.0 : 0) : null, layer.SaturatedShare);
            }

            Assert.InRange(sample.Layers[1].DeadShare!.Value, 1.0 / 6, 1);
            Assert.InRange(sample.Layers[3].SaturatedShare!.Value, 0.25, 1);
        }
    }

    [Fact]
    public void Throughput_and_waiting_are_measured()
    {
        Assert.All(_monitor.Samples, sample => Assert.True(sample.RowsPerSecond > 0));
        Assert.All(_monitor.Samples, sample => Assert.InRange(sample.DataWait, 0, 1));
        Assert.All(_monitor.Samples, sample => Assert.Equal(Rate, sample.LearningRate));
    }

    [Fact]
    public void A_sample_survives_its_line()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var log = new EventLog(path))
                log.Write(_monitor.Samples[^1] with { GradientNorm = double.NaN });
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(path));
            Health read = HealthJson.Read(json.RootElement), written = _monitor.Samples[^1];
            Assert.StartsWith("{\"event\":\"health\",\"time\":\"", File.ReadAllText(path), StringComparison.Ordinal);
            Assert.Equal((written.Step, written.Epoch, written.Loss, written.LearningRate), (read.Step, read.Epoch, read.Loss, read.LearningRate));
            Assert.True(double.IsNaN(read.GradientNorm));
            Assert.Equal(written.ClippedShare, read.ClippedShare);
            for (int i = 0; i < written.Layers.Count; i++)
            {
                LayerHealth a = written.Layers[i], b = read.Layers[i];
                Assert.Equal((a.Name, a.Kind), (b.Name, b.Kind));
                Near(a.GradientNorm, b.GradientNorm);
                Near(a.WeightNorm, b.WeightNorm);
                Near(a.UpdateRatio, b.UpdateRatio);
                Near(a.ActivationMean, b.ActivationMean);
                Near(a.ActivationDeviation, b.ActivationDeviation);
                Near(a.DeadShare, b.DeadShare);
                Near(a.SaturatedShare, b.SaturatedShare);
                Assert.Equal(a.Activations!.Counts, b.Activations!.Counts);
                Assert.Equal(a.Weights?.Counts, b.Weights?.Counts);
                Assert.Equal(a.Gradients?.Counts, b.Gradients?.Counts);
            }
        }
        finally
        {
            File.Delete(path);
        }

        static void Near(double? expected, double? actual)
        {
            Assert.Equal(expected is null, actual is null);
            if (expected is { } e)
                Assert.InRange(actual!.Value, e - (1e-5 * Math.Abs(e)), e + (1e-5 * Math.Abs(e)));
        }
    }

    [Fact]
    public void Histograms_are_made_when_asked_for()
    {
        Assert.Equal(8, Count(HistogramTiming.Always));
        Assert.Equal(2, Count(HistogramTiming.Epochs));
        Assert.Equal(0, Count(HistogramTiming.Never));

        static int Count(HistogramTiming when)
        {
            var monitor = new TrainingMonitor { Every = 1, Histograms = when };
            Train(monitor);
            return monitor.Samples.Count(sample => sample.Layers.All(layer => layer.Activations is not null));
        }
    }

    [Fact]
    public void Layers_can_be_chosen_and_unknown_ones_are_named()
    {
        var monitor = new TrainingMonitor { Layers = ["0", "2*"] };
        Train(monitor);
        Assert.Equal(["0", "2"], monitor.Samples[0].Layers.Select(layer => layer.Name));
        var error = Assert.Throws<ArgumentException>(() => Train(new TrainingMonitor { Layers = ["7"] }));
        Assert.StartsWith("No layer of Sequential is named \"7\". There are, nearest first: 0, 1, 2.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_in_parts_and_frozen_layers_are_measured_too()
    {
        var rng = new Rng(1);
        var model = new Sequential(new Linear(2, 3, rng: rng), new Tanh(), new Linear(3, 1, rng: rng));
        model[0].Freeze();
        var monitor = new TrainingMonitor();
        new Trainer(model, new Adam(model), Objective.Regression) { Rng = rng, Callbacks = [monitor], MicroBatchSize = 2 }
            .Fit(new Dataset(rng.Normal([8, 2]), rng.Normal([8, 1])), epochs: 1, batchSize: 8, cancel: TestContext.Current.CancellationToken);
        LayerHealth frozen = monitor.Samples[0].Layers[0], last = monitor.Samples[0].Layers[2];
        Assert.Null(frozen.GradientNorm);
        Assert.Null(frozen.UpdateRatio);
        Assert.True(last is { GradientNorm: > 0, UpdateRatio: > 0, ActivationMean: not null });
    }

    [Fact]
    public void A_training_that_breaks_leaves_nothing_attached()
    {
        var rng = new Rng(1);
        var model = new Sequential(new Linear(2, 3, rng: rng), new ReLU(), new Linear(3, 1, rng: rng));
        var monitor = new TrainingMonitor { Every = 1 };
        Assert.Throws<TrainingException>(() => new Trainer(model, new Sgd(model, lr: 1e30), Objective.Regression) { Rng = rng, Callbacks = [monitor] }
            .Fit(new Dataset(rng.Normal([8, 2]), rng.Normal([8, 1])), epochs: 5, batchSize: 2, cancel: TestContext.Current.CancellationToken));
        Assert.NotEmpty(monitor.Samples);
        Assert.Null(Probe.Current);
    }

    [Fact]
    public void Rates_are_kept_step_by_step()
    {
        var rng = new Rng(1);
        var model = new Linear(2, 1, rng: rng);
        var rates = new LearningRateMonitor { Every = 2 };
        new Trainer(model, new Adam(model) { Schedule = new Cosine(0.5, 0, 8) }, Objective.Regression) { Rng = rng, Callbacks = [rates] }
            .Fit(new Dataset(rng.Normal([8, 2]), rng.Normal([8, 1])), epochs: 2, batchSize: 2, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([1, 3, 5, 7], rates.Rates.Select(point => point.Step));
        Assert.All(rates.Rates, point => Assert.Equal(0.25 * (1 + Math.Cos(Math.PI * (point.Step - 1) / 8)), point.Rate, 1e-12));
    }

    [Fact]
    public void A_look_leaves_no_trace()
    {
        var rng = new Rng(2);
        var model = new Sequential(new Linear(3, 8, rng: rng), new BatchNorm1d(8), new ReLU(), new Dropout(0.5, rng), new Linear(8, 2, rng: rng));
        Tensor x = rng.Normal([16, 3]);
        byte[] before = [.. model.State.SelectMany(item => item.Tensor.Bytes.ToArray())];
        ulong drawn = rng.Counter;
        IReadOnlyList<LayerHealth> look = ActivationStatistics.Of(model, x, training: true, bins: 4);
        byte[] after = [.. model.State.SelectMany(item => item.Tensor.Bytes.ToArray())];
        Assert.Equal(before, after);
        Assert.Equal(drawn, rng.Counter);
        Assert.True(model.IsTraining);
        Assert.Null(Probe.Current);
        Assert.Equal(["0", "1", "2", "4"], look.Select(layer => layer.Name));
        Assert.Equal(0, look[1].ActivationMean!.Value, 1e-5);
        Assert.Equal(1, look[1].ActivationDeviation!.Value, 1e-3);
        Assert.Equal(16 * 8, look[2].Activations!.Counts.Sum());
        Assert.All(look, layer => Assert.Null(layer.GradientNorm));
    }

    private static void Train(TrainingMonitor monitor)
    {
        var rng = new Rng(1);
        var model = new Sequential(new Linear(2, 3, rng: rng), new ReLU(), new Linear(3, 1, rng: rng));
        new Trainer(model, new Adam(model), Objective.Regression) { Rng = rng, Callbacks = [monitor] }
            .Fit(new Dataset(rng.Normal([8, 2]), rng.Normal([8, 1])), epochs: 2, batchSize: 2, cancel: TestContext.Current.CancellationToken);
    }

    private static void Close(double expected, double? actual) => Assert.Equal(expected, actual!.Value, 1e-12 + (1e-10 * Math.Abs(expected)));

    private static void Bins(double[] values, Histogram? histogram)
    {
        double low = values.Min(), high = values.Max();
        long[] counts = new long[5];
        foreach (double value in values)
            counts[Math.Min(4, (int)((value - low) / (high - low) * 5))]++;
        Close(low, histogram!.Minimum);
        Close(high, histogram.Maximum);
        Assert.Equal(counts, histogram.Counts);
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(v => v * v));

    private static double[] Own(Dictionary<string, double[]> values, LayerHealth layer) => [.. values.Where(item => item.Key.StartsWith(layer.Name + ".", StringComparison.Ordinal)).SelectMany(item => item.Value)];

    private static double[][] Product(double[][] x, double[] weight, double[]? bias)
    {
        int inputs = x[0].Length, outputs = weight.Length / inputs;
        return [.. x.Select(row => Enumerable.Range(0, outputs).Select(o => (bias?[o] ?? 0) + Enumerable.Range(0, inputs).Sum(i => row[i] * weight[(o * inputs) + i])).ToArray())];
    }

    private static double[][] Map(double[][] x, Func<double, double> f) => [.. x.Select(row => row.Select(f).ToArray())];

    private sealed record Step(double[][] X, Dictionary<string, double[]> Before)
    {
        public Dictionary<string, double[]> Gradients { get; } = [];

        public Dictionary<string, double[]> After { get; } = [];

        public double Loss { get; set; }
    }

    /// <summary>All that a step read and wrote.</summary>
    private sealed class Snapshot : Callback
    {
        public List<Step> Steps { get; } = [];

        public override void OnBatch(TrainingState state)
        {
            double[] x = state.X.ToArray<double>();
            Steps.Add(new Step([.. x.Chunk(state.X.Shape[1])], state.Model.Parameters.ToDictionary(item => item.Name, item => item.Tensor.ToArray<double>())));
        }

        public override void OnGradients(TrainingState state)
        {
            foreach (NamedTensor item in state.Model.Parameters)
                Steps[^1].Gradients[item.Name] = item.Tensor.Gradient.ToArray<double>();
            Steps[^1].Loss = state.BatchLoss;
        }

        public override void OnStep(TrainingState state)
        {
            foreach (NamedTensor item in state.Model.Parameters)
                Steps[^1].After[item.Name] = item.Tensor.ToArray<double>();
        }
    }
}
