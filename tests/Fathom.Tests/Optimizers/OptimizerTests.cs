using static Fathom.Tests.Optimizers.Descent;

namespace Fathom.Tests.Optimizers;

/// <summary>Worked numbers of the textbooks, and what the base of all optimizers owns: groups, decay, clipping, schedules, missing gradients.</summary>
public sealed class OptimizerTests
{
    [Fact]
    public void Defaults_are_PyTorchs()
    {
        IParameters p = One(4, out _);
        Assert.Equal((1e-3, 0.9, 0.999, 1e-8, 0.0), Of(new Adam(p)));
        Assert.Equal((1e-3, 0.9, 0.999, 1e-8, 1e-2), Of(new AdamW(p)));

        static (double, double, double, double, double) Of(Adam adam) => (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Eps, adam.WeightDecay);
    }

    [Fact]
    public void Parameters_without_a_gradient_are_named_and_nothing_changes()
    {
        var model = new Sequential(new Linear(2, 2), new Linear(2, 1));
        var optimizer = new Sgd(model, lr: 0.1);
        model[0].Forward(Tensor.Ones([1, 2])).Sum().Backward();
        float[] before = model.Parameters[0].Tensor.ToArray<float>();
        string message = Assert.Throws<StepException>(optimizer.Step).Message;
        Assert.Contains("1.weight, 1.bias", message);
        Assert.DoesNotContain("0.weight", message);
        Assert.Equal(before, model.Parameters[0].Tensor.ToArray<float>());
        Assert.Equal(0, optimizer.StepCount);
        var lenient = new Sgd(model, lr: 0.1) { IgnoreMissingGradients = true };
        lenient.Step();
        Assert.NotEqual(before, model.Parameters[0].Tensor.ToArray<float>());
    }

    [Fact]
    public void A_parameter_in_two_groups_is_refused_by_name()
    {
        var layer = new Linear(2, 2);
        var error = Assert.Throws<ArgumentException>(() => new Sgd([new ParameterGroup(layer), new ParameterGroup(new NamedTensor("again", layer.Bias))]));
        Assert.Contains("again stands in two groups (also as bias)", error.Message);
    }

    [Fact]
    public void A_module_without_parameters_is_refused() =>
        Assert.Contains("Does the module state its Parts?", Assert.Throws<ArgumentException>(() => new Adam(new ReLU())).Message);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Rates_decays_and_averages_out_of_range_are_refused(double value)
    {
        IParameters p = One(4, out _);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(p, lr: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(p, weightDecay: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(p, momentum: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(p, beta1: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(p, beta2: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(p, eps: value));
        (string Name, Func<Optimizer> Make)[] others =
        [
            ("lrDecay", () => new AdaGrad(p, lrDecay: value)), ("initialAccumulatorValue", () => new AdaGrad(p, initialAccumulatorValue: value)), ("eps", () => new AdaGrad(p, eps: value)),
            ("alpha", () => new RMSprop(p, alpha: value)), ("momentum", () => new RMSprop(p, momentum: value)), ("eps", () => new RMSprop(p, eps: value)),
            ("rho", () => new Adadelta(p, rho: value)), ("eps", () => new Adadelta(p, eps: value)), ("beta1", () => new Adamax(p, beta1: value)), ("beta2", () => new Adamax(p, beta2: value)),
            ("momentumDecay", () => new NAdam(p, momentumDecay: value)), ("beta1", () => new NAdam(p, beta1: value)), ("beta2", () => new RAdam(p, beta2: value)),
            ("beta1", () => new Lion(p, beta1: value)), ("beta2", () => new Lion(p, beta2: value)), ("momentum", () => new Muon(p, momentum: value)), ("eps", () => new Muon(p, eps: value)),
            .. StandardOptimizers.Names.Select(name => ("lr", (Func<Optimizer>)(() => StandardOptimizers.Create(name, p, lr: value)))),
            .. StandardOptimizers.Names.Select(name => ("weightDecay", (Func<Optimizer>)(() => StandardOptimizers.Create(name, p, weightDecay: value)))),
        ];
        Assert.All(others, other => Assert.StartsWith($"{other.Name} is ", Assert.Throws<ArgumentOutOfRangeException>(other.Make).Message));
        Assert.StartsWith("newtonSchulzSteps is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Muon(p, newtonSchulzSteps: 0)).Message);
        var optimizer = new Sgd(p);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = value);
        Assert.Contains("LearningRateFactor is", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { LearningRateFactor = value }).Message);
        Assert.Contains("WeightDecay is", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { WeightDecay = value }).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Limits_of_clipping_that_are_not_above_0_are_refused(double value)
    {
        (NamedTensor[] parameters, Tensor w) = WithGradient(3, -4);
        Assert.Contains("ClipNorm is", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(new ParameterGroup(parameters)) { ClipNorm = value }).Message);
        Assert.Contains("maxNorm is", Assert.Throws<ArgumentOutOfRangeException>(() => Clip.ByNorm(parameters, value)).Message);
        Assert.Contains("normType is", Assert.Throws<ArgumentOutOfRangeException>(() => Clip.ByNorm(parameters, 1, value)).Message);
        Assert.Contains("limit is", Assert.Throws<ArgumentOutOfRangeException>(() => Clip.ByValue(parameters, value)).Message);
        Assert.Equal([3, -4], w.Gradient.ToArray<double>());
    }

    [Fact]
    public void An_infinite_limit_only_measures_the_norm_but_is_no_ClipNorm()
    {
        (NamedTensor[] parameters, Tensor w) = WithGradient(3, -4);
        Assert.Equal(5, Clip.ByNorm(parameters, double.PositiveInfinity), 1e-12);
        Assert.Equal([3, -4], w.Gradient.ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(new ParameterGroup(parameters)) { ClipNorm = double.PositiveInfinity });
    }

    [Fact]
    public void A_rate_of_0_is_accepted_and_changes_nothing() => Assert.Equal([4.0], Descend(p => new Sgd(p, lr: 0), _ => 1, 1));

    [Fact]
    public void A_step_with_everything_frozen_is_refused()
    {
        var model = new Linear(2, 1);
        var optimizer = new Sgd(model) { IgnoreMissingGradients = true };
        model.Freeze();
        Assert.Contains("nothing to train", Assert.Throws<StepException>(optimizer.Step).Message);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void A_parameter_unfrozen_late_counts_its_own_steps()
    {
        // Adam's first step has the size of the rate, and the first momentum is the whole gradient in spite of dampening.
        Assert.Equal(0.1, FirstMoveAfterThaw(p => new Adam(p, lr: 0.1)), 1e-6);
        Assert.Equal(0.1, FirstMoveAfterThaw(p => new Sgd(p, lr: 0.1, momentum: 0.9, dampening: 0.5)), 1e-12);

        static double FirstMoveAfterThaw(Func<IParameters, Optimizer> create)
        {
            One(4, out Tensor a);
            One(4, out Tensor late);
            Optimizer optimizer = create(new ParameterGroup(new NamedTensor("a", a), new NamedTensor("late", late)));
            late.RequireGradient(false);
            for (int step = 0; step < 1000; step++)
            {
                optimizer.ZeroGradients();
                a.Backward(Scalar(1));
                optimizer.Step();
            }

            late.RequireGradient();
            optimizer.ZeroGradients();
            a.Backward(Scalar(1));
            late.Backward(Scalar(1));
            optimizer.Step();
            return 4 - late.ToScalar();
        }
    }

    [Fact]
    public void Nesterov_without_momentum_and_contradictory_conventions_are_refused()
    {
        IParameters p = One(4, out _);
        Assert.Throws<ArgumentException>(() => new Sgd(p, nesterov: true));
        Assert.Throws<ArgumentException>(() => new Sgd(p, momentum: 0.9, dampening: 0.1, nesterov: true));
        Assert.Throws<ArgumentException>(() => new Sgd(p, momentum: 0.9, nesterov: true, averageMomentum: true));
    }

    [Fact]
    public void E10_groups_of_single_layers_name_their_parameters_apart_and_their_state_is_restored()
    {
        Optimizer Make(out Linear first, out Linear last)
        {
            (first, last) = (new Linear(2, 2, rng: new Rng(1)), new Linear(2, 1, rng: new Rng(2)));
            return new Adam([new ParameterGroup(first), new ParameterGroup(last) { LearningRateFactor = 0.1 }]);
        }

        static void Train(Optimizer optimizer, Linear first, Linear last)
        {
            optimizer.ZeroGradients();
            last.Forward(first.Forward(Tensor.From(new float[,] { { 1, 2 } }))).Sum().Backward();
            optimizer.Step();
        }

        Optimizer whole = Make(out Linear a, out Linear b), resumed = Make(out Linear c, out Linear d);
        Assert.Contains("no gradient for weight, bias, weight#2, bias#2.", Assert.Throws<StepException>(whole.Step).Message);
        Train(whole, a, b);
        Train(resumed, c, d);
        resumed.Restore(whole.State);
        Train(whole, a, b);
        Train(resumed, c, d);
        Assert.Equal(b.Weight.ToArray<float>(), d.Weight.ToArray<float>());
        Assert.Equal(whole.State.Select(item => item.Name), whole.State.Select(item => item.Name).Distinct());
    }

    [Fact]
    public void A_schedule_sets_the_rate_before_each_step()
    {
        IParameters p = One(4, out Tensor w);
        var optimizer = new Sgd(p, lr: 99) { Schedule = new LinearWarmup(to: 0.3, steps: 3).Then(3, new Constant(0.1)) };
        var rates = new List<double>();
        double expected = 4;
        foreach (double rate in new[] { 0.1, 0.2, 0.3, 0.1, 0.1 })
        {
            optimizer.ZeroGradients();
            w.Backward(Scalar(1));
            optimizer.Step();
            rates.Add(optimizer.LearningRate);
            expected -= rate;
            Assert.Equal(expected, w.ToScalar(), 1e-12);
        }

        Assert.Equal([0.1, 0.2, 0.3, 0.1, 0.1], rates, Within(1e-12));
        Assert.Equal(5, optimizer.StepCount);
    }

    [Fact]
    public void A_momentum_schedule_sets_the_momentum_before_each_step()
    {
        // v = 1, then .5·1 + 1 = 1.5, then .25·1.5 + 1 = 1.375
        var schedule = new LinearRamp(0.75, 0.25, 2);
        double[] path = Descend(p => new Sgd(p, lr: 1, momentum: 0.9) { MomentumSchedule = schedule }, _ => 1, 3);
        Assert.Equal([3, 1.5, 0.125], path, Within(1e-12));
        foreach (string name in StandardOptimizers.Names)
        {
            Optimizer optimizer = StandardOptimizers.Create(name, One(4, out _));
            if (name is "plain-sgd" or "rmsprop" or "adagrad" or "adadelta")
                Assert.Contains("has no momentum that a schedule could set", Assert.Throws<ArgumentException>(() => optimizer.MomentumSchedule = schedule).Message);
            else
                optimizer.MomentumSchedule = schedule;
            Assert.Equal(name is "plain-sgd" or "rmsprop" ? 0 : schedule.At(0), optimizer is Sgd sgd ? sgd.Momentum : optimizer is RMSprop root ? root.Momentum : schedule.At(0)); // refused: unchanged
        }

        Assert.Contains("MomentumSchedule is 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(One(4, out _)) { MomentumSchedule = new Constant(1) }).Message);
    }

    [Fact]
    public void F7_one_cycle_lets_the_momentum_fall_while_the_rate_climbs()
    {
        var cycle = new OneCycle(peak: 0.1, steps: 10);
        var optimizer = new Adam(One(4, out Tensor w)) { Schedule = cycle, MomentumSchedule = cycle.Momentum() };
        var seen = new List<(double Rate, double Momentum)>();
        for (int step = 0; step < 12; step++)
        {
            optimizer.ZeroGradients();
            w.Backward(Scalar(1));
            optimizer.Step();
            seen.Add((optimizer.LearningRate, optimizer.Beta1));
        }

        Assert.Equal((0.004, 0.95), (Math.Round(seen[0].Rate, 12), seen[0].Momentum));
        Assert.Equal((0.1, 0.85), (Math.Round(seen[2].Rate, 12), Math.Round(seen[2].Momentum, 12)));
        Assert.Equal((4e-7, 0.95), (Math.Round(seen[^1].Rate, 12), Math.Round(seen[^1].Momentum, 12)));
    }

    [Fact]
    public void Maximizing_climbs_and_decays_all_the_same()
    {
        Assert.Equal([4 + 0.3], Descend(p => new Sgd(p, lr: 0.1) { Maximize = true }, _ => 3, 1), Within(1e-12));
        Assert.Equal([(4 * (1 - 0.05)) + 0.3], Descend(p => new Sgd(p, lr: 0.1, weightDecay: 0.5) { Maximize = true }, _ => 3, 1), Within(1e-12));
        Assert.Equal([(4 * (1 - 0.05)) + 0.1], Descend(p => new AdamW(p, lr: 0.1, weightDecay: 0.5) { Maximize = true }, _ => 3, 1), Within(1e-8));
    }

    [Fact]
    public void D7_clipping_in_the_step_scales_by_the_global_norm_and_tells_the_norm_before()
    {
        One(0, out Tensor a);
        One(0, out Tensor b);
        var optimizer = new Sgd(new ParameterGroup(new NamedTensor("a", a), new NamedTensor("b", b)), lr: 1) { ClipNorm = 1 };
        Assert.Equal(double.NaN, optimizer.GradientNorm);
        a.Backward(Scalar(3));
        b.Backward(Scalar(4));
        optimizer.Step();
        Assert.Equal(5, optimizer.GradientNorm, 1e-12);
        Assert.Equal(-3 / (5 + 1e-6), a.ToScalar(), 1e-12);
        Assert.Equal(-4 / (5 + 1e-6), b.ToScalar(), 1e-12);
        optimizer.ZeroGradients();
        a.Backward(Scalar(0.3));
        b.Backward(Scalar(0));
        optimizer.Step();
        Assert.Equal((-3 / (5 + 1e-6)) - 0.3, a.ToScalar(), 1e-12); // below the limit nothing is scaled
    }

    [Fact]
    public void D7_clipping_by_2_norm_infinity_norm_and_value()
    {
        (NamedTensor[] parameters, Tensor w) = WithGradient(3, -4);
        Assert.Equal(5, Clip.ByNorm(parameters, 1), 1e-12);
        Assert.Equal([3 / (5 + 1e-6), -4 / (5 + 1e-6)], w.Gradient.ToArray<double>(), Within(1e-12));
        (parameters, w) = WithGradient(3, -4);
        Assert.Equal(4, Clip.ByNorm(parameters, 1, double.PositiveInfinity), 1e-12);
        Assert.Equal([3 / (4 + 1e-6), -4 / (4 + 1e-6)], w.Gradient.ToArray<double>(), Within(1e-12));
        (parameters, w) = WithGradient(3, -4);
        Assert.Equal(5, Clip.ByNorm(parameters, 100), 1e-12);
        Assert.Equal([3, -4], w.Gradient.ToArray<double>());
        Clip.ByValue(parameters, 3.5);
        Assert.Equal([3, -3.5], w.Gradient.ToArray<double>());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_stops_clipping_by_name_and_changes_nothing(double value)
    {
        (NamedTensor[] parameters, Tensor w) = WithGradient(1, value);
        Assert.Contains("not finite in w", Assert.Throws<NotFiniteException>(() => Clip.ByNorm(parameters, 1)).Message);
        var optimizer = new Sgd(new ParameterGroup(parameters), lr: 1, momentum: 0.9) { ClipNorm = 1 };
        Assert.Contains("not finite in w", Assert.Throws<NotFiniteException>(optimizer.Step).Message);
        Assert.Equal([0.0, 0.0], w.ToArray<double>());
        Assert.Equal(0, optimizer.StepCount);
    }

    private static (NamedTensor[] Parameters, Tensor W) WithGradient(params double[] gradient)
    {
        Tensor w = Tensor.Parameter([gradient.Length], DType.Float64);
        w.Backward(Tensor.From<double>(gradient));
        return ([new NamedTensor("w", w)], w);
    }
}
