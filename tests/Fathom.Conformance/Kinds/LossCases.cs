namespace Fathom.Conformance;

/// <summary>losses.json: one line a name.</summary>
internal static class LossCases
{
    public static readonly Dictionary<string, Func<Trial, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["mse"] = t => Loss.MeanSquaredError(t["x"], t["target"], Reduced(t)),
        ["l1"] = t => Loss.MeanAbsoluteError(t["x"], t["target"], Reduced(t)),
        ["huber"] = t => Loss.Huber(t["x"], t["target"], t.Arguments.Number("delta", 1), Reduced(t)),
        ["smooth_l1"] = t => Loss.SmoothL1(t["x"], t["target"], t.Arguments.Number("beta", 1), Reduced(t)),
        ["bce"] = t => Loss.BinaryCrossEntropyOfProbabilities(t["x"], t["target"], Reduced(t), t.ListTensor("weight")),
        ["bce_with_logits"] = t => Loss.BinaryCrossEntropy(t["x"], t["target"], t.ListTensor("pos_weight"), Reduced(t), t.ListTensor("weight")),
        ["cross_entropy"] = CrossEntropy,
        ["nll"] = t => Loss.NegativeLogLikelihood(t["x"], t["target"], t.ListTensor("weight"), t.Arguments.Whole("ignore_index", -100), Reduced(t)),
        ["kl_div"] = t => Loss.KullbackLeibler(t["x"], t["target"], t.Arguments.Flag("log_target", false), Reduced(t)),
        ["focal"] = t => Focal(t, PerClass(t, "alpha")),
        ["sigmoid_focal"] = t => Loss.BinaryFocal(t["x"], t["target"], t.Arguments.Number("alpha", 0.25), t.Arguments.Number("gamma", 2), Reduced(t)),
        ["hinge_embedding"] = t => Loss.HingeEmbedding(t["x"], t["target"], t.Arguments.Number("margin", 1), Reduced(t)),
        ["soft_margin"] = t => Loss.SoftMargin(t["x"], t["target"], Reduced(t)),
        ["multilabel_margin"] = t => Loss.MultiLabelMargin(t["x"], t["target"], Reduced(t)),
        ["margin_ranking"] = t => Loss.MarginRanking(t["x1"], t["x2"], t["target"], t.Arguments.Number("margin", 0), Reduced(t)),
        ["cosine_embedding"] = t => Loss.CosineEmbedding(t["x1"], t["x2"], t["target"], t.Arguments.Number("margin", 0), Reduced(t)),
        ["multi_margin"] = t => Loss.MultiMargin(t["x"], t["target"], t.Arguments.Whole("p", 1), t.Arguments.Number("margin", 1), t.ListTensor("weight"), Reduced(t)),
    };

    /// <summary>The losses that whole runs may name, on an output and its targets.</summary>
    public static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> OfRuns = new(StringComparer.Ordinal)
    {
        ["mse"] = (output, targets) => Loss.MeanSquaredError(output, targets),
        ["l1"] = (output, targets) => Loss.MeanAbsoluteError(output, targets),
        ["huber"] = (output, targets) => Loss.Huber(output, targets),
        ["smooth_l1"] = (output, targets) => Loss.SmoothL1(output, targets),
        ["bce"] = (output, targets) => Loss.BinaryCrossEntropyOfProbabilities(output, targets),
        ["bce_with_logits"] = (output, targets) => Loss.BinaryCrossEntropy(output, targets),
        ["cross_entropy"] = (output, targets) => Loss.CrossEntropy(output, targets),
    };

    private static Reduction Reduced(Trial t) => t.Arguments.OneOf("reduction", "mean", "sum", "none", "batchmean") switch
    {
        "sum" => Reduction.Sum,
        "none" => Reduction.None,
        "batchmean" => Reduction.BatchMean,
        _ => Reduction.Mean,
    };

    /// <summary>Targets are class numbers, or a probability of each class, told apart as PyTorch does: by their type.</summary>
    private static Tensor CrossEntropy(Trial t)
    {
        (Tensor target, Tensor weight, double smoothing) = (t["target"], t.ListTensor("weight"), t.Arguments.Number("label_smoothing", 0));
        t.Arguments.OneOf("target", "labels", "probabilities");
        int ignored = t.Arguments.Whole("ignore_index", -100);
        return target.Type == DType.Int64
            ? Loss.CrossEntropy(t["x"], target, weight, smoothing, ignored, Reduced(t))
            : Loss.SoftCrossEntropy(t["x"], target, weight, smoothing, Reduced(t));
    }

    private static Tensor Focal(Trial t, bool alphaPerClass) => Loss.Focal(
        t["x"], t["target"], alphaPerClass ? t.ListTensor("alpha") : default, alphaPerClass ? 1 : t.Arguments.Number("alpha", 1), t.Arguments.Number("gamma", 2), t.Arguments.Whole("ignore_index", -100), Reduced(t));

    private static bool PerClass(Trial t, string name) => t.Arguments.Has(name) && t.Arguments.Any(name).ValueKind == System.Text.Json.JsonValueKind.Array;
}
