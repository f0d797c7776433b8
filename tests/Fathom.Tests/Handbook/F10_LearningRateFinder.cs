using Fathom.Tests.Optimizers;

namespace Fathom.Tests.Handbook;

/// <summary>Handbook F10: the range test finds a rate and leaves no trace.</summary>
public sealed class F10_LearningRateFinder
{
    public static TheoryData<int> Optimizers => [.. Enumerable.Range(0, OptimizerSamples.All.Length)];

    [Fact]
    public void F10_a_hundred_geometric_steps_from_1e_minus_7_to_exactly_10()
    {
        double[] rates = LearningRateFinder.Rates();
        Assert.Equal(100, rates.Length);
        Assert.Equal((1e-7, 10.0), (rates[0], rates[^1]));
        Assert.All(Enumerable.Range(1, 99), i => Assert.Equal(Math.Pow(1e8, 1 / 99.0), rates[i] / rates[i - 1], 1e-9));
    }

    [Fact]
    public void F10_the_bowl_suggests_a_rate_that_converges_and_stops_past_four_times_the_minimum()
    {
        // L = w² with x = ±1: descent converges for rates below 1 and diverges above.
        (Linear model, Dataset data) = Bowl();
        LearningRateSearch search = Find(model, new Sgd(model, lr: 0.3), Objective.Regression, data);
        Assert.Equal(RangeTestEnd.LossGrew, search.End);
        Assert.InRange(search.Suggestion!.Value, 0.003, 0.9);
        double least = double.PositiveInfinity;
        for (int i = 0; i < search.Losses.Count; i++)
        {
            Assert.Equal(i == search.Losses.Count - 1, search.Losses[i] > 4 * least);
            least = Math.Min(least, search.Losses[i]);
        }

        Assert.Equal(search.Losses.Count, search.Rates.Count);
        Assert.Equal(search.Losses.Count, search.Smoothed.Count);
        Assert.Contains("where the loss exceeded 4 times its minimum", search.ToString());
    }

    [Fact]
    public void F10_the_losses_are_those_of_training_with_these_rates()
    {
        (Linear model, Dataset data) = Bowl();
        LearningRateSearch search = Find(model, new Sgd(model, lr: 0.3), Objective.Regression, data);
        double w = 2; // w ← w − lr·2w
        foreach ((double rate, double loss) in search.Rates.Zip(search.Losses))
        {
            Assert.Equal(w * w, loss, 1e-4 * Math.Max(1, loss));
            w -= rate * 2 * w;
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void F10_everything_is_put_back_bit_for_bit_with_every_optimizer(int sample)
    {
        (Sequential model, Dataset data) = Moons();
        Optimizer optimizer = OptimizerSamples.All[sample](model);
        AssertUnchanged(model, optimizer, () => Find(model, optimizer, Objective.Binary, data)); // as it was made
        new Trainer(model, optimizer, Objective.Binary) { Rng = new Rng(3) }.Fit(data, epochs: 1, cancel: TestContext.Current.CancellationToken);
        AssertUnchanged(model, optimizer, () => Find(model, optimizer, Objective.Binary, data)); // with state
    }

    [Fact]
    public void F10_everything_is_put_back_although_an_exception_or_a_cancellation_ends_the_test()
    {
        (Sequential model, Dataset data) = Moons();
        var optimizer = new Adam(model, lr: 0.01) { Schedule = new Cosine(0.01, 0, 100), ClipNorm = 1 };
        new Trainer(model, optimizer, Objective.Binary) { Rng = new Rng(3) }.Fit(data, epochs: 1, cancel: TestContext.Current.CancellationToken);
        AssertUnchanged(model, optimizer, () => Assert.Throws<InvalidOperationException>(() => Find(model, optimizer, new ActsAtLoss(7, () => throw new InvalidOperationException("at loss 7")), data)));
        using var cancel = new CancellationTokenSource();
        AssertUnchanged(model, optimizer, () => Assert.Throws<OperationCanceledException>(
            () => LearningRateFinder.Find(model, optimizer, new ActsAtLoss(7, cancel.Cancel), data, cancel: cancel.Token)));
    }

    [Fact]
    public void F10_a_trainers_sampler_and_micro_batches_take_part()
    {
        (Sequential model, Dataset data) = Moons();
        var optimizer = new Adam(model, lr: 0.01);
        var trainer = new Trainer(model, optimizer, Objective.Binary) { MicroBatchSize = 8 };
        LearningRateSearch? parts = null;
        AssertUnchanged(model, optimizer, () => parts = LearningRateFinder.Find(trainer, data, cancel: TestContext.Current.CancellationToken));
        LearningRateSearch whole = Find(model, optimizer, Objective.Binary, data);
        Assert.Equal(whole.Losses[0], parts!.Losses[0], 0.2); // other dropout masks, the same rows
        LearningRateSearch balanced = LearningRateFinder.Find(new Trainer(model, optimizer, Objective.Binary) { Sampler = Sampler.Balanced(data) }, data, cancel: TestContext.Current.CancellationToken);
        Assert.NotEqual(whole.Losses[0], balanced.Losses[0]);
    }

    [Fact]
    public void F10_training_after_the_test_is_training_without_it()
    {
        byte[][] Trained(bool tested)
        {
            (Sequential model, Dataset data) = Moons();
            var optimizer = new Adam(model, lr: 0.01) { Schedule = new Cosine(0.01, 0, 40) };
            if (tested)
                Find(model, optimizer, Objective.Binary, data);
            new Trainer(model, optimizer, Objective.Binary) { Rng = new Rng(4) }.Fit(data, epochs: 2, cancel: TestContext.Current.CancellationToken);
            return Bits(model, optimizer);
        }

        Assert.Equal(Trained(false), Trained(true));
    }

    [Fact]
    public void F10_the_same_data_and_seed_give_the_same_curve()
    {
        (Sequential model, Dataset data) = Moons();
        var optimizer = new Adam(model);
        Assert.Equal(Find(model, optimizer, Objective.Binary, data).Losses, Find(model, optimizer, Objective.Binary, data).Losses);
    }

    [Fact]
    public void F10_a_schedule_is_passed_over()
    {
        (Linear model, Dataset data) = Bowl();
        LearningRateSearch search = Find(model, new Sgd(model, lr: 0.3) { Schedule = new Constant(0) }, Objective.Regression, data);
        Assert.NotNull(search.Suggestion);
    }

    [Fact]
    public void F10_a_momentum_schedule_rests_meanwhile()
    {
        (Linear model, Dataset data) = Bowl();
        var optimizer = new Sgd(model, lr: 0.3, momentum: 0.5) { MomentumSchedule = new LinearRamp(0.5, 0.9, 10) };
        double before = optimizer.Momentum;
        Find(model, optimizer, Objective.Regression, data);
        Assert.Equal(before, optimizer.Momentum);
    }

    [Fact]
    public void F10_a_loss_that_never_falls_has_no_suggestion()
    {
        (Sequential model, Dataset data) = Moons();
        var still = new Sgd([new ParameterGroup(model) { LearningRateFactor = 0 }]);
        LearningRateSearch search = Find(model, still, Objective.Binary, data);
        Assert.Null(search.Suggestion);
        Assert.Null(search.MinimumOverTen);
        Assert.Contains("the loss never fell", search.ToString());
    }

    [Fact]
    public void F10_a_loss_that_is_not_finite_ends_the_test()
    {
        (Linear model, Dataset data) = Bowl();
        LearningRateSearch atOnce = Find(model, new Sgd(model), new ActsAtLoss(1, () => { }) { Factor = double.NaN }, data);
        Assert.Equal((RangeTestEnd.LossNotFinite, 1), (atOnce.End, atOnce.Losses.Count));
        Assert.Null(atOnce.Suggestion);
        Assert.Contains("no longer finite", atOnce.ToString());
    }

    [Fact]
    public void F10_a_negative_loss_is_not_compared_with_four_times_its_minimum()
    {
        (Linear model, Dataset data) = Bowl();
        LearningRateSearch search = Find(model, new Sgd(model), new ActsAtLoss(1, () => { }) { Shift = -100 }, data, to: 0.5);
        Assert.Equal((RangeTestEnd.AllRates, 100), (search.End, search.Losses.Count));
    }

    [Fact]
    public void F10_rates_over_six_hundred_powers_of_ten_stay_finite_and_grow()
    {
        double[] rates = LearningRateFinder.Rates(1e-300, 1e300);
        Assert.All(Enumerable.Range(1, 99), i => Assert.True(double.IsFinite(rates[i]) && rates[i] > rates[i - 1]));
        (Linear model, Dataset data) = Bowl();
        Assert.NotEqual(RangeTestEnd.AllRates, LearningRateFinder.Find(model, new Adam(model), Objective.Regression, data, 1e-300, 1e300, cancel: TestContext.Current.CancellationToken).End);
    }

    [Theory]
    [InlineData(0, 10, 100, "from is 0; expected a finite number above 0")]
    [InlineData(1e-3, 1e-3, 100, "to is 0.001; expected a rate above from, which is 0.001")]
    [InlineData(1e-3, double.PositiveInfinity, 100, "to is Infinity")]
    [InlineData(1e-3, 1, 9, "steps is 9; expected at least 10")]
    public void F10_what_makes_no_range_is_refused(double from, double to, int steps, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateFinder.Rates(from, to, steps)).Message);

    [Fact]
    public void F10_the_smoothed_loss_does_not_lag_and_leaves_the_loss_that_ended_the_test_out()
    {
        double[] rates = LearningRateFinder.Rates(1e-3, 1, 13);
        double[] losses = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1e30];
        var search = new LearningRateSearch(rates, losses, RangeTestEnd.LossGrew, 0.5);
        // β^|i−j| over all twelve usable losses, at the dip and beside it
        double weights = 1 + (2 * (0.5 + 0.25 + 0.125 + 0.0625 + 0.03125)) + 0.015625;
        Assert.Equal(1 - (1 / weights), search.Smoothed[5], 1e-12);
        Assert.Equal(search.Smoothed.Take(12).Min(), search.Smoothed[5]);
        Assert.Equal(1e30, search.Smoothed[^1]);
    }

    [Fact]
    public void F10_the_suggestion_is_where_the_curve_is_steepest()
    {
        double[] rates = LearningRateFinder.Rates(1e-6, 1, 61); // ten a decade
        double[] losses = [.. rates.Select(rate => 1 / (1 + Math.Exp(3 * (Math.Log10(rate) + 3))))]; // falls fastest at 1e-3
        var search = new LearningRateSearch(rates, losses, RangeTestEnd.AllRates, 0);
        Assert.Equal(1e-3, search.Suggestion!.Value, 1e-9);
        Assert.Equal(0.1, search.MinimumOverTen!.Value, 1e-12);
        Assert.True(search.StillFalls);
    }

    [Fact]
    public void F10_a_fall_within_the_noise_between_batches_is_no_suggestion()
    {
        double[] rates = LearningRateFinder.Rates(1e-6, 1, 61); // ten a decade

        // Batches differ by ±½ around 2, first the hard ones; from 1e-3 on the loss falls by 0.05 a step to 1.
        double[] losses = [.. rates.Select((_, i) => i < 3 ? 2.5 : i < 6 ? 1.5 : i <= 30 ? 2 : Math.Max(1, 2 - (0.05 * (i - 30))))];
        var search = new LearningRateSearch(rates, losses, RangeTestEnd.AllRates, 0.5);
        Assert.InRange(search.Suggestion!.Value, 1e-3, 0.1);
        Assert.Null(new LearningRateSearch(rates, [.. losses.Select(loss => Math.Max(1.6, loss))], RangeTestEnd.AllRates, 0.9).Suggestion);
    }

    private static LearningRateSearch Find(Layer model, Optimizer optimizer, Objective objective, Dataset data, double to = 10) =>
        LearningRateFinder.Find(model, optimizer, objective, data, to: to, cancel: TestContext.Current.CancellationToken);

    private static (Linear Model, Dataset Data) Bowl()
    {
        var model = new Linear(1, 1, bias: false);
        model.Weight.Fill(2);
        return (model, new Dataset(Tensor.From([1f, -1, 1, -1], [4, 1]), Tensor.Zeros([4, 1])));
    }

    private static (Sequential Model, Dataset Data) Moons()
    {
        var rng = new Rng(5);
        var model = new Sequential(new Linear(2, 8, rng: rng), new ReLU(), new Dropout(0.2, rng), new Linear(8, 1, rng: rng));
        return (model, Datasets.Moons(100, seed: 3));
    }

    private static void AssertUnchanged(Sequential model, Optimizer optimizer, Action act)
    {
        model[0].Evaluate();
        byte[][] before = Bits(model, optimizer);
        act();
        Assert.Equal(before, Bits(model, optimizer));
        Assert.False(model[0].IsTraining);
        Assert.True(model[2].IsTraining);
        Assert.All(model.Parameters, parameter => Assert.True(parameter.Tensor.Gradient.IsNone));
    }

    /// <summary>Everything that training changes.</summary>
    private static byte[][] Bits(Sequential model, Optimizer optimizer) =>
    [
        .. model.State.Concat(optimizer.State).Select(item => item.Tensor.Bytes.ToArray()),
        BitConverter.GetBytes(optimizer.LearningRate),
        BitConverter.GetBytes(optimizer.StepCount),
        BitConverter.GetBytes(optimizer.GradientNorm),
        BitConverter.GetBytes(((Dropout)model[2]).Rng.Counter),
    ];

    /// <summary>The objective of regression that does something at its n-th loss.</summary>
    private sealed record ActsAtLoss(int At, Action Act) : Objective
    {
        private int _losses;

        public double Factor { get; init; } = 1;

        public double Shift { get; init; }

        public override TaskKind Task => TaskKind.Regression;

        protected override string Kind => "test";

        public override Tensor Loss(Tensor output, Tensor targets)
        {
            if (++_losses == At)
                Act();
            return (Fathom.Loss.MeanSquaredError(output, targets) * Factor) + Shift;
        }

        public override Tensor Predict(Tensor output) => output;
    }
}
