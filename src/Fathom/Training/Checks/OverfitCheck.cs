using System.Globalization;

namespace Fathom;

/// <summary>Can the network learn ten rows by heart? If not, no amount of data helps: something is broken.</summary>
/// <remarks>
/// Dropout is switched off and label smoothing left out meanwhile. Everything is put back bit for bit afterwards: parameters, buffers, modes, the optimizer's state.
/// Karpathy 2019, "A recipe for training neural networks": overfit one batch.
/// </remarks>
public sealed record OverfitCheck : CheckResult
{
    // A right class has 95 % of the probability; a regression's errors are a tenth of those of guessing each output's mean.
    private const double ClassGoal = 0.05;
    private const double ShareOfError = 0.1;
    private const double Moved = 0.01;

    private OverfitCheck(IReadOnlyList<double> losses, double goal, int rows, CheckVerdict verdict, string finding, string advice)
        : base("overfit one batch", verdict, finding, advice) => (Losses, Goal, Rows) = (losses, goal, rows);

    /// <summary>The loss at every step.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The loss that counts as learned by heart: .05 for classes; for values what errors of a tenth of those of guessing each output's mean would cost, 1 % of the variance where they are squared.</summary>
    public double Goal { get; }

    /// <summary>The rows of the batch.</summary>
    public int Rows { get; }

    /// <summary>Trains on one batch until it is known by heart, and puts everything back.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">What it is trained for.</param>
    /// <param name="data">The set of which <paramref name="rows"/> rows are taken, spread over the whole.</param>
    /// <param name="optimizer">The optimizer with its rate, which is part of what is checked; Adam with 0.01 when not given. A schedule is passed over.</param>
    /// <param name="rows">Rows of the batch; 10 by default.</param>
    /// <param name="steps">Steps at most; 500 by default.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; everything is as before.</exception>
    public static OverfitCheck Of(Layer model, Objective objective, Dataset data, Optimizer? optimizer = null, int rows = 10, int steps = 500, CancellationToken cancel = default)
    {
        Require.Positive(steps, nameof(steps));
        Dataset picked = data.Subset(DataPreview.Spread(data.Count, Require.Positive(rows, nameof(rows))));

        // Made once: rows that are drawn anew each time, as random windows of a text, cannot be known by heart.
        var batch = new Dataset(picked.X, picked.Y, data.Name);
        if (objective is MultiClassObjective smoothed)
            objective = smoothed with { LabelSmoothing = 0 };
        optimizer ??= new Adam(model, lr: 0.01);
        double goal = GoalOf(objective, batch);
        var losses = new List<double>();
        using (new RestorePoint(model, optimizer))
        {
            optimizer.IgnoresSchedule = true;
            model.Train();
            foreach (IRandom random in model.Descendants().Select(item => item.Module).OfType<IRandom>())
                ((Module)random).Evaluate();
            var trainer = new Trainer(model, optimizer, objective);
            Cycle.Over(batch, batch.Count, new Rng(0), null, cancel, (x, y) =>
            {
                losses.Add(Cycle.TryStep(trainer, x, y));
                return losses[^1] > goal && double.IsFinite(losses[^1]) && losses.Count < steps;
            });
        }

        return Judge(losses, goal, batch, optimizer.LearningRate);
    }

    /// <summary>The loss that counts as learned by heart: see <see cref="Goal"/>.</summary>
    /// <param name="objective">What is trained for.</param>
    /// <param name="data">The rows to be learned.</param>
    public static double GoalOf(Objective objective, Dataset data) => objective.Task == TaskKind.Regression ? RegressionGoal(objective, data.Y) : ClassGoal;

    private static OverfitCheck Judge(List<double> losses, double goal, Dataset batch, double rate)
    {
        int rows = batch.Count;
        string course = string.Create(CultureInfo.InvariantCulture, $"the loss of {rows} rows went from {losses[0]:G3} to {losses[^1]:G3} in {losses.Count} steps");
        if (losses[^1] <= goal)
            return new OverfitCheck(losses, goal, rows, CheckVerdict.Fine, $"{course}: the network can learn.", "");
        string advice = !double.IsFinite(losses[^1]) ? string.Create(CultureInfo.InvariantCulture, $"Take a smaller learning rate than {rate:G3}, and check the inputs for extreme values.")
            : Contradiction(batch) is { } pair ? $"Rows {pair.First} and {pair.Second} of the batch are equal but have different labels, which no network can tell apart: look at the data."
            : Math.Abs(losses[^1] - losses[0]) <= Moved * Math.Abs(losses[0]) ? string.Create(CultureInfo.InvariantCulture, $"The loss hardly moves: try a learning rate ten and a hundred times larger than {rate:G3}; are parameters frozen or missing from the optimizer, are units dead (ReLU), does the gradient check pass?")
            : "Try a learning rate ten times larger and smaller, and more steps; check that labels belong to their rows, that the output fits the loss (logits, not probabilities), and that weight decay is small.";
        return new OverfitCheck(losses, goal, rows, CheckVerdict.Wrong, string.Create(CultureInfo.InvariantCulture, $"{course}; expected at most {goal:G3}."), advice);
    }

    private static double RegressionGoal(Objective objective, Tensor y)
    {
        using Step step = Step.Begin();
        double share = objective is RegressionObjective { Error: not RegressionLoss.MeanSquaredError } ? ShareOfError : ShareOfError * ShareOfError;
        return Math.Max(1e-12, share * objective.Loss((y * 0) + y.Mean(0, keepAxes: true), y).ToScalar());
    }

    private static (int First, int Second)? Contradiction(Dataset batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            for (int j = i + 1; j < batch.Count; j++)
            {
                if (batch.X[i].Bytes.SequenceEqual(batch.X[j].Bytes) && !batch.Y[i].Bytes.SequenceEqual(batch.Y[j].Bytes))
                    return (i, j);
            }
        }

        return null;
    }
}
