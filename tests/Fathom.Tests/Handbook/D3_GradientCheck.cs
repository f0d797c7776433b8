using System.Numerics;

namespace Fathom.Tests.Handbook;

/// <summary>Handbook D3: the gradient check of layers, networks and losses: it finds what is wrong, says where, and leaves no trace.</summary>
public sealed class D3_GradientCheck
{
    [Fact]
    public void D3_a_right_network_passes_with_a_row_for_the_input_and_every_parameter()
    {
        Sequential model = Net(new GELU());
        GradientReport report = GradientCheck.OfModel(model, Objective.MultiClass, new Rng(1).Normal([5, 4]), Tensor.From([0L, 1, 2, 1, 0]), cancel: TestContext.Current.CancellationToken);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(["input", "0.weight", "0.bias", "3.weight", "3.bias"], report.Rows.Select(row => row.Name));
        Assert.Equal(20 + 32 + 8 + 24 + 3, report.Elements);
        Assert.Equal(report.Elements, report.Checked);
        Assert.All(report.Rows, row => Assert.InRange(row.Result.OfAllowed, 0, 1));
        Assert.Contains("the gradient is right in all 87 elements checked", report.ToString());
    }

    [Fact]
    public void D3_every_objective_is_differentiated_right_together_with_a_network()
    {
        Tensor x = new Rng(1).Normal([5, 4]);
        Tensor bits = Tensor.From([0f, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1], [5, 3]);
        foreach ((Objective objective, Tensor y) in new (Objective, Tensor)[]
        {
            (new MultiClassObjective { ClassWeights = [0.2, 1, 5], LabelSmoothing = 0.1 }, Tensor.From([0L, 1, 2, 1, 0])),
            (Objective.MultiLabel, bits),
            (Objective.Regression, new Rng(2).Normal([5, 3])),
        })
        {
            GradientReport report = GradientCheck.OfModel(Net(new GELU()), objective, x, y, cancel: TestContext.Current.CancellationToken);
            Assert.True(report.Passed, report.ToString());
        }
    }

    /// <summary>Adding and taking off 10⁸ rounds away half of the digits: differences scatter by a percent, and backward is right all the same.</summary>
    [Fact]
    public void D3_what_rounds_inside_is_judged_by_how_far_differences_scatter()
    {
        Tensor x = Tensor.From([0.3, -1.7, 2.9, 11.3]);
        Assert.True(GradientCheck.Of(v => ((v + 1e8) - 1e8).Square(), x).Passed);

        // The same rounding, and a gradient that lacks half of itself: no scatter reaches that far.
        Assert.False(GradientCheck.Of(v => ((v + 1e8) - 1e8) * ((v + 1e8) - 1e8).Detach(), x).Passed);
    }

    /// <summary>Two rows that are nearly equal: batch norm divides by nearly nothing.</summary>
    [Fact]
    public void D3_batch_norm_over_two_nearly_equal_rows_is_right()
    {
        var model = new Sequential(new Linear(4, 8, rng: new Rng(3)), new BatchNorm1d(8), new Tanh(), new Linear(8, 3, rng: new Rng(4)));
        Tensor row = new Rng(5).Normal([1, 4]);
        Tensor x = Tensor.Concat([row, row + (new Rng(6).Normal([1, 4]) * 0.02)], 0);
        GradientReport report = GradientCheck.OfModel(model, Objective.MultiClass, x, Tensor.From([0L, 2]), cancel: TestContext.Current.CancellationToken);
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void D3_an_operation_with_a_wrong_gradient_is_found()
    {
        GradientReport report = GradientCheck.OfLayer(Net(new WrongSquare()), new Rng(1).Normal([5, 4]), cancel: TestContext.Current.CancellationToken);
        Assert.False(report.Passed);
        Assert.Equal(CheckVerdict.Wrong, report.Verdict);
        // What comes before the wrong operation gets a wrong gradient; what comes after, a right one.
        Assert.Equal([false, false, false, true, true], report.Rows.Select(row => row.Result.Passed));
        Assert.Contains("the gradient is wrong in input, 0.weight, 0.bias", report.Finding);
        Assert.Matches(@"in (input|0\.weight|0\.bias)\[\d+(, \d+)?\] backward gives", report.Finding);
        Assert.NotEqual("", report.Advice);
    }

    [Fact]
    public void D3_the_worst_element_is_named_by_its_place()
    {
        var layer = new ForgetsOne();
        GradientReport report = GradientCheck.OfLayer(layer, new Rng(1).Normal([3, 4]), cancel: TestContext.Current.CancellationToken);
        Assert.Equal(("scale", "[1, 2]"), (report.Worst.Name, report.Worst.Index));
        Assert.Equal(0, report.Worst.Result.Analytic);
        Assert.True(report.Rows[0].Result.Passed, report.ToString());
    }

    [Fact]
    public void D3_kinks_are_counted_and_not_judged_but_no_value_outside_the_slopes_passes()
    {
        Tensor x = Tensor.From([0f, 1, -1, 0], [2, 2]);
        GradientReport relu = GradientCheck.OfLayer(new ReLU(), x, cancel: TestContext.Current.CancellationToken);
        Assert.True(relu.Passed, relu.ToString());
        Assert.Equal(2, relu.Kinks);
        Assert.Contains("2 stand at kinks", relu.Finding);
        Assert.False(GradientCheck.OfLayer(new Activated(new WrongAtZero()), x, cancel: TestContext.Current.CancellationToken).Passed);
        Assert.False(GradientCheck.Of(all => [all[0].ReLU()], [Tensor.From([0.0, 1])]).Passed); // unless asked for, a kink fails
        Assert.Equal(1, GradientCheck.Of(all => [all[0].ReLU()], [Tensor.From([0.0, 1])], countKinks: true).Kinks);
    }

    [Fact]
    public void D3_a_smooth_function_has_no_kinks_to_hide_behind()
    {
        // A gradient that is off by a hundred-thousandth everywhere.
        GradientCheckResult check = GradientCheck.Of(all => [new SlightlyOff().Run(all[0])], [Tensor.From([0.0, 0.5, -2])], countKinks: true);
        Assert.False(check.Passed);
        Assert.Equal(0, check.Kinks);
    }

    [Fact]
    public void D3_dropout_in_training_is_a_fixed_mask_and_its_counter_is_put_back()
    {
        var dropout = new Dropout(0.5, new Rng(3));
        dropout.Rng.Take(17);
        GradientReport report = GradientCheck.OfLayer(new Sequential(new Linear(4, 8), dropout), new Rng(1).Normal([5, 4]), cancel: TestContext.Current.CancellationToken);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(17UL, dropout.Rng.Counter);
    }

    [Fact]
    public void D3_nothing_is_left_behind()
    {
        var model = new Sequential(new Linear(4, 8), new BatchNorm1d(8), new Dropout(0.5), new Linear(8, 1));
        model[3].Freeze();
        model[0].Evaluate();
        byte[][] before = [.. model.State.Select(item => item.Tensor.Bytes.ToArray())];
        GradientReport report = GradientCheck.OfModel(model, Objective.Binary, new Rng(1).Normal([6, 4]), Tensor.From([0f, 1, 1, 0, 1, 0], [6, 1]), cancel: TestContext.Current.CancellationToken);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(before, model.State.Select(item => item.Tensor.Bytes.ToArray()));
        Assert.All(model.Parameters, item => Assert.Equal(DType.Float32, item.Tensor.Type));
        Assert.All(model.Parameters, item => Assert.True(item.Tensor.Gradient.IsNone));
        Assert.False(model[3].Parameters[0].Tensor.IsLeaf);
        Assert.True(model[0].Parameters[0].Tensor.IsLeaf);
        Assert.False(model[0].IsTraining);
        Assert.True(model[1].IsTraining);
    }

    [Fact]
    public void D3_a_network_that_refuses_its_input_is_left_as_it_was()
    {
        var model = new Linear(4, 8);
        Assert.Throws<ShapeException>(() => GradientCheck.OfLayer(model, Tensor.Ones([2, 3]), cancel: TestContext.Current.CancellationToken));
        Assert.Equal(DType.Float32, model.Weight.Type);
    }

    [Fact]
    public void D3_large_tensors_are_checked_at_a_sample_and_it_is_said()
    {
        GradientReport report = GradientCheck.OfLayer(new Linear(40, 50), new Rng(1).Normal([2, 40]), maxElements: 30, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([30, 30, 30], report.Rows.Select(row => row.Result.Checked));
        Assert.Contains("90 of 2,130 elements checked", report.Finding);
    }

    [Fact]
    public void D3_an_embedding_is_checked_by_its_table_alone()
    {
        GradientReport report = GradientCheck.OfLayer(new Embedding(7, 3), Tensor.From([1L, 6, 1]), cancel: TestContext.Current.CancellationToken);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(["weight"], report.Rows.Select(row => row.Name));
    }

    [Fact]
    public void D3_a_loss_is_checked_by_the_networks_output()
    {
        Assert.True(GradientCheck.OfLoss((y, t) => Loss.CrossEntropy(y, t), new Rng(1).Normal([3, 4]), Tensor.From([0L, 3, 1])).Passed);
        Assert.True(GradientCheck.OfLoss((y, t) => Loss.MeanSquaredError(y, t), new Rng(1).Normal([3, 4]), new Rng(2).Normal([3, 4])).Passed);
        Assert.False(GradientCheck.OfLoss((y, t) => (y.Detach() * y - t).Square().Mean(), new Rng(1).Normal([3, 4]), new Rng(2).Normal([3, 4])).Passed);
    }

    private static Sequential Net(Layer activation) => new(new Linear(4, 8, rng: new Rng(2)), activation, new Identity(), new Linear(8, 3, rng: new Rng(3)));

    private static Sequential Net(IActivation activation) => Net(new Activated(activation));

    private interface IActivation
    {
        Tensor Run(Tensor x);
    }

    private sealed class Activated(IActivation activation) : Layer
    {
        public override Tensor Forward(Tensor x) => activation.Run(x);
    }

    /// <summary>y = scale ⊙ x for one element of whose gradient nothing is known to backward.</summary>
    private sealed class ForgetsOne : Layer
    {
        private readonly Tensor _scale = new Rng(4).Normal([3, 4]).Keep().RequireGradient();

        protected override IEnumerable<Part> Parts => [("scale", _scale)];

        public override Tensor Forward(Tensor x)
        {
            Tensor mask = Tensor.From([1.0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1], [3, 4]);
            return x * ((_scale * mask) + (_scale.Detach() * (1 - mask)));
        }
    }

    /// <summary>y = x² with dx = x·dy, the factor 2 forgotten.</summary>
    private readonly record struct WrongSquare : IOp<WrongSquare>, IActivation
    {
        Tensor IActivation.Run(Tensor x) => this.Run(x);

        public void Plan(ref Plan p) => p.Result(p[0]);

        public void Forward<T>(in Forward<T> f)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < f.X(0).Length; i++)
                f.Y()[i] = f.X(0)[i] * f.X(0)[i];
        }

        public void Backward<T>(in Backward<T> b)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Span<T> dx = b.DX(0);
            for (int i = 0; i < dx.Length; i++)
                dx[i] += b.X(0)[i] * b.DY()[i];
        }
    }

    /// <summary>ReLU whose derivative at 0 is 2, which is the slope of neither side nor between.</summary>
    private readonly record struct WrongAtZero : IOp<WrongAtZero>, IActivation
    {
        Tensor IActivation.Run(Tensor x) => this.Run(x);

        public void Plan(ref Plan p) => p.Result(p[0]);

        public void Forward<T>(in Forward<T> f)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < f.X(0).Length; i++)
                f.Y()[i] = T.Max(T.Zero, f.X(0)[i]);
        }

        public void Backward<T>(in Backward<T> b)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Span<T> dx = b.DX(0);
            for (int i = 0; i < dx.Length; i++)
                dx[i] += (b.X(0)[i] > T.Zero ? T.One : b.X(0)[i] < T.Zero ? T.Zero : T.One + T.One) * b.DY()[i];
        }
    }

    /// <summary>y = eˣ with a gradient that is 10⁻⁵ too large.</summary>
    private readonly record struct SlightlyOff : IOp<SlightlyOff>
    {
        public void Plan(ref Plan p) => p.Result(p[0]);

        public void Forward<T>(in Forward<T> f)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < f.X(0).Length; i++)
                f.Y()[i] = T.Exp(f.X(0)[i]);
        }

        public void Backward<T>(in Backward<T> b)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Span<T> dx = b.DX(0);
            for (int i = 0; i < dx.Length; i++)
                dx[i] += b.Y()[i] * b.DY()[i] * T.CreateTruncating(1.00001);
        }
    }
}
