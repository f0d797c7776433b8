namespace Fathom;

/// <summary>One or more values: mean squared error, the output itself is the prediction.</summary>
/// <remarks><code>
/// shapes    output (N, outputs)      targets (N, outputs)
/// </code></remarks>
public sealed record RegressionObjective : Objective
{
    internal const string Name = "regression";

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.Regression;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets) => Fathom.Loss.MeanSquaredError(output, targets);

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => output;
}
