using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One of two classes from one logit: binary cross-entropy, probability σ(logit), class 1 from <see cref="Threshold"/> on.</summary>
/// <remarks><code>
/// formula   loss: −(1/N) Σ (w·t·log σ(x) + (1 − t)·log(1 − σ(x)))      x the logit, t the target, w <see cref="PositiveWeight"/>
/// shapes    output (N, 1)      targets (N, 1) Float32: 0 or 1, or a probability between
/// predicts  probability σ(x), (N, 1); class 1 where σ(x) ≥ <see cref="Threshold"/>
/// metrics   accuracy, precision, recall, F1, ROC-AUC, PR-AUC, log loss
/// source    Bishop 2006, "Pattern Recognition and Machine Learning", 4.3.2
/// </code></remarks>
public sealed record BinaryObjective : Objective
{
    internal const string Name = "binary";
    private const string Allowed = "a probability between 0 and 1";
    private const string ThresholdKey = "threshold";
    private const string WeightKey = "positive_weight";
    private readonly double _threshold = 0.5;
    private readonly Numbers _positiveWeight = Numbers.None;

    /// <summary>From this probability on the prediction is class 1; .5 by default.</summary>
    public double Threshold
    {
        get => _threshold;
        init => _threshold = IsProbability(value) ? value : throw new ArgumentOutOfRangeException(nameof(Threshold), $"Threshold is {value}; expected {Allowed}.");
    }

    /// <summary>How much rows of class 1 count in the loss, against 1 for the others; 1 by default. <see cref="ClassBalance.PositiveWeight"/> balances rare classes.</summary>
    public double PositiveWeight
    {
        get => _positiveWeight.Count == 0 ? 1 : _positiveWeight[0];
        init => _positiveWeight = Numbers.Of(value == 1 ? [] : [value], nameof(PositiveWeight), IsWeight, AllowedWeight);
    }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.Binary;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets)
    {
        HeadChecks.Output(nameof(BinaryObjective), output, output.Rank == 2 && output.Shape[1] == 1, "(N, 1): one logit a row", "Give the network one output, or use MultiClassObjective for a logit a class, MultiLabelObjective for independent labels.");
        HeadChecks.ZeroToOne(nameof(BinaryObjective), targets);
        return Fathom.Loss.BinaryCrossEntropy(output, targets, _positiveWeight.Beside(output));
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => Probabilities(output);

    /// <summary>The probability of class 1 of each row, σ(output), (N, 1).</summary>
    public Tensor Probabilities(Tensor output) => output.Sigmoid();

    /// <summary>The predicted class of each row, Int64 (N,): 1 where the probability reaches <see cref="Threshold"/>.</summary>
    public Tensor Classes(Tensor output) => Probabilities(output).To(DType.Float64).GreaterOrEqual(Threshold).To(DType.Int64).Reshape(-1);

    /// <inheritdoc/>
    public override Predictions NewPredictions(IReadOnlyList<string>? classNames = null) => new(Task, classNames, Threshold);

    internal override void CheckTargets(Tensor targets, int outputs, int firstRow) => HeadChecks.ZeroToOne(nameof(BinaryObjective), targets, firstRow);

    internal static BinaryObjective Read(StrictOptions options) => new()
    {
        Threshold = options.Number(ThresholdKey, IsProbability, Allowed),
        PositiveWeight = options.Number(WeightKey, 1, IsWeight, AllowedWeight),
    };

    /// <inheritdoc/>
    protected override void Write(JsonObject json)
    {
        json[ThresholdKey] = Threshold;
        if (PositiveWeight != 1)
            json[WeightKey] = PositiveWeight;
    }
}
