using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One of several classes from a logit each: cross-entropy, probabilities by softmax, the most probable class predicted.</summary>
/// <remarks><code>
/// shapes    output (N, C)      targets (N,) Int64: 0…C−1
/// </code></remarks>
public sealed record MultiClassObjective : Objective
{
    internal const string Name = "multiclass";

    /// <summary>ε of label smoothing: the right class gets 1 − ε + ε/C, the others ε/C; 0 by default.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.MultiClass;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets) => Fathom.Loss.CrossEntropy(output, targets, labelSmoothing: LabelSmoothing);

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => output.Softmax();

    internal static MultiClassObjective Read(JsonObject json) => new() { LabelSmoothing = json["label_smoothing"]!.GetValue<double>() };

    /// <inheritdoc/>
    protected override void Write(JsonObject json) => json["label_smoothing"] = LabelSmoothing;
}
