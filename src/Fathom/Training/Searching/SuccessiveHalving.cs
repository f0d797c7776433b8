namespace Fathom;

/// <summary>Successive halving: many settings are tried for a short time, the best of them for longer, and so on, until one is left for the full time.</summary>
/// <remarks>
/// With n trials, the full resource R and the factor η there are s + 1 rungs, s = min(⌊log_η n⌋, ⌊log_η R⌋); on rung i ⌊n η⁻ⁱ⌋ trials get about R η^(i−s),
/// and the best ⌊1/η⌋ of them go on. So each rung costs about the same (Jamieson and Talwalkar, "Non-stochastic best arm identification and
/// hyperparameter optimization", 2016; rungs and resources as in the inner loop of Hyperband, Li and others, 2018). Of equal losses the earlier trial goes on; a
/// loss that is NaN comes after all numbers.
/// <para>
/// The search asks (<see cref="Next"/>) and is told (<see cref="Report"/>); it trains nothing itself. All it decides follows from its constructor's arguments and from what it
/// was told, so that the same reports in the same order bring it back to where it was: that is how a search is resumed. The resource counts from the
/// start: a trial may be continued from its weights, or trained anew for longer, which costs η/(η−1) times as much at most and keeps schedules whole.
/// </para>
/// </remarks>
/// <example><code>
/// var search = new SuccessiveHalving(new SearchSpace(SearchRange.Log("lr", 1e-4, 1e-1)), trials: 9, most: 9);
/// while (search.Next() is { } step)
///     search.Report(step, Math.Abs(Math.Log10(step.Trial.Point.Number("lr")) + 2) + (1.0 / step.Resource));
/// Console.WriteLine(search.Best);
/// </code></example>
public sealed class SuccessiveHalving
{
    private readonly List<SearchTrial> _trials = [];
    private readonly Rng _rng;
    private readonly int _brackets;
    private readonly List<SearchTrial> _rung = [];
    private int _bracket = -1, _at, _place;

    /// <summary>Plans a search.</summary>
    /// <param name="space">Where to look.</param>
    /// <param name="trials">Points to try in a bracket, n, at least 2.</param>
    /// <param name="most">The full resource, R, at least 1.</param>
    /// <param name="factor">One of so many goes on, with so many times the resource: η, at least 2; 3 by default, as in Hyperband.</param>
    /// <param name="seed">Fixes the points.</param>
    /// <param name="brackets">How many such searches follow one another, each with new points; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public SuccessiveHalving(SearchSpace space, int trials, int most, int factor = 3, ulong seed = 0, int brackets = 1)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (trials < 2)
            throw new ArgumentOutOfRangeException(nameof(trials), trials, "A search needs two trials or more to choose between.");
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(brackets, 1);
        Space = space;
        _rng = new Rng(seed).Fork("search");
        _brackets = brackets;
        int last = Math.Min(Log(trials, factor), Log(most, factor));
        var rungs = new (int, int)[last + 1];
        long shrink = 1;
        for (int i = last; i >= 0; i--, shrink *= factor)
            rungs[i] = (0, (int)Math.Round(most / (double)shrink, MidpointRounding.AwayFromZero));
        for (int i = 0, left = trials; i <= last; i++, left /= factor)
            rungs[i].Item1 = left;
        Rungs = rungs;
    }

    /// <summary>The space that is searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>How many trials get how much, rung by rung.</summary>
    public IReadOnlyList<(int Trials, int Resource)> Rungs { get; }

    /// <summary>All trials so far, by number.</summary>
    public IReadOnlyList<SearchTrial> Trials => _trials;

    /// <summary>The best trial: of those that were given most the one with the least loss; null before the first result.</summary>
    public SearchTrial? Best => _trials.Where(trial => trial.Results.Count > 0).OrderByDescending(trial => trial.Resource).ThenBy(trial => Comparable(trial.Loss)).FirstOrDefault();

    /// <summary>What is to be trained next; null at the end. The same until it is reported.</summary>
    public SearchStep? Next()
    {
        if (_place == _rung.Count && !Climb())
            return null;
        return new SearchStep(_rung[_place], _at, Rungs[_at].Resource);
    }

    /// <summary>Tells what came out of what <see cref="Next"/> asked for.</summary>
    /// <param name="step">What was asked for.</param>
    /// <param name="loss">How good it was, less being better; NaN where it failed.</param>
    /// <exception cref="ArgumentException">Something else was asked for.</exception>
    public void Report(SearchStep step, double loss)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (Next() is not { } asked || asked.Trial != step.Trial || asked.Rung != step.Rung)
            throw new ArgumentException($"The search did not ask for trial {step.Trial.Number} on rung {step.Rung} now. Report what Next() gave, once.", nameof(step));
        step.Trial.Add(step.Resource, loss);
        _place++;
    }

    /// <summary>Goes to the next rung, or begins the next bracket.</summary>
    private bool Climb()
    {
        if (_bracket >= 0 && _at + 1 < Rungs.Count)
        {
            _at++;
            SearchTrial[] kept = [.. _rung.OrderBy(trial => Comparable(trial.Loss)).ThenBy(trial => trial.Number).Take(Rungs[_at].Trials).OrderBy(trial => trial.Number)];
            _rung.Clear();
            _rung.AddRange(kept);
        }
        else
        {
            if (_bracket + 1 >= _brackets)
                return false;
            _bracket++;
            _at = 0;
            _rung.Clear();
            for (int i = 0; i < Rungs[0].Trials; i++)
            {
                int number = _trials.Count + 1;
                _trials.Add(new SearchTrial(number, _bracket, Space.Sample(_rng.Fork($"trial {number}"))));
                _rung.Add(_trials[^1]);
            }
        }

        _place = 0;
        return true;
    }

    private static double Comparable(double loss) => double.IsNaN(loss) ? double.PositiveInfinity : loss;

    private static int Log(int value, int factor)
    {
        int power = 0;
        for (long reached = factor; reached <= value; reached *= factor)
            power++;
        return power;
    }
}
