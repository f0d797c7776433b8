using System.Reflection;
using Fathom.Ops;
using Fathom.Tests.Layers;

namespace Fathom.Tests.Ops;

/// <summary>
/// Finite values and finite gradients at inputs ±800 and at probabilities 0 and 1, in float and in double. Found by reflection: a new activation has a
/// sample (its own test demands that) and so is here; a new loss needs its line in <see cref="s_losses"/>.
/// </summary>
public sealed class StabilityTests
{
    /// <summary>Functions of mathematics, not activations: at some of these numbers they are infinite or do not exist.</summary>
    private static readonly Dictionary<string, string> s_functions = new()
    {
        [nameof(Exp)] = "e⁸⁰⁰ is beyond double",
        [nameof(Expm1)] = "e⁸⁰⁰ is beyond double",
        [nameof(Log)] = "−∞ at 0, none below",
        [nameof(Log1p)] = "none below −1",
        [nameof(Sqrt)] = "slope ∞ at 0, none below",
        [nameof(Rsqrt)] = "∞ at 0, none below",
        [nameof(Divide)] = "1/0 is ∞",
        [nameof(Pow)] = "0⁻² is ∞, a broken power of a negative number does not exist",
    };


    private static readonly double[] s_extremes = [800, -800, 0, 1, -1, 88.8, -88.8, 103.5, -103.5];

    /// <summary>Every loss at its extremes: the tensor that is differentiated, and the loss.</summary>
    private static readonly Dictionary<string, Func<DType, Reduction, (Tensor X, Tensor Loss)>> s_losses = new()
    {
        [nameof(Loss.MeanSquaredError)] = (type, r) => Pairs(type, s_extremes, s_extremes, (x, t) => Loss.MeanSquaredError(x, t, r)),
        [nameof(Loss.MeanAbsoluteError)] = (type, r) => Pairs(type, s_extremes, s_extremes, (x, t) => Loss.MeanAbsoluteError(x, t, r)),
        [nameof(Loss.Huber)] = (type, r) => Pairs(type, s_extremes, s_extremes, (x, t) => Loss.Huber(x, t, reduction: r)),
        [nameof(Loss.SmoothL1)] = (type, r) => Pairs(type, s_extremes, s_extremes, (x, t) => Loss.SmoothL1(x, t, 0, r)),
        [nameof(Loss.BinaryCrossEntropy)] = (type, r) => Pairs(type, s_extremes, [0, 0.5, 1], (x, t) => Loss.BinaryCrossEntropy(x, t, reduction: r)),
        [nameof(Loss.BinaryCrossEntropyOfProbabilities)] = (type, r) => Pairs(type, [0, 1e-30, 0.5, 1], [0, 0.5, 1], (x, t) => Loss.BinaryCrossEntropyOfProbabilities(x, t, r)),
        [nameof(Loss.BinaryFocal)] = (type, r) => Pairs(type, s_extremes, [0, 0.5, 1], (x, t) => Loss.BinaryFocal(x, t, gamma: 0.5, reduction: r)),
        [nameof(Loss.KullbackLeibler)] = (type, r) => Pairs(type, [-800, -1, 0], [0, 0.5, 1], (x, t) => Loss.KullbackLeibler(x, t, reduction: r)),
        [nameof(Loss.Hinge)] = (type, r) => Pairs(type, s_extremes, [1, -1], (x, t) => Loss.Hinge(x, t, reduction: r)),
        [nameof(Loss.SquaredHinge)] = (type, r) => Pairs(type, s_extremes, [1, -1], (x, t) => Loss.SquaredHinge(x, t, reduction: r)),
        [nameof(Loss.HingeEmbedding)] = (type, r) => Pairs(type, s_extremes, [1, -1], (x, t) => Loss.HingeEmbedding(x, t, reduction: r)),
        [nameof(Loss.SoftMargin)] = (type, r) => Pairs(type, s_extremes, [1, -1], (x, t) => Loss.SoftMargin(x, t, r)),
        [nameof(Loss.MarginRanking)] = (type, r) => Pairs(type, s_extremes, [1, -1], (x, t) => Loss.MarginRanking(x, -x.Detach(), t, reduction: r)),
        [nameof(Loss.CosineEmbedding)] = (type, r) => Rows(type, (x, t) => Loss.CosineEmbedding(x, Tensor.Full(x.Shape, 800, type), (t.Clamp(0, 1) * 2) - 1, reduction: r), type),
        [nameof(Loss.CrossEntropy)] = (type, r) => Rows(type, (x, t) => Loss.CrossEntropy(x, t, labelSmoothing: 0.1, reduction: r)),
        [nameof(Loss.SoftCrossEntropy)] = (type, r) => Rows(type, (x, t) => Loss.SoftCrossEntropy(x, x.Detach().Softmax(), reduction: r)),
        [nameof(Loss.NegativeLogLikelihood)] = (type, r) => Rows(type, (x, t) => Loss.NegativeLogLikelihood(x.LogSoftmax(), t, reduction: r)),
        [nameof(Loss.Focal)] = (type, r) => Rows(type, (x, t) => Loss.Focal(x, t, gamma: 0.5, reduction: r)),
        [nameof(Loss.MultiMargin)] = (type, r) => Rows(type, (x, t) => Loss.MultiMargin(x, t, power: 2, reduction: r)),
        [nameof(Loss.MultiLabelMargin)] = (type, r) => Rows(type, (x, t) => Loss.MultiLabelMargin(x, Tensor.Concat([t.Reshape(-1, 1), Tensor.Full([t.Length, 2], -1, DType.Int64)], 1), r)),
        [nameof(Loss.L1Penalty)] = (type, r) => Rows(type, (x, t) => Loss.L1Penalty(0.1, x)),
        [nameof(Loss.L2Penalty)] = (type, r) => Rows(type, (x, t) => Loss.L2Penalty(0.1, x)),
    };

    public static TheoryData<string> Elementwise => [.. EveryOperationTests.All.Where(one => one.Value.IsElementwise && one.Value.Inputs.Length == 1 && !s_functions.ContainsKey(one.Value.Op.Name)).Select(one => one.Key)];

    public static TheoryData<int> Layers => [.. Enumerable.Range(0, LayerSamples.All.Length).Where(i => LayerSamples.All[i].Type.IsFloating())];

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Fact]
    public void Every_loss_has_a_line()
    {
        string[] missing = [.. typeof(Loss).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).Distinct().Except(s_losses.Keys)];
        Assert.True(missing.Length == 0, $"No line in {nameof(s_losses)} for {string.Join(", ", missing)}.");
    }

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void Functions_of_one_number_and_their_slopes_stay_finite(string name)
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Numbers(s_extremes, type).RequireGradient();
            AssertFinite(name, x, EveryOperationTests.All[name].Call([x]));
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layers_and_their_gradients_stay_finite(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            Layer layer = one.Create();
            layer.ConvertTo(type);
            foreach (double[] pattern in new double[][] { [800, -800, 0], [800], [-800], [800, -800], [0] })
            {
                Tensor x = Tensor.Zeros(one.Input, type);
                for (int i = 0; i < x.Length; i++)
                    x.SetElement(i, pattern[i % pattern.Length]);
                AssertFinite($"{layer} at {string.Join(", ", pattern)}", x.RequireGradient(), layer.Forward(x));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Losses_and_their_gradients_stay_finite(string name)
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            foreach (Reduction reduction in Enum.GetValues<Reduction>())
            {
                (Tensor x, Tensor loss) = s_losses[name](type, reduction);
                AssertFinite($"{name} {reduction}", x, loss);
            }
        }
    }

    private static void AssertFinite(string what, Tensor x, Tensor y)
    {
        y.Backward(Tensor.Ones(y.Shape, y.Type));
        Assert.Equal(x.Shape, x.Gradient.Shape);
        for (int i = 0; i < y.Length; i++)
            Assert.True(double.IsFinite(y.GetElement(i)), $"{what} {x.Type}: value {i} is {y.GetElement(i)}");
        for (int i = 0; i < x.Length; i++)
            Assert.True(double.IsFinite(x.Gradient.GetElement(i)), $"{what} {x.Type}: the gradient at {x.GetElement(i)} (element {i}) is {x.Gradient.GetElement(i)}");
    }

    /// <summary>A loss of every x with every t.</summary>
    private static (Tensor X, Tensor Loss) Pairs(DType type, double[] x, double[] t, Func<Tensor, Tensor, Tensor> loss)
    {
        Tensor xs = Numbers([.. x.SelectMany(_ => t, (one, _) => one)], type).RequireGradient();
        return (xs, loss(xs, Numbers([.. x.SelectMany(_ => t)], type)));
    }

    /// <summary>A loss of every row of three of 800, −800 and 0, with every label.</summary>
    private static (Tensor X, Tensor Loss) Rows(DType type, Func<Tensor, Tensor, Tensor> loss, DType labels = DType.Int64)
    {
        double[] parts = [800, -800, 0];
        double[] rows = [.. Enumerable.Range(0, 81).SelectMany(i => new[] { parts[i / 3 % 3], parts[i / 9 % 3], parts[i / 27] })];
        Tensor x = Numbers(rows, type).Reshape(81, 3).Copy().RequireGradient();
        return (x, loss(x, Numbers([.. Enumerable.Range(0, 81).Select(i => (double)(i % 3))], DType.Float64).To(labels)));
    }

    private static Tensor Numbers(double[] values, DType type) => Tensor.From<double>(values).To(type);
}
