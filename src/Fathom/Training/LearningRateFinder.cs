using System.Globalization;

namespace Fathom;

/// <summary>Finds a learning rate by the range test: training a little while the rate grows geometrically, and looking where the loss falls fastest.</summary>
/// <remarks><code>
/// rates     lrᵢ = from·(to/from)^(i/(steps − 1)), i = 0…steps − 1: 100 from 1e-7 to exactly 10 by default
/// losses    Lᵢ: the training loss of batch i before the step with lrᵢ, so what the rates up to lrᵢ₋₁ have brought
/// batches   the rows in a seeded order, a new order for each pass, partial batches left out
/// stops     when Lᵢ &gt; 4·min L, or when it is not finite
/// result    rates, raw and smoothed losses and a suggestion, see <see cref="LearningRateSearch"/>
/// keeps     nothing: parameters, buffers, modes, dropout's counters, the optimizer's state, steps and rate are put back bit for bit, also when
///           an exception or a cancellation ends the test; gradients are cleared
/// differs   from fastai's lr_find: the raw loss stops it, not the smoothed one; smoothing has no delay
/// source    Smith 2015, arXiv:1506.01186, §3.3
/// </code>
/// A schedule of the optimizer is passed over, and groups keep their factors. Where the smallest loss is negative (a likelihood, say) four times
/// it means nothing: only a loss that is not finite stops then.</remarks>
/// <example><code>
/// var search = LearningRateFinder.Find(model, new Adam(model), Objective.MultiClass, train);
/// Console.WriteLine(search);                              // a sentence
/// var optimizer = new Adam(model, lr: search.Suggestion ?? 1e-3);
/// </code></example>
public static class LearningRateFinder
{
    /// <summary>How many times the smallest loss so far ends the test.</summary>
    internal const double Growth = 4;

    private const int FewestSteps = 10;

    /// <summary>Runs the test.</summary>
    /// <param name="model">The network; as it was afterwards.</param>
    /// <param name="optimizer">The optimizer to find a rate for; as it was afterwards.</param>
    /// <param name="objective">What is trained for.</param>
    /// <param name="data">The rows to train on.</param>
    /// <param name="from">The first rate, above 0.</param>
    /// <param name="to">The last rate, above the first.</param>
    /// <param name="steps">How many rates, at least 10.</param>
    /// <param name="batchSize">Rows a step, as in the training to come: larger batches stand larger rates.</param>
    /// <param name="smoothing">β in [0, 1) of the smoothed losses; see <see cref="LearningRateSearch.Smoothed"/>.</param>
    /// <param name="rng">Where the order comes from; the same one each time when not given.</param>
    /// <param name="cancel">Ends the test.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate, the steps, the batch size or the smoothing is out of range; nothing was run.</exception>
    /// <exception cref="ShapeException">The network refuses the rows or batches of so many; nothing was run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; everything is as before.</exception>
    public static LearningRateSearch Find(
        Layer model, Optimizer optimizer, Objective objective, Dataset data, double from = 1e-7, double to = 10, int steps = 100, int batchSize = 32, double smoothing = 0.8, Rng? rng = null, CancellationToken cancel = default) =>
        Find(new Trainer(model, optimizer, objective), data, from, to, steps, batchSize, smoothing, rng, cancel);

    /// <summary>Runs the test for a trainer, with its sampler and micro-batches; its callbacks and random numbers rest.</summary>
    /// <inheritdoc cref="Find(Layer, Optimizer, Objective, Dataset, double, double, int, int, double, Rng?, CancellationToken)"/>
    /// <param name="trainer">Network, optimizer and objective, all as they were afterwards.</param>
    /// <param name="data">The rows to train on.</param>
    /// <param name="from">The first rate, above 0.</param>
    /// <param name="to">The last rate, above the first.</param>
    /// <param name="steps">How many rates, at least 10.</param>
    /// <param name="batchSize">Rows a step.</param>
    /// <param name="smoothing">β in [0, 1) of the smoothed losses.</param>
    /// <param name="rng">Where the order comes from; the same one each time when not given.</param>
    /// <param name="cancel">Ends the test.</param>
    public static LearningRateSearch Find(
        Trainer trainer, Dataset data, double from = 1e-7, double to = 10, int steps = 100, int batchSize = 32, double smoothing = 0.8, Rng? rng = null, CancellationToken cancel = default)
    {
        double[] rates = Rates(from, to, steps);
        Require.Positive(batchSize, nameof(batchSize));
        Require.Probability(smoothing, nameof(smoothing));
        trainer.CheckFit(data, batchSize, dropLast: true);
        using var before = new RestorePoint(trainer.Model, trainer.Optimizer);
        var losses = new List<double>(steps);
        RangeTestEnd end = Run(trainer, data, rates, batchSize, rng ?? new Rng(0).Fork(nameof(LearningRateFinder)), losses, cancel);
        return new LearningRateSearch(rates[..losses.Count], losses, end, smoothing);
    }

    /// <summary>The rates of a test: geometric, both ends exact.</summary>
    /// <param name="from">The first, above 0.</param>
    /// <param name="to">The last, above the first.</param>
    /// <param name="steps">How many, at least 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public static double[] Rates(double from = 1e-7, double to = 10, int steps = 100)
    {
        Require.PositiveNumber(from, nameof(from));
        Require.PositiveNumber(to, nameof(to));
        if (to <= from)
            throw new ArgumentOutOfRangeException(nameof(to), string.Create(CultureInfo.InvariantCulture, $"to is {to}; expected a rate above from, which is {from}."));
        if (steps < FewestSteps)
            throw new ArgumentOutOfRangeException(nameof(steps), $"steps is {steps}; expected at least {FewestSteps}, as fewer show no curve.");
        double[] rates = new double[steps];
        for (int i = 0; i < steps; i++)
            rates[i] = Math.Exp(Math.Log(from) + ((Math.Log(to) - Math.Log(from)) * i / (steps - 1))); // to/from may overflow
        (rates[0], rates[^1]) = (from, to);
        return rates;
    }

    private static RangeTestEnd Run(Trainer trainer, Dataset data, double[] rates, int batchSize, Rng order, List<double> losses, CancellationToken cancel)
    {
        trainer.Optimizer.IgnoresSchedule = true;
        trainer.Model.Train();
        double least = double.PositiveInfinity;
        var end = RangeTestEnd.AllRates;
        Cycle.Over(data, batchSize, order, trainer.Sampler, cancel, (x, y) =>
        {
            trainer.Optimizer.LearningRate = rates[losses.Count];
            double loss = Cycle.TryStep(trainer, x, y);
            losses.Add(loss);
            least = Math.Min(least, loss);
            if (!double.IsFinite(loss))
                end = RangeTestEnd.LossNotFinite;
            else if (least >= 0 && loss > Growth * least)
                end = RangeTestEnd.LossGrew;
            return end == RangeTestEnd.AllRates && losses.Count < rates.Length;
        });
        return end;
    }
}
