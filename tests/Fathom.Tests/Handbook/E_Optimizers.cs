using static Fathom.Tests.Optimizers.Descent;

namespace Fathom.Tests.Handbook;

/// <summary>Handbook E: optimizers, on L = ½w² from w = 4 where nothing else is said.</summary>
public sealed class E_Optimizers
{
    [Fact]
    public void E1_gradient_descent_on_the_bowl()
    {
        Assert.Equal([3.6, 3.24, 2.916], Bowl(p => new Sgd(p, lr: 0.1), 3), Within(1e-12));
        Assert.Equal([3.4], Descend(p => new Sgd(p, lr: 0.1), _ => 6, 1), Within(1e-12));
        double[] diverging = Bowl(p => new Sgd(p, lr: 2.1), 50);
        Assert.All(diverging.Zip(diverging.Skip(1)), pair => Assert.True(Math.Abs(pair.Second) > Math.Abs(pair.First)));
    }

    [Fact]
    public void E2_momentum_on_the_bowl_in_both_conventions()
    {
        Assert.Equal([3.6, 2.88, 1.944], Bowl(p => new Sgd(p, lr: 0.1, momentum: 0.9), 3), Within(1e-12));
        Assert.Equal([3.96, 3.8844, 3.777516], Bowl(p => new Sgd(p, lr: 0.1, momentum: 0.9, averageMomentum: true), 3), Within(1e-12));
    }

    [Fact]
    public void E2_Nesterov_looks_ahead_along_the_momentum()
    {
        // v = 4, w = 4 − .1(4 + .9·4) = 3.24;  v = .9·4 + 3.24 = 6.84, w = 3.24 − .1(3.24 + .9·6.84) = 2.3004
        Assert.Equal([3.24, 2.3004], Bowl(p => new Sgd(p, lr: 0.1, momentum: 0.9, nesterov: true), 2), Within(1e-12));
    }

    [Fact]
    public void E5_the_first_step_of_Adam_has_the_size_of_the_rate_with_eps_outside_and_inside_the_root()
    {
        Assert.Equal(0.09999, 4 - Descend(p => new Adam(p, lr: 0.1), _ => 1e-4, 1)[0], 1e-7);
        Assert.Equal(0.07071, 4 - Descend(p => new Adam(p, lr: 0.1, epsInsideRoot: true), _ => 1e-4, 1)[0], 1e-5);
    }

    [Fact]
    public void E3_AdaGrads_steps_shrink_with_the_root_of_their_number()
    {
        // gradient 5 for ever: G = 25t, so that step t has the length lr·5/√(25t)
        double[] path = Descend(p => new AdaGrad(p, lr: 0.1), _ => 5, 3);
        Assert.Equal([3.9, 3.9 - (0.1 / Math.Sqrt(2)), 3.9 - (0.1 / Math.Sqrt(2)) - (0.1 / Math.Sqrt(3))], path, Within(1e-9));
    }

    [Fact]
    public void E4_RMSprops_first_step_is_the_rate_over_the_root_of_what_is_new()
    {
        // v = (1 − α)g², so that the step is lr/√(1 − α), whatever the gradient
        Assert.Equal([4 - 0.1], Descend(p => new RMSprop(p, lr: 0.01, alpha: 0.99), _ => 7, 1), Within(1e-8));
        Assert.Equal([4 - (0.01 / Math.Sqrt(1e-8 + 0.01) * 1)], Descend(p => new RMSprop(p, lr: 0.01, alpha: 0.99, epsInsideRoot: true), _ => 1, 1), Within(1e-12));
        Assert.Equal([4 - 0.1 - 0.09 - (0.01 / Math.Sqrt(0.0199))], Descend(p => new RMSprop(p, lr: 0.01, alpha: 0.99, momentum: 0.9), _ => 7, 2)[1..], Within(1e-8));
    }

    [Fact]
    public void E5_the_largest_average_keeps_AMSGrads_steps_from_growing()
    {
        // one large gradient, then small ones: Adam forgets it within hundreds of steps, AMSGrad never does
        double Last(bool amsgrad)
        {
            int step = 0;
            double[] path = Descend(p => new Adam(p, lr: 0.1, beta2: 0.9, amsgrad: amsgrad), _ => step++ == 0 ? 100 : 0.01, 300);
            return path[^2] - path[^1];
        }

        Assert.Equal(0.1, Last(amsgrad: false), 1e-3);
        Assert.InRange(Last(amsgrad: true), 0, 1e-4);
    }

    [Fact]
    public void E6_C9_decay_is_decoupled_in_AdamW_and_goes_through_the_gradient_in_Adam()
    {
        Assert.Equal([3.996], Descend(p => new Sgd(p, lr: 0.1, weightDecay: 0.01), _ => 0, 1), Within(1e-12));
        Assert.Equal([3.996], Descend(p => new AdamW(p, lr: 0.1, weightDecay: 0.01), _ => 0, 1), Within(1e-12));
        Assert.Equal([3.9], Descend(p => new Adam(p, lr: 0.1, weightDecay: 0.01), _ => 0, 1), Within(1e-6));
    }

    [Fact]
    public void E7_Adamax_NAdam_and_RAdam_on_their_first_step()
    {
        Assert.Equal([4 - 0.1], Descend(p => new Adamax(p, lr: 0.1), _ => 3, 1), Within(1e-8));
        Assert.Equal([4 - (0.1 * 3)], Descend(p => new RAdam(p, lr: 0.1), _ => 3, 1), Within(1e-12)); // momentum alone as long as v cannot be trusted
        // 4 − lr·(1 + (1 − β₁)·μ₂/(1 − μ₁μ₂)), the paper's look-ahead, μₜ = .9(1 − ½·.96^(.004t))
        double mu1 = 0.9 * (1 - (0.5 * Math.Pow(0.96, 0.004))), mu2 = 0.9 * (1 - (0.5 * Math.Pow(0.96, 0.008)));
        Assert.Equal([4 - (0.1 * (1 + (0.1 * mu2 / (1 - (mu1 * mu2)))))], Descend(p => new NAdam(p, lr: 0.1, paperLookAhead: true), _ => 3, 1), Within(1e-8));
    }

    [Fact]
    public void E7_Adadelta_begins_with_steps_of_the_size_of_eps()
    {
        // Δ = √ε/√((1 − ρ)g² + ε)·g
        Assert.Equal([4 - (1e-3 / Math.Sqrt(0.9 + 1e-6) * 3)], Descend(p => new Adadelta(p), _ => 3, 1), Within(1e-12));
    }

    [Fact]
    public void E8_Lion_moves_every_weight_by_the_rate()
    {
        Assert.Equal([3.9, 3.8, 3.7], Descend(p => new Lion(p, lr: 0.1), w => w * 1e-6, 3), Within(1e-12));
        Assert.Equal([4.0], Descend(p => new Lion(p, lr: 0.1), _ => 0, 1));
        Assert.Equal([4 * (1 - (0.1 * 0.5)) - 0.1], Descend(p => new Lion(p, lr: 0.1, weightDecay: 0.5), _ => 2, 1), Within(1e-12));
    }

    [Theory]
    [InlineData(6, 6)]
    [InlineData(4, 9)]
    [InlineData(9, 4)]
    [InlineData(1, 5)]
    public void E8_Muon_keeps_singular_vectors_and_levels_singular_values(int rows, int columns)
    {
        // D = U·diag(σ)·Vᵀ with σ from 1 to a hundredth: UᵀXV must be diagonal, with entries near 1
        int rank = Math.Min(rows, columns);
        Tensor u = Tensor.Zeros([rows, rank], DType.Float64), v = Tensor.Zeros([columns, rank], DType.Float64);
        new Orthogonal().Apply(u, new Rng(1));
        new Orthogonal().Apply(v, new Rng(2));
        double[] sigma = [.. Enumerable.Range(0, rank).Select(i => Math.Pow(10, -2.0 * i / Math.Max(1, rank - 1)))];
        Tensor x = Muon.Orthogonalized((u * Tensor.From(sigma)).MatMul(v, transposeB: true), steps: 5);
        Tensor s = u.MatMul(x, transposeA: true).MatMul(v);
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < rank; j++)
            {
                double value = s.GetElement((i * rank) + j);
                if (i != j)
                    Assert.Equal(0, value, 1e-12);
                else
                    Assert.InRange(value, 0.6, 1.25);
            }
        }
    }

    [Fact]
    public void E8_Muon_steps_matrices_by_the_rate_and_vectors_as_AdamW()
    {
        var model = new Linear(6, 4, rng: new Rng(1));
        model.ConvertTo(DType.Float64);
        Tensor before = model.Weight.Detach().Copy(), bias = model.Bias.Detach().Copy();
        new Rng(2).Normal([5, 6], type: DType.Float64);
        (model.Forward(new Rng(2).Normal([5, 6], type: DType.Float64)) * new Rng(3).Normal([5, 4], type: DType.Float64)).Sum().Backward();
        new Muon(model, lr: 0.1, weightDecay: 0, matchAdam: false).Step();
        // an orthogonal 4×6 step has the length √4 before the rate
        Assert.InRange((model.Weight.Detach() - before).Square().Sum().Sqrt().ToScalar(), 0.1 * 0.6 * 2, 0.1 * 1.25 * 2);
        for (int i = 0; i < 4; i++)
            Assert.Equal(0.1, Math.Abs(model.Bias.GetElement(i) - bias.GetElement(i)), 1e-6);
    }

    [Fact]
    public void E10_a_group_has_its_own_rate_and_decay()
    {
        One(4, out Tensor a);
        One(4, out Tensor b);
        var optimizer = new Sgd(
            [
                new ParameterGroup(new NamedTensor("a", a)) { LearningRateFactor = 0.5 },
                new ParameterGroup(new NamedTensor("b", b)) { WeightDecay = 0 },
            ],
            lr: 0.1,
            weightDecay: 0.25);
        a.Backward(Scalar(1));
        b.Backward(Scalar(1));
        optimizer.Step();
        Assert.Equal(4 - (0.05 * (1 + (0.25 * 4))), a.ToScalar(), 1e-12);
        Assert.Equal(4 - 0.1, b.ToScalar(), 1e-12);
    }

    [Fact]
    public void E10_biases_and_scales_stand_in_a_group_without_decay()
    {
        var model = new Sequential(new Linear(3, 2), new LayerNorm(2), new Linear(2, 1));
        ParameterGroup[] groups = ParameterGroup.WeightsAndOthers(model);
        Assert.Equal(["0.weight", "2.weight"], groups[0].Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["0.bias", "1.weight", "1.bias", "2.bias"], groups[1].Parameters.Select(parameter => parameter.Name));
        Assert.Equal((null, 0.0, 0.0), (groups[0].WeightDecay, groups[1].WeightDecay, groups[1].L1));
        Assert.Single(ParameterGroup.WeightsAndOthers(groups[0]));
    }

    [Fact]
    public void E10_a_frozen_group_keeps_its_values_while_the_other_learns()
    {
        var model = new Sequential(new Linear(3, 2, rng: new Rng(1)), new Linear(2, 1, rng: new Rng(2)));
        model[0].Freeze();
        float[] frozen = model[0].Parameters[0].Tensor.ToArray<float>(), free = model[1].Parameters[0].Tensor.ToArray<float>();
        var optimizer = new AdamW([new ParameterGroup(model[0]), new ParameterGroup(model[1]) { LearningRateFactor = 2 }]);
        model.Forward(Tensor.Ones([2, 3])).Square().Sum().Backward();
        optimizer.Step();
        Assert.Equal(frozen, model[0].Parameters[0].Tensor.ToArray<float>());
        Assert.NotEqual(free, model[1].Parameters[0].Tensor.ToArray<float>());
    }
}
