using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One or more values: the mean of an error over rows and outputs, squared by default; the output itself is the prediction.</summary>
/// <remarks><code>
/// formula   loss: mse: (1/(N·outputs)) Σ (x − t)²      l1: Σ |x − t|      huber: ½e² up to <see cref="Delta"/>, δ·(|e| − ½δ) beyond; each the mean
/// shapes    output (N, outputs)      targets (N, outputs)
/// predicts  the value itself
/// metrics   RMSE, MAE, R², MSE over all outputs; <see cref="Predictions.Column"/> gives each output alone
/// source    Bishop 2006, "Pattern Recognition and Machine Learning", 3.1; Huber 1964, "Robust estimation of a location parameter"
/// </code>
/// Outputs in different units weigh as much as their squares: standardize targets, as <c>Fathom.Tabular</c> does.</remarks>
public sealed record RegressionObjective : Objective
{
    internal const string Name = "regression";
    private const string LossKey = "loss";
    private const string DeltaKey = "delta";
    private const string AllowedDelta = "a number above 0";
    private static readonly string[] s_losses = ["mse", "l1", "huber"];
    private readonly RegressionLoss _error;
    private readonly double _delta = 1;

    /// <summary>How an error counts; squared by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the losses.</exception>
    public RegressionLoss Error
    {
        get => _error;
        init => _error = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Error), $"Error is {value}; expected {string.Join(", ", Enum.GetNames<RegressionLoss>())}.");
    }

    /// <summary>δ of the Huber loss: errors beyond it count by their size only; 1 by default, without meaning for other losses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">δ is not above 0 and finite.</exception>
    public double Delta
    {
        get => _delta;
        init => _delta = Require.PositiveNumber(value, nameof(Delta));
    }

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.Regression;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets)
    {
        HeadChecks.Output(nameof(RegressionObjective), output, true, "(N, outputs): a value for each output", "End the network with a Linear layer; write Reshape(-1, 1) for one value a row.");
        return Error switch
        {
            RegressionLoss.MeanAbsoluteError => Fathom.Loss.MeanAbsoluteError(output, targets),
            RegressionLoss.Huber => Fathom.Loss.Huber(output, targets, Delta),
            _ => Fathom.Loss.MeanSquaredError(output, targets),
        };
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => output;

    /// <summary>The predicted values of each row, (N, outputs): the output itself.</summary>
    public Tensor Values(Tensor output) => output;

    internal static RegressionObjective Read(StrictOptions options)
    {
        var error = (RegressionLoss)options.Word(LossKey, s_losses);
        return error == RegressionLoss.Huber
            ? new() { Error = error, Delta = options.Number(DeltaKey, IsWeight, AllowedDelta) }
            : new() { Error = error };
    }

    /// <inheritdoc/>
    protected override void Write(JsonObject json)
    {
        if (Error != RegressionLoss.MeanSquaredError)
            json[LossKey] = s_losses[(int)Error];
        if (Error == RegressionLoss.Huber)
            json[DeltaKey] = Delta;
    }
}
