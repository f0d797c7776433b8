namespace Fathom.Conformance;

/// <summary>losses.json: one line a name.</summary>
internal static class LossCases
{
    public static readonly Dictionary<string, Func<Trial, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["mse"] = t => Loss.MeanSquaredError(t["x"], t["target"], Reduced(t)),
        ["bce"] = t => Loss.BinaryCrossEntropyOfProbabilities(t["x"], t["target"], Reduced(t)),
        ["bce_with_logits"] = t => Loss.BinaryCrossEntropy(t["x"], t["target"], t.ListTensor("pos_weight"), Reduced(t)),
        ["cross_entropy"] = t => Loss.CrossEntropy(t["x"], Labels(t), t.ListTensor("weight"), t.Arguments.Number("label_smoothing", 0), t.Arguments.Whole("ignore_index", -100), Reduced(t)),
    };

    /// <summary>The losses that whole runs may name, on an output and its targets.</summary>
    public static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> OfRuns = new(StringComparer.Ordinal)
    {
        ["mse"] = (output, targets) => Loss.MeanSquaredError(output, targets),
        ["bce"] = (output, targets) => Loss.BinaryCrossEntropyOfProbabilities(output, targets),
        ["bce_with_logits"] = (output, targets) => Loss.BinaryCrossEntropy(output, targets),
        ["cross_entropy"] = (output, targets) => Loss.CrossEntropy(output, targets),
    };

    private static Reduction Reduced(Trial t) => t.Arguments.OneOf("reduction", "mean", "sum", "none") switch
    {
        "sum" => Reduction.Sum,
        "none" => Reduction.None,
        _ => Reduction.Mean,
    };

    private static Tensor Labels(Trial t)
    {
        t.Arguments.Only("target", "labels");
        return t["target"].Type == DType.Int64 ? t["target"] : throw new NotKnownException("target=probabilities");
    }
}
