using System.Globalization;

namespace Fathom;

/// <summary>Is the learning rate of the right order? Short trainings from the same start with rates a factor of 10 apart.</summary>
/// <remarks>Every trial begins with the same weights, state and order of rows; afterwards everything is put back bit for bit. For a finer answer see <see cref="LearningRateFinder"/>.</remarks>
public sealed record RateCheck : CheckResult
{
    // A tenth more loss than the best rate's is as good.
    private const double AsGood = 1.1;
    private const double LeastFall = 0.01;

    private RateCheck(IReadOnlyList<Trial> trials, double rate, double? best, CheckVerdict verdict, string finding, string advice)
        : base("learning rate", verdict, finding, advice) => (Trials, Rate, Best) = (trials, rate, best);

    /// <summary>The trials in order of their rates.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>The optimizer's own rate.</summary>
    public double Rate { get; }

    /// <summary>The rate that came lowest; null when the loss fell with none.</summary>
    public double? Best { get; }

    /// <summary>Trains briefly with each rate, and puts everything back.</summary>
    /// <param name="model">The network.</param>
    /// <param name="optimizer">The optimizer, whose rate is checked. A schedule is passed over.</param>
    /// <param name="objective">What is trained for.</param>
    /// <param name="data">The rows to train on.</param>
    /// <param name="rates">The rates to try beside the optimizer's own; that times .01, .1, 10 and 100 when not given.</param>
    /// <param name="steps">Steps of each trial; 50 by default.</param>
    /// <param name="batchSize">Rows a step.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not a finite number above 0, or steps or batch size are below 1.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; everything is as before.</exception>
    public static RateCheck Of(
        Layer model, Optimizer optimizer, Objective objective, Dataset data, IReadOnlyList<double>? rates = null, int steps = 50, int batchSize = 32, CancellationToken cancel = default)
    {
        Require.Positive(steps, nameof(steps));
        Require.Positive(batchSize, nameof(batchSize));
        double own = optimizer.LearningRate;
        double[] tried = [.. (rates ?? [own / 100, own / 10, own * 10, own * 100]).Select(rate => Require.PositiveNumber(rate, nameof(rates))).Append(own).Distinct().Order()];
        var trials = new List<Trial>();
        using (var before = new RestorePoint(model, optimizer))
        {
            var trainer = new Trainer(model, optimizer, objective);
            foreach (double rate in tried)
            {
                before.Restore();
                optimizer.IgnoresSchedule = true;
                optimizer.LearningRate = rate;
                model.Train();
                var losses = new List<double>(steps);
                Cycle.Over(data, batchSize, new Rng(0).Fork(nameof(RateCheck)), null, cancel, (x, y) =>
                {
                    losses.Add(Cycle.TryStep(trainer, x, y));
                    return double.IsFinite(losses[^1]) && losses.Count < steps;
                });
                trials.Add(new Trial(rate, losses[0], double.IsFinite(losses[^1]) ? losses.TakeLast(Math.Max(1, steps / 5)).Average() : double.NaN));
            }
        }

        return Judge(trials, own);
    }

    private static RateCheck Judge(List<Trial> trials, double own)
    {
        Trial? best = trials.Where(trial => trial.Fell).OrderBy(trial => trial.Last).FirstOrDefault();
        Trial? mine = trials.Find(trial => trial.Rate == own);
        string table = string.Join(", ", trials.Select(trial => trial.ToString()));
        if (best is null)
            return new RateCheck(trials, own, null, CheckVerdict.Wrong, $"the loss falls with no rate ({table}).", "The rate is not what is wrong: overfit one batch, look at inputs and labels, and check the gradients.");
        if (mine is not null && mine.Fell && (mine == best || mine.Last <= AsGood * best.Last))
            return new RateCheck(trials, own, best.Rate, CheckVerdict.Fine, $"{Text(own)} is of the right order ({table}).", "");
        return new RateCheck(
            trials, own, best.Rate, CheckVerdict.Doubtful,
            $"{Text(best.Rate)} comes lower than {Text(own)} in as many steps ({table}).", $"Train with {Text(best.Rate)}, or look closer with {nameof(LearningRateFinder)}.");
    }

    private static string Text(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>One short training.</summary>
    /// <param name="Rate">Its learning rate.</param>
    /// <param name="First">The first batch's loss, before any step.</param>
    /// <param name="Last">The mean loss of the last fifth of the steps; NaN when it stopped being finite.</param>
    public sealed record Trial(double Rate, double First, double Last)
    {
        /// <summary>Whether the loss fell by 1 % or more.</summary>
        public bool Fell => Last < First - (LeastFall * Math.Abs(First));

        /// <summary>Rate and loss.</summary>
        public override string ToString() => $"{Text(Rate)}: {(double.IsNaN(Last) ? "not finite" : Text(Last))}";
    }
}
