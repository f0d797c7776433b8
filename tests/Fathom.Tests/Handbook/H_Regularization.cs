using static Fathom.Tests.Optimizers.Descent;

namespace Fathom.Tests.Handbook;

/// <summary>Handbook H: regularization, as far as optimizers and training have a part in it.</summary>
public sealed class H_Regularization
{
    [Fact]
    public void H1_decay_is_the_textbooks_rule()
    {
        // w ← (1 − ηλ)w − η∇L
        Assert.Equal([((1 - (0.1 * 0.5)) * 4) - (0.1 * 3)], Descend(p => new Sgd(p, lr: 0.1, weightDecay: 0.5), _ => 3, 1), Within(1e-12));
    }

    [Fact]
    public void H2_the_proximal_step_draws_weights_to_zero_and_stops_there()
    {
        // w ← sign(w)·max(|w| − ηλ₁, 0) after the step; ηλ₁ = .1·.5
        Assert.Equal([4 - 0.3 - 0.05], Descend(p => new Sgd(p, lr: 0.1) { L1 = 0.5 }, _ => 3, 1), Within(1e-12));
        Assert.Equal([-0.75], Descend(p => new Sgd(p, lr: 0.1) { L1 = 0.5 }, _ => 48, 1), Within(1e-12)); // 4 − 4.8 = −.8
        Assert.Equal([0.0], Descend(p => new Sgd(p, lr: 0.1) { L1 = 0.5 }, _ => 39.9, 1)); // 4 − 3.99 = .01
        Assert.Equal([3, 2, 1, 0.0], Descend(p => new Adam(p, lr: 0.1) { L1 = 50 }, _ => 0, 4), Within(1e-12)); // no gradient: ten rates a step
    }

    [Fact]
    public void H2_the_minimum_of_a_bowl_with_L1_is_the_soft_threshold()
    {
        // ½(w − a)² + λ|w| has its minimum at sign(a)·max(|a| − λ, 0), for every optimizer that converges
        Func<IParameters, Optimizer>[] all =
        [
            p => new Sgd(p, lr: 0.1) { L1 = 1 }, p => new Sgd(p, lr: 0.1, momentum: 0.5) { L1 = 1 }, p => new Sgd(p, lr: 0.1, momentum: 0.5, nesterov: true) { L1 = 1 },
            p => new Sgd(p, lr: 0.1, momentum: 0.5, averageMomentum: true) { L1 = 1 }, p => new Sgd(p, lr: 0.1, momentum: 0.5, dampening: 0.2) { L1 = 1 },
            p => new AdaGrad(p, lr: 0.5) { L1 = 1 }, p => new RMSprop(p, lr: 0.01) { L1 = 1 }, p => new Adam(p, lr: 0.05) { L1 = 1 }, p => new AdamW(p, lr: 0.05, weightDecay: 0, amsgrad: true) { L1 = 1 },
            p => new Adamax(p, lr: 0.05) { L1 = 1 }, p => new RAdam(p, lr: 0.05) { L1 = 1 },
        ];
        Assert.All(all, create =>
        {
            Assert.Equal(1.5, Descend(create, w => w - 2.5, 2000)[^1], 0.02);
            Assert.Equal(0, Descend(create, w => w - 0.9, 2000)[^1]);
        });
    }

    [Fact]
    public void H2_useless_inputs_get_weights_of_exactly_zero_and_the_sparsity_tells()
    {
        // y depends on the first of eight inputs alone
        var rng = new Rng(1);
        var model = new Linear(8, 1, rng: rng);
        Tensor x = rng.Normal([256, 8]);
        Tensor y = x.Slice(1, 0, 1) * 2;
        Tensor start = model.Bias.Detach().Copy();
        var optimizer = new Adam(ParameterGroup.WeightsAndOthers(model), lr: 0.01) { L1 = 0.2 };
        Assert.Equal(0, Sparsity.Of(model));
        for (int step = 0; step < 1000; step++)
        {
            optimizer.ZeroGradients();
            Loss.MeanSquaredError(model.Forward(x), y).Backward();
            optimizer.Step();
        }

        Assert.Equal(7.0 / 8, Sparsity.Of(model.Weight));
        Assert.Equal(7.0 / 9, Sparsity.Of(model));
        Assert.NotEqual(0, model.Weight.GetElement(0));
        Assert.NotEqual(start.ToArray<float>(), model.Bias.ToArray<float>()); // learns, but is not drawn to zero
        Assert.NotEqual(0, model.Bias.GetElement(0));
    }

    [Fact]
    public void H2_few_of_thirty_measurements_suffice_on_breast_cancer()
    {
        (Dataset train, Dataset test) = Datasets.BreastCancer().Split(test: 0.2, stratify: true, seed: 1).Standardize();
        (double sparsity, double accuracy) Fit(double l1)
        {
            var model = new Linear(30, 1, rng: new Rng(1));
            var trainer = new Trainer(model, new Adam(ParameterGroup.WeightsAndOthers(model), lr: 0.01) { L1 = l1 }, new BinaryObjective()) { Rng = new Rng(2) };
            trainer.Fit(train, epochs: 60, batchSize: 32, cancel: TestContext.Current.CancellationToken);
            return (Sparsity.Of(model.Weight), trainer.Evaluate(test).Metrics["accuracy"]);
        }

        Assert.Equal(0, Fit(0).sparsity);
        (double sparsity, double accuracy) = Fit(0.03);
        Assert.True(sparsity > 0.4 && accuracy > 0.9, $"{sparsity} {accuracy}");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void H2_a_negative_strength_is_refused(double l1)
    {
        IParameters p = One(4, out _);
        Assert.Contains("L1 is", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(p) { L1 = l1 }).Message);
        Assert.Contains("L1 is", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { L1 = l1 }).Message);
        Assert.Contains("there are no parameters to count", Assert.Throws<ArgumentException>(() => Sparsity.Of(new ReLU())).Message);
    }

    [Fact]
    public void H4_a_drop_counts_only_when_it_is_larger_than_the_minimum_delta()
    {
        var stopping = new EarlyStopping(patience: 10, minimumDelta: 0.001);
        Assert.Equal([true, false, true], new[] { 1.0, 0.9995, 0.9985 }.Select((loss, i) => stopping.Observe(i + 1, loss)));
        Assert.Equal(0.9985, stopping.BestLoss);
    }
}
