using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One of several classes from a logit each: cross-entropy, probabilities by softmax, the most probable class predicted.</summary>
/// <remarks><code>
/// shapes    output (N, C)      targets (N,) Int64: 0…C−1
/// </code></remarks>
public sealed record MultiClassObjective : Objective
{
    internal const string Name = "multiclass";
    private const string Allowed = "a number from 0 to below 1";
    private const string SmoothingKey = "label_smoothing";
    private readonly double _labelSmoothing;

    /// <summary>ε of label smoothing: the right class gets 1 − ε + ε/C, the others ε/C; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not in [0, 1).</exception>
    public double LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = IsAllowed(value) ? value : throw new ArgumentOutOfRangeException(nameof(LabelSmoothing), $"LabelSmoothing is {value}; expected {Allowed}.");
    }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.MultiClass;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets) => Fathom.Loss.CrossEntropy(output, targets, labelSmoothing: LabelSmoothing);

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => output.Softmax();

    internal static MultiClassObjective Read(ObjectiveOptions options) => new() { LabelSmoothing = options.Number(SmoothingKey, IsAllowed, Allowed) };

    /// <inheritdoc/>
    protected override void Write(JsonObject json) => json[SmoothingKey] = LabelSmoothing;

    private static bool IsAllowed(double smoothing) => smoothing is >= 0 and < 1;
}
