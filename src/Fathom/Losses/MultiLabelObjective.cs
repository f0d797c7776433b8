using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Any of several labels at once, from an independent logit each: binary cross-entropy, probability σ(logit), a label predicted from its threshold on.</summary>
/// <remarks><code>
/// formula   loss: −(1/(N·L)) Σ (wⱼ·t·log σ(x) + (1 − t)·log(1 − σ(x)))      wⱼ <see cref="PositiveWeights"/>
/// shapes    output (N, L)      targets (N, L) Float32: 0 or 1, or a probability between
/// predicts  probabilities σ(x), (N, L); label j where σ(x) ≥ its threshold, .5 by default
/// metrics   accuracy of whole rows (subset accuracy), Hamming loss, precision, recall, F1 (macro and micro), ROC-AUC, PR-AUC, log loss
/// source    Tsoumakas and Katakis 2007, "Multi-label classification: an overview" (binary relevance)
/// </code></remarks>
public sealed record MultiLabelObjective : Objective
{
    internal const string Name = "multilabel";
    private const string AllowedThreshold = "a probability between 0 and 1";
    private const string ThresholdsKey = "thresholds";
    private const string WeightsKey = "positive_weights";
    private static readonly Numbers s_half = Numbers.Of([0.5], nameof(Thresholds), IsProbability, AllowedThreshold);
    private readonly Numbers _thresholds = s_half;
    private readonly Numbers _positiveWeights = Numbers.None;

    /// <summary>From this probability on a label is predicted: one number for all labels, or one for each; .5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is outside [0, 1], or there is none.</exception>
    public IReadOnlyList<double> Thresholds
    {
        get => _thresholds;
        init => _thresholds = value.Count > 0
            ? Numbers.Of(value, nameof(Thresholds), IsProbability, AllowedThreshold)
            : throw new ArgumentOutOfRangeException(nameof(Thresholds), "Thresholds is empty; expected one probability for all labels, or one for each.");
    }

    /// <summary>How much a 1 of each label counts in the loss, against 1 for a 0, (L,); empty, the default, for 1 each. <see cref="ClassBalance.PositiveWeights"/> balances rare labels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not above 0 and finite.</exception>
    public IReadOnlyList<double> PositiveWeights
    {
        get => _positiveWeights;
        init => _positiveWeights = Numbers.Of(value, nameof(PositiveWeights), IsWeight, AllowedWeight);
    }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.MultiLabel;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets)
    {
        HeadChecks.Output(nameof(MultiLabelObjective), output, true, "(N, L): a logit for each label", "End the network with a Linear layer of one output a label.");
        _positiveWeights.Fit(nameof(MultiLabelObjective), nameof(PositiveWeights), output.Shape[1], "label");
        CheckThresholds(output);
        HeadChecks.ZeroToOne(nameof(MultiLabelObjective), targets);
        return Fathom.Loss.BinaryCrossEntropy(output, targets, _positiveWeights.Beside(output));
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => Probabilities(output);

    /// <summary>The probability of each label of each row, σ(output), (N, L). They are independent and do not add up to 1.</summary>
    public Tensor Probabilities(Tensor output) => output.Sigmoid();

    /// <summary>The predicted labels, Int64 (N, L): 1 where the probability reaches the label's threshold, else 0.</summary>
    public Tensor Labels(Tensor output)
    {
        CheckThresholds(output);
        Tensor probabilities = Probabilities(output).To(DType.Float64);
        return probabilities.GreaterOrEqual(_thresholds.Beside(probabilities)).To(DType.Int64);
    }

    /// <inheritdoc/>
    public override Predictions NewPredictions(IReadOnlyList<string>? classNames = null) =>
        new(Task, classNames, _thresholds[0]) { Thresholds = _thresholds.Count == 1 ? [] : _thresholds };

    internal override void CheckTargets(Tensor targets, int outputs, int firstRow) => HeadChecks.ZeroToOne(nameof(MultiLabelObjective), targets, firstRow);

    internal static MultiLabelObjective Read(StrictOptions options)
    {
        double[] thresholds = options.Numbers(ThresholdsKey, IsProbability, AllowedThreshold);
        return new() { Thresholds = thresholds.Length == 0 ? s_half : thresholds, PositiveWeights = options.Numbers(WeightsKey, IsWeight, AllowedWeight) };
    }

    /// <inheritdoc/>
    protected override void Write(JsonObject json)
    {
        json[ThresholdsKey] = _thresholds.ToJson();
        if (_positiveWeights.Count > 0)
            json[WeightsKey] = _positiveWeights.ToJson();
    }

    private void CheckThresholds(Tensor output)
    {
        if (_thresholds.Count > 1)
            _thresholds.Fit(nameof(MultiLabelObjective), nameof(Thresholds), output.Shape[^1], "label");
    }
}
