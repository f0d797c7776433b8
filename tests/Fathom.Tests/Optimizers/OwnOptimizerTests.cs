namespace Fathom.Tests.Optimizers;

/// <summary>An optimizer written outside the library, with public members alone, gets clipping, both kinds of decay, state and saving from the base.</summary>
public sealed class OwnOptimizerTests
{
    [Fact]
    public void Its_gradient_is_clipped_and_has_L2_decay()
    {
        Tensor w = Weights();
        var optimizer = new SignSgd(Group(w), lr: 0.1, weightDecay: 0.5) { ClipNorm = 1 };
        w.Backward(Tensor.From([30.0, -40.0]));
        optimizer.Step();
        // clipped (.6, −.8), decayed (.6 − .5, −.8 + 1): without clipping the second sign would stay negative, without decay too
        Assert.Equal([-1 - 0.1, 2 - 0.1], w.ToArray<double>());
        Assert.Equal([0.1, 0.2], optimizer.State.Single(item => item.Name == "gradient.w").Tensor.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Decoupled_decay_shrinks_its_weights_and_leaves_its_gradient_alone()
    {
        Tensor w = Weights();
        var optimizer = new SignSgd(Group(w), lr: 0.1, weightDecay: 0.5, decoupled: true);
        w.Backward(Tensor.From([3.0, -4.0]));
        optimizer.Step();
        Assert.Equal([(-1 * 0.95) - 0.1, (2 * 0.95) + 0.1], w.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([3.0, -4.0], optimizer.State.Single(item => item.Name == "gradient.w").Tensor.ToArray<double>());
    }

    [Fact]
    public void It_takes_the_gradient_with_the_bits_that_the_library_takes()
    {
        Linear own = new(7, 5, rng: new Rng(1)), standard = new(7, 5, rng: new Rng(1));
        Optimizer[] both = [new PlainSgd(own) { ClipNorm = 0.01 }, new Sgd(standard, lr: 0.1, weightDecay: 0.3) { ClipNorm = 0.01 }];
        foreach ((Linear model, Optimizer optimizer) in new[] { own, standard }.Zip(both))
        {
            model.Forward(new Rng(2).Normal([3, 7])).Square().Sum().Backward();
            optimizer.Step();
        }

        Assert.Equal(standard.Weight.ToArray<float>(), own.Weight.ToArray<float>());
    }

    private static Tensor Weights()
    {
        Tensor w = Tensor.Parameter([2], DType.Float64);
        w.CopyFrom(Tensor.From([-1.0, 2.0]));
        return w;
    }

    private static ParameterGroup Group(Tensor w) => new(new NamedTensor("w", w));

    private sealed class SignSgd(ParameterGroup group, double lr, double weightDecay, bool decoupled = false) : Optimizer([group], lr, weightDecay)
    {
        private static readonly string[] s_names = ["gradient"];

        protected override ReadOnlySpan<string> StateNames => s_names;

        protected override bool DecouplesWeightDecay => decoupled;

        protected override void Update<T>(in ParameterUpdate<T> u)
        {
            T lr = T.CreateTruncating(u.LearningRate);
            Span<T> w = u.Weights, seen = u.State(0);
            for (int i = 0; i < w.Length; i++)
            {
                seen[i] = u.TakeGradient(i);
                w[i] -= lr * T.CreateTruncating(T.Sign(seen[i]));
            }
        }
    }

    private sealed class PlainSgd(IParameters module) : Optimizer([new ParameterGroup(module)], lr: 0.1, weightDecay: 0.3)
    {
        protected override ReadOnlySpan<string> StateNames => [];

        protected override void Update<T>(in ParameterUpdate<T> u)
        {
            T step = T.CreateTruncating(-u.LearningRate);
            for (int i = 0; i < u.Weights.Length; i++)
            {
                T g = u.TakeGradient(i);
                u.Weights[i] = T.FusedMultiplyAdd(step, g, u.Weights[i]);
            }
        }
    }
}
