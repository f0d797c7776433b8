using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One of two classes from one logit: binary cross-entropy, probability σ(logit), class 1 from <see cref="Threshold"/> on.</summary>
/// <remarks><code>
/// shapes    output (N, 1)      targets (N, 1) Float32: 0 or 1
/// </code></remarks>
public sealed record BinaryObjective : Objective
{
    internal const string Name = "binary";
    private const string Allowed = "a probability between 0 and 1";
    private const string ThresholdKey = "threshold";
    private readonly double _threshold = 0.5;

    /// <summary>From this probability on the prediction is class 1; .5 by default.</summary>
    public double Threshold
    {
        get => _threshold;
        init => _threshold = IsAllowed(value) ? value : throw new ArgumentOutOfRangeException(nameof(Threshold), $"Threshold is {value}; expected {Allowed}.");
    }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.Binary;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets) => Fathom.Loss.BinaryCrossEntropy(output, targets);

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => output.Sigmoid();

    internal static BinaryObjective Read(ObjectiveOptions options) => new() { Threshold = options.Number(ThresholdKey, IsAllowed, Allowed) };

    /// <inheritdoc/>
    protected override void Write(JsonObject json) => json[ThresholdKey] = Threshold;

    private static bool IsAllowed(double threshold) => threshold is >= 0 and <= 1;
}
