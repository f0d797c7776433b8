using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One of several classes from a logit each: cross-entropy, probabilities by softmax, the most probable class predicted.</summary>
/// <remarks><code>
/// formula   loss: Σ w[t]·l / Σ w[t]      l = −log softmax(x)[t], smoothed by <see cref="LabelSmoothing"/>; w <see cref="ClassWeights"/>
/// shapes    output (N, C)      targets (N,) Int64: 0…C−1 (or probabilities (N, C), as mixed rows have; −100 leaves a row out)
/// predicts  probabilities softmax(x), (N, C); the class with the largest
/// metrics   accuracy, precision, recall, F1 (means of classes), ROC-AUC, PR-AUC, log loss
/// source    Bishop 2006, "Pattern Recognition and Machine Learning", 4.3.4; Szegedy et al. 2016 for smoothing
/// </code></remarks>
public sealed record MultiClassObjective : Objective
{
    internal const string Name = "multiclass";
    private const string Allowed = "a number from 0 to below 1";
    private const long IgnoredLabel = -100;
    private const string SmoothingKey = "label_smoothing";
    private const string WeightsKey = "class_weights";
    private readonly double _labelSmoothing;
    private readonly Numbers _classWeights = Numbers.None;

    /// <summary>ε of label smoothing: the right class gets 1 − ε + ε/C, the others ε/C; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not in [0, 1).</exception>
    public double LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = IsAllowed(value) ? value : throw new ArgumentOutOfRangeException(nameof(LabelSmoothing), $"LabelSmoothing is {value}; expected {Allowed}.");
    }

    /// <summary>How much rows of each class count in the loss, (C,); empty, the default, for 1 each. <see cref="ClassBalance.ClassWeights"/> balances rare classes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not above 0 and finite.</exception>
    public IReadOnlyList<double> ClassWeights
    {
        get => _classWeights;
        init => _classWeights = Numbers.Of(value, nameof(ClassWeights), IsWeight, AllowedWeight);
    }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.MultiClass;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets)
    {
        HeadChecks.Output(nameof(MultiClassObjective), output, output.Rank == 2 && output.Shape[1] > 1, "(N, C): a logit for each of C ≥ 2 classes", "Give the network an output a class, or use BinaryObjective for one logit.");
        _classWeights.Fit(nameof(MultiClassObjective), nameof(ClassWeights), output.Shape[1], "class");
        Tensor weights = _classWeights.Beside(output);
        return targets.Type.IsFloating() && targets.Shape == output.Shape
            ? Fathom.Loss.SoftCrossEntropy(output, targets, weights, LabelSmoothing)
            : Fathom.Loss.CrossEntropy(output, targets, weights, LabelSmoothing, IgnoredLabel);
    }

    /// <summary>What a batch counts beside others: Σ w[label], by which its loss is divided; without class weights the rows that are not marked to leave out (−100).</summary>
    public override double BatchWeight(Tensor targets)
    {
        if (targets.Type != DType.Int64)
            return base.BatchWeight(targets);
        double sum = 0;
        foreach (long label in targets.AsReadOnlySpan<long>())
            sum += label == IgnoredLabel ? 0 : (ulong)label < (ulong)_classWeights.Count ? _classWeights[(int)label] : 1;
        return sum;
    }

    internal override int[]? CountedRows(Tensor targets)
    {
        if (targets.Type != DType.Int64 || !targets.AsReadOnlySpan<long>().Contains(IgnoredLabel))
            return null;
        long[] labels = targets.ToArray<long>();
        return [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] != IgnoredLabel)];
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => Probabilities(output);

    /// <summary>The probability of each class of each row, softmax(output), (N, C).</summary>
    public Tensor Probabilities(Tensor output) => output.Softmax();

    /// <summary>The most probable class of each row, Int64 (N,); of equals the first.</summary>
    public Tensor Classes(Tensor output) => output.ArgMax(1);

    internal override void CheckTargets(Tensor targets, int outputs, int firstRow) => HeadChecks.Classes(nameof(MultiClassObjective), targets, outputs, IgnoredLabel, firstRow);

    internal static MultiClassObjective Read(StrictOptions options) => new()
    {
        LabelSmoothing = options.Number(SmoothingKey, IsAllowed, Allowed),
        ClassWeights = options.Numbers(WeightsKey, IsWeight, AllowedWeight),
    };

    /// <inheritdoc/>
    protected override void Write(JsonObject json)
    {
        json[SmoothingKey] = LabelSmoothing;
        if (_classWeights.Count > 0)
            json[WeightsKey] = _classWeights.ToJson();
    }

    private static bool IsAllowed(double smoothing) => smoothing is >= 0 and < 1;
}
