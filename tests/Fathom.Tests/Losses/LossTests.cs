namespace Fathom.Tests.Losses;

/// <summary>What losses refuse, and what they say. Worked numbers stand in <see cref="Handbook.C_Losses"/>.</summary>
public sealed class LossTests
{
    private static readonly Tensor s_square = Tensor.Zeros([4, 3]);
    private static readonly Tensor s_labels = Tensor.Zeros([4], DType.Int64);

    /// <summary>Losses of two tensors of one shape.</summary>
    public static TheoryData<string> Pairs => [.. s_pairs.Keys];

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_pairs = new()
    {
        ["MeanSquaredError"] = (x, t) => Loss.MeanSquaredError(x, t),
        ["MeanAbsoluteError"] = (x, t) => Loss.MeanAbsoluteError(x, t),
        ["Huber"] = (x, t) => Loss.Huber(x, t),
        ["SmoothL1"] = (x, t) => Loss.SmoothL1(x, t),
        ["BinaryCrossEntropy"] = (x, t) => Loss.BinaryCrossEntropy(x, t),
        ["BinaryCrossEntropyOfProbabilities"] = (x, t) => Loss.BinaryCrossEntropyOfProbabilities(x, t),
        ["BinaryFocal"] = (x, t) => Loss.BinaryFocal(x, t),
        ["KullbackLeibler"] = (x, t) => Loss.KullbackLeibler(x, t),
        ["SoftCrossEntropy"] = (x, t) => Loss.SoftCrossEntropy(x, t),
        ["Hinge"] = (x, t) => Loss.Hinge(x, t),
        ["SquaredHinge"] = (x, t) => Loss.SquaredHinge(x, t),
        ["HingeEmbedding"] = (x, t) => Loss.HingeEmbedding(x, t),
        ["SoftMargin"] = (x, t) => Loss.SoftMargin(x, t),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_labelled = new()
    {
        ["CrossEntropy"] = (x, t) => Loss.CrossEntropy(x, t),
        ["NegativeLogLikelihood"] = (x, t) => Loss.NegativeLogLikelihood(x, t),
        ["Focal"] = (x, t) => Loss.Focal(x, t),
        ["MultiMargin"] = (x, t) => Loss.MultiMargin(x, t),
    };

    public static TheoryData<string> Labelled => [.. s_labelled.Keys];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Targets_of_another_shape_are_refused_and_never_broadcast(string loss)
    {
        string message = Assert.Throws<ShapeException>(() => s_pairs[loss](Tensor.Zeros([4, 1]), Tensor.Zeros([4]))).Message;
        Assert.StartsWith(loss, message);
        Assert.Contains("Shapes are not broadcast here", message);
    }

    [Theory]
    [MemberData(nameof(Labelled))]
    public void Labels_must_be_one_Int64_for_each_row(string loss)
    {
        Assert.Contains("(4,): a class number for each row", Assert.Throws<ShapeException>(() => s_labelled[loss](s_square, Tensor.Zeros([5], DType.Int64))).Message);
        Assert.Contains("Int64", Assert.Throws<ShapeException>(() => s_labelled[loss](s_square, Tensor.Zeros([4]))).Message);
        Assert.Contains("the classes", Assert.Throws<ShapeException>(() => s_labelled[loss](Tensor.Scalar(1), Tensor.Zeros([], DType.Int64))).Message);
    }

    [Theory]
    [MemberData(nameof(Labelled))]
    public void A_label_that_is_no_class_is_named_with_its_place_and_the_number_of_classes(string loss)
    {
        foreach (long label in new[] { 3L, -1, 99 })
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => s_labelled[loss](s_square, Tensor.From([0L, label, 1, 1]))).Message;
            Assert.StartsWith($"{loss}: label 1 is {label}; expected a class number from 0 to 2", message);
            Assert.Contains("have 3 classes", message);
        }
    }

    [Fact]
    public void Class_weights_must_be_one_for_each_class()
    {
        Tensor two = Tensor.Ones([2]);
        Assert.All(
            new Func<object>[]
            {
                () => Loss.CrossEntropy(s_square, s_labels, two), () => Loss.NegativeLogLikelihood(s_square, s_labels, two), () => Loss.Focal(s_square, s_labels, two),
                () => Loss.MultiMargin(s_square, s_labels, classWeights: two), () => Loss.SoftCrossEntropy(s_square, s_square, two),
            },
            call => Assert.Contains("(3,), one for each class", Assert.Throws<ShapeException>(call).Message));
        Assert.Contains("broadcasts to (4, 3)", Assert.Throws<ShapeException>(() => Loss.BinaryCrossEntropy(s_square, s_square, weights: two)).Message);
        Assert.Contains("broadcasts to (4, 3)", Assert.Throws<ShapeException>(() => Loss.BinaryCrossEntropyOfProbabilities(s_square, s_square, weights: Tensor.Ones([2, 4, 3]))).Message);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void What_is_no_probability_is_named_with_its_place(double value)
    {
        Tensor wrong = Tensor.From([0.5, value]), right = Tensor.From([0.5, 0.5]);
        string expected = FormattableString.Invariant($"element 1 of {{0}} is {value}; expected a number from 0 to 1");
        Assert.All(
            new (string Argument, Func<object> Call)[]
            {
                ("probabilities", () => Loss.BinaryCrossEntropyOfProbabilities(wrong, right)), ("labels", () => Loss.BinaryCrossEntropyOfProbabilities(right, wrong)),
                ("labels", () => Loss.BinaryCrossEntropy(right, wrong)), ("labels", () => Loss.BinaryFocal(right, wrong)), ("targets", () => Loss.KullbackLeibler(right, wrong)),
                ("targetProbabilities", () => Loss.SoftCrossEntropy(right, wrong)),
            },
            one => Assert.Contains(string.Format(null, expected, one.Argument), Assert.Throws<ArgumentOutOfRangeException>(one.Call).Message));
    }

    [Fact]
    public void Labels_of_hinges_are_1_or_minus_1()
    {
        Tensor zeros = Tensor.From([1.0, 0]);
        foreach (string loss in new[] { "Hinge", "SquaredHinge", "HingeEmbedding", "SoftMargin" })
            Assert.StartsWith($"{loss}: element 1 of labels is 0; expected 1 or -1", Assert.Throws<ArgumentOutOfRangeException>(() => s_pairs[loss](zeros, zeros)).Message);
        Assert.Contains("labels * 2 - 1", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.MarginRanking(zeros, zeros, zeros)).Message);
        Assert.Contains("element 1 of labels is 0", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CosineEmbedding(Tensor.Ones([2, 3], DType.Float64), Tensor.Ones([2, 3], DType.Float64), zeros)).Message);
        Assert.Contains("label 1 of row 0 is 7", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.MultiLabelMargin(Tensor.Zeros([3]), Tensor.From([0L, 7, -1]))).Message);
    }

    [Fact]
    public void Losses_made_of_others_speak_of_their_own_arguments()
    {
        Tensor three = Tensor.Ones([3]), two = Tensor.Ones([2]);
        Assert.StartsWith("MarginRanking: labels is (3,); expected the shape of first, (2,)", Assert.Throws<ShapeException>(() => Loss.MarginRanking(two, two, three)).Message);
        Assert.StartsWith("CosineEmbedding: labels is (3,); expected (4,), one for each vector of first (4, 3)", Assert.Throws<ShapeException>(() => Loss.CosineEmbedding(s_square, s_square, three)).Message);
    }

    [Fact]
    public void The_batch_mean_of_one_example_is_its_loss_however_many_classes_it_has()
    {
        Tensor scores = Tensor.From([1.0, 2, 3]), label = Tensor.From([0L], []);
        Assert.All(
            new Func<Reduction, Tensor>[]
            {
                r => Loss.CrossEntropy(scores, label, reduction: r), r => Loss.NegativeLogLikelihood(scores, label, reduction: r), r => Loss.Focal(scores, label, reduction: r),
                r => Loss.MultiMargin(scores, label, reduction: r), r => Loss.MultiLabelMargin(scores, Tensor.From([0L, -1, -1]), r),
                r => Loss.SoftCrossEntropy(scores, Tensor.From([1.0, 0, 0]), reduction: r),
            },
            loss =>
            {
                scores.ClearGradient();
                scores.RequireGradient();
                loss(Reduction.Sum).Backward();
                double[] gradient = scores.Gradient.ToArray<double>();
                scores.ClearGradient();
                Tensor batchMean = loss(Reduction.BatchMean);
                batchMean.Backward();
                Assert.Equal(loss(Reduction.Sum).ToScalar(), batchMean.ToScalar());
                Assert.Equal(gradient, scores.Gradient.ToArray<double>());
            });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Label_smoothing_outside_0_to_below_1_is_refused(double smoothing)
    {
        string expected = FormattableString.Invariant($"labelSmoothing is {smoothing}; expected at least 0 and less than 1");
        Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(s_square, s_labels, labelSmoothing: smoothing)).Message);
        Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(() => Loss.SoftCrossEntropy(s_square, s_square, labelSmoothing: smoothing)).Message);
    }

    [Fact]
    public void Other_settings_are_checked_as_well()
    {
        Assert.All(
            new (string Expected, Func<object> Call)[]
            {
                ("delta is 0; expected a finite number above 0", () => Loss.Huber(s_square, s_square, 0)),
                ("beta is -1; expected a finite number of at least 0", () => Loss.SmoothL1(s_square, s_square, -1)),
                ("gamma is -1; expected a finite number of at least 0", () => Loss.Focal(s_square, s_labels, gamma: -1)),
                ("alpha is -1; expected a finite number of at least 0", () => Loss.Focal(s_square, s_labels, alpha: -1)),
                ("gamma is -1; expected a finite number of at least 0", () => Loss.BinaryFocal(s_square, s_square, gamma: -1)),
                ("alpha is 2; expected a number from 0 to 1", () => Loss.BinaryFocal(s_square, s_square, alpha: 2)),
                ("power is 3; expected 1 or 2", () => Loss.MultiMargin(s_square, s_labels, power: 3)),
                ("lambda is -1; expected a finite number of at least 0", () => Loss.L1Penalty(-1, s_square)),
                ("lambda is -1; expected a finite number of at least 0", () => Loss.L2Penalty(-1, s_square)),
            },
            one => Assert.Contains(one.Expected, Assert.Throws<ArgumentOutOfRangeException>(one.Call).Message));
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => Loss.L2Penalty(0.1)).Message);
    }

    [Fact]
    public void The_logarithm_of_a_sum_of_nothing_but_minus_infinity_has_gradient_0()
    {
        double none = double.NegativeInfinity;
        Tensor x = Tensor.From(new[,] { { none, none }, { none, 3 } }).RequireGradient();
        Tensor y = x.LogSumExp(-1);
        Assert.Equal([none, 3], y.ToArray<double>());
        y.Backward(Tensor.Ones([2], DType.Float64));
        Assert.Equal([0.0, 0, 0, 1], x.Gradient.ToArray<double>());
    }
}
