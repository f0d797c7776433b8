using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class LossSamples : ISamples
{
    private static readonly Input s_classWeights = Between(0.2, 2, 3).Fixed();

    public IEnumerable<Sample> All =>
    [
        .. Enum.GetValues<Reduction>().SelectMany(Of),
        new(typeof(O.Abs), x => Loss.L1Penalty(0.3, x[0], x[1]), Away([0], 4, 3), Away([0], 5)) { Variant = "L1 penalty" },
        new(typeof(O.Multiply), x => Loss.L2Penalty(0.3, x[0], x[1]), Between(-2, 2, 4, 3), Between(-2, 2, 5)) { Variant = "L2 penalty" },
    ];

    private static IEnumerable<Sample> Of(Reduction reduction)
    {
        string name = reduction.ToString();
        Input free = Between(-2, 2, 4, 3), probabilities = Between(0.05, 0.95, 4, 3), logits = Between(-3, 3, 4, 3), signs = Signs(4, 3);
        Input labels = Numbers(3, 4), image = Between(-3, 3, 2, 3, 4), imageLabels = Numbers(3, 2, 4);

        // Errors of all sizes, but none within .05 of a kink.
        Input errors = Away([0, -0.5, 0.5], 4, 3), zeros = Between(0, 0, 4, 3);

        yield return Pair(typeof(O.MeanSquaredError), name, (x, t) => new O.MeanSquaredError(reduction).Run(x, t), free, free);
        yield return Pair(typeof(O.MeanAbsoluteError), name, (x, t) => new O.MeanAbsoluteError(reduction).Run(x, t), errors, zeros);
        yield return Pair(typeof(O.Huber), name, (x, t) => new O.Huber(0.5, reduction).Run(x, t), errors, zeros);
        yield return Pair(typeof(O.SmoothL1), name, (x, t) => new O.SmoothL1(0.5, reduction).Run(x, t), errors, zeros);
        yield return Pair(typeof(O.SmoothL1), name + ", beta 0", (x, t) => new O.SmoothL1(0, reduction).Run(x, t), errors, zeros);
        yield return Pair(typeof(O.BinaryCrossEntropyOfProbabilities), name, (x, t) => new O.BinaryCrossEntropyOfProbabilities(reduction).Run(x, t), probabilities, probabilities.Fixed()) with { RefusesNaN = true };
        yield return Pair(typeof(O.BinaryCrossEntropy), name, (x, t) => new O.BinaryCrossEntropy(reduction).Run(x, t), logits, probabilities.Fixed());
        yield return Pair(typeof(O.BinaryFocal), name, (x, t) => new O.BinaryFocal(0.3, 1.7, reduction).Run(x, t), logits, probabilities.Fixed());
        yield return Pair(typeof(O.BinaryFocal), name + ", gamma 0, no alpha", (x, t) => new O.BinaryFocal(-1, 0, reduction).Run(x, t), logits, probabilities.Fixed());
        yield return Pair(typeof(O.KullbackLeibler), name, (x, t) => new O.KullbackLeibler(false, reduction).Run(x, t), Between(-3, 0, 4, 3), probabilities.Fixed());
        yield return Pair(typeof(O.KullbackLeibler), name + ", log target", (x, t) => new O.KullbackLeibler(true, reduction).Run(x, t), Between(-3, 0, 4, 3), Between(-3, 0, 4, 3).Fixed());
        yield return Pair(typeof(O.Hinge), name, (x, t) => new O.Hinge(1, reduction).Run(x, t), Away([-1, 1], 4, 3), signs);
        yield return Pair(typeof(O.SquaredHinge), name, (x, t) => new O.SquaredHinge(1, reduction).Run(x, t), Away([-1, 1], 4, 3), signs);
        yield return Pair(typeof(O.HingeEmbedding), name, (x, t) => new O.HingeEmbedding(0.7, reduction).Run(x, t), Away([0.7], 4, 3), signs);
        yield return Pair(typeof(O.SoftMargin), name, (x, t) => new O.SoftMargin(reduction).Run(x, t), logits, signs);
        yield return Weighted(typeof(O.BinaryCrossEntropy), name, x => new O.BinaryCrossEntropy(reduction).Run(x), logits, probabilities.Fixed());
        yield return new(typeof(O.BinaryCrossEntropy), x => Loss.BinaryCrossEntropy(x[0], x[1], reduction: reduction, weights: x[2]), logits, probabilities.Fixed(), s_classWeights) { Variant = name + ", elements weighted", Refused = x => Loss.BinaryCrossEntropy(x[0], x[1], weights: x[2][..2]) };
        yield return Weighted(typeof(O.SoftCrossEntropy), name, x => new O.SoftCrossEntropy(0.1, reduction).Run(x), image, Between(0, 1, 2, 3, 4).Fixed());
        yield return Weighted(typeof(O.CrossEntropy), name + ", smoothed, some ignored", x => new O.CrossEntropy(0.1, 1, reduction).Run(x), image, imageLabels) with { HidesNaN = "the row is ignored" };
        yield return Weighted(typeof(O.NegativeLogLikelihood), name + ", some ignored", x => new O.NegativeLogLikelihood(1, reduction).Run(x), image, imageLabels) with { HidesNaN = "the row is ignored" };
        yield return Weighted(typeof(O.Focal), name + ", some ignored", x => new O.Focal(0.6, 1.5, 1, reduction).Run(x), image, imageLabels) with { HidesNaN = "the row is ignored" };
        yield return Weighted(typeof(O.MultiMargin), name, x => new O.MultiMargin(2, 1, reduction).Run(x), image, imageLabels);
        yield return Labelled(typeof(O.CrossEntropy), name, (x, t) => new O.CrossEntropy(0, -100, reduction).Run(x, t), logits, labels);
        yield return Labelled(typeof(O.Focal), name, (x, t) => new O.Focal(1, 0.5, -100, reduction).Run(x, t), logits, labels);
        yield return Labelled(typeof(O.NegativeLogLikelihood), name, (x, t) => new O.NegativeLogLikelihood(-100, reduction).Run(x, t), logits, labels) with { HidesNaN = "only the label's element counts" };
        yield return Labelled(typeof(O.MultiMargin), name, (x, t) => new O.MultiMargin(1, 0.9, reduction).Run(x, t), logits, labels);
        yield return Labelled(typeof(O.MultiLabelMargin), name, (x, t) => new O.MultiLabelMargin(reduction).Run(x, t), Between(-0.4, 0.4, 4, 3), LabelLists(3, 4, 3));
        yield return Pair(typeof(O.Hinge), name + ", ranking", (x, t) => Loss.MarginRanking(x, 0.5 * x, t, 0.1, reduction), Away([-0.2, 0.2], 4, 3), signs);
        yield return new(typeof(O.HingeEmbedding), x => Loss.CosineEmbedding(x[0], x[1], x[2], 0.1, reduction), free, free, Signs(4)) { Variant = name + ", of cosines", Refused = x => Loss.CosineEmbedding(x[0], x[1][0], x[2], 0.1, reduction) };
        yield return Pair(typeof(O.SoftCrossEntropy), name, (x, t) => new O.SoftCrossEntropy(0, reduction).Run(x, t), logits, probabilities.Fixed());
    }

    /// <summary>Two inputs of one shape; another shape is refused.</summary>
    private static Sample Pair(Type op, string variant, Func<Tensor, Tensor, Tensor> call, params Input[] inputs) =>
        new(op, x => call(x[0], x[1]), inputs) { Variant = variant, Refused = x => call(x[0], x[1][0]) };

    /// <summary>Scores and labels; labels that are no integers are refused.</summary>
    private static Sample Labelled(Type op, string variant, Func<Tensor, Tensor, Tensor> call, params Input[] inputs) =>
        new(op, x => call(x[0], x[1]), inputs) { Variant = variant, Refused = x => call(x[0], x[0]) };

    /// <summary>Three inputs, the last of them class weights; other weights are refused.</summary>
    private static Sample Weighted(Type op, string variant, Func<Tensor[], Tensor> call, Input scores, Input labels) =>
        new(op, call, scores, labels, s_classWeights) { Variant = variant + ", weighted", Refused = x => call([x[0], x[1], x[0]]) };
}
