namespace Fathom.Tests.Training.Searching;

/// <summary>Successive halving on objectives whose answers are known.</summary>
public sealed class SuccessiveHalvingTests
{
    private static readonly SearchSpace s_space = new(SearchRange.Log("lr", 1e-4, 1e-1), SearchRange.Choice("size", "small", "large"));

    [Theory]
    [InlineData(27, 27, 3, "27x1 9x3 3x9 1x27")]
    [InlineData(30, 81, 3, "30x3 10x9 3x27 1x81")]
    [InlineData(9, 200, 3, "9x22 3x67 1x200")]
    [InlineData(16, 8, 2, "16x1 8x2 4x4 2x8")]
    [InlineData(2, 100, 3, "2x100")]
    [InlineData(20, 1, 3, "20x1")]
    public void Rungs_follow_the_budget_rule(int trials, int most, int factor, string rungs) =>
        Assert.Equal(rungs, string.Join(' ', new SuccessiveHalving(s_space, trials, most, factor).Rungs.Select(rung => $"{rung.Trials}x{rung.Resource}")));

    [Fact]
    public void The_best_third_goes_on_and_the_best_of_all_is_found()
    {
        var search = new SuccessiveHalving(s_space, trials: 27, most: 27);
        var asked = new List<(int Trial, int Resource)>();
        while (search.Next() is { } step)
        {
            asked.Add((step.Trial.Number, step.Resource));
            search.Report(step, Loss(step));
        }

        Assert.Equal(27 + 9 + 3 + 1, asked.Count);
        int[] byLoss = [.. search.Trials.OrderBy(trial => trial.Results[0].Loss).Select(trial => trial.Number)];
        Assert.Equal(byLoss[..9].Order(), asked.Where(step => step.Resource == 3).Select(step => step.Trial));
        Assert.Equal(byLoss[0], search.Best!.Number);
        Assert.Equal(27, search.Best.Resource);
        Assert.Equal([1, 3, 9, 27], search.Best.Results.Select(result => result.Resource));
    }

    [Fact]
    public void The_same_reports_lead_to_the_same_questions_from_anywhere()
    {
        var whole = new SuccessiveHalving(s_space, 12, 9, seed: 5);
        var done = new List<double>();
        while (whole.Next() is { } step)
        {
            // Told the same until here, another one asks the same.
            var resumed = new SuccessiveHalving(s_space, 12, 9, seed: 5);
            foreach (double loss in done)
                resumed.Report(resumed.Next()!, loss);
            SearchStep again = resumed.Next()!;
            Assert.Equal((step.Trial.Number, step.Rung, step.Resource, step.Trial.Point.ToString()), (again.Trial.Number, again.Rung, again.Resource, again.Trial.Point.ToString()));
            done.Add(Loss(step));
            whole.Report(step, done[^1]);
        }
    }

    [Fact]
    public void Failed_trials_go_last_and_equal_ones_by_their_number()
    {
        var search = new SuccessiveHalving(s_space, 6, 3);
        for (int i = 0; i < 6; i++)
            search.Report(search.Next()!, i < 4 ? double.NaN : 1);
        Assert.Equal((5, 3), (search.Next()!.Trial.Number, search.Next()!.Resource));
        var failed = new SuccessiveHalving(s_space, 6, 3);
        for (int i = 0; i < 6; i++)
            failed.Report(failed.Next()!, double.NaN);
        Assert.Equal(1, failed.Next()!.Trial.Number);
    }

    [Fact]
    public void Brackets_follow_each_other_with_new_points()
    {
        var search = new SuccessiveHalving(s_space, 3, 3, brackets: 2);
        int asked = 0;
        for (; search.Next() is { } step; asked++)
            search.Report(step, Loss(step));
        Assert.Equal(8, asked);
        Assert.Equal([0, 0, 0, 1, 1, 1], search.Trials.Select(trial => trial.Bracket));
        Assert.Equal(6, search.Trials.Select(trial => trial.Point["lr"]).Distinct().Count());
    }

    [Fact]
    public void A_report_that_was_not_asked_for_is_refused()
    {
        var search = new SuccessiveHalving(s_space, 3, 3);
        SearchStep first = search.Next()!;
        search.Report(first, 1);
        Assert.Contains("did not ask for trial 1 on rung 0 now", Assert.Throws<ArgumentException>(() => search.Report(first, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SuccessiveHalving(s_space, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SuccessiveHalving(s_space, 3, 3, factor: 1));
    }

    [Fact]
    public void Ranges_give_values_within_their_ends_all_of_a_list_and_magnitudes_alike()
    {
        var rng = new Rng(1);
        double[] rates = [.. Enumerable.Range(0, 900).Select(_ => double.Parse(SearchRange.Log("x", 1e-4, 1e-1).Sample(rng), System.Globalization.CultureInfo.InvariantCulture))];
        Assert.All(rates, rate => Assert.InRange(rate, 1e-4, 1e-1));
        Assert.InRange(rates.Count(rate => rate < 1e-3), 240, 360);
        Assert.InRange(rates.Count(rate => rate > 1e-2), 240, 360);
        string[] whole = [.. Enumerable.Range(0, 900).Select(_ => SearchRange.Whole("x", 1, 3).Sample(rng))];
        Assert.All(new[] { "1", "2", "3" }, value => Assert.InRange(whole.Count(one => one == value), 240, 360));
        string[] chosen = [.. Enumerable.Range(0, 900).Select(_ => SearchRange.Choice("x", "a", "b", "c").Sample(rng))];
        Assert.All(new[] { "a", "b", "c" }, value => Assert.InRange(chosen.Count(one => one == value), 240, 360));
    }

    [Fact]
    public void Ranges_that_hold_nothing_are_refused()
    {
        Assert.Contains("the first has to be below the second", Assert.Throws<ArgumentException>(() => SearchRange.Uniform("x", 1, 1)).Message);
        Assert.Contains("Begin above 0", Assert.Throws<ArgumentException>(() => SearchRange.Log("x", 0, 1)).Message);
        Assert.Contains("has no value", Assert.Throws<ArgumentException>(() => SearchRange.Choice("x")).Message);
        Assert.Contains("lists a value twice", Assert.Throws<ArgumentException>(() => SearchRange.Choice("x", "a", "a")).Message);
        Assert.Contains("needs a range", Assert.Throws<ArgumentException>(() => new SearchSpace()).Message);
        Assert.Contains("lr has two ranges", Assert.Throws<ArgumentException>(() => new SearchSpace(SearchRange.Log("lr", 1, 2), SearchRange.Choice("lr", "a"))).Message);
    }

    [Fact]
    public void A_range_more_leaves_the_values_of_the_others()
    {
        var more = new SearchSpace([.. s_space.Ranges, SearchRange.Uniform("dropout", 0, 0.5)]);
        Assert.Equal(s_space.Sample(new Rng(3))["lr"], more.Sample(new Rng(3))["lr"]);
        Assert.Contains("is not searched; searched are lr, size", Assert.Throws<KeyNotFoundException>(() => s_space.Sample(new Rng(3))["depth"]).Message);
    }

    [Fact]
    public void The_hint_names_what_mattered_and_nothing_else_and_is_silent_for_few_trials()
    {
        // The loss depends on the rate alone, best in the middle of its range, which a correlation would not see.
        var search = new SuccessiveHalving(s_space, 60, 1, seed: 2);
        while (search.Next() is { } step)
            search.Report(step, Math.Abs(Math.Log10(step.Trial.Point.Number("lr")) + 2.5));
        IReadOnlyList<SearchImportance> shares = SearchImportance.Of(search);
        Assert.Equal(["lr", "size"], shares.Select(one => one.Name));
        Assert.InRange(shares[0].Share, 0.5, 1);
        Assert.InRange(shares[1].Share, 0, 0.1);
        Assert.Contains(" to ", shares[0].Best);
        var few = new SuccessiveHalving(s_space, 6, 1);
        while (few.Next() is { } step)
            few.Report(step, 1);
        Assert.Empty(SearchImportance.Of(few));
    }

    private static double Loss(SearchStep step) => Math.Abs(Math.Log10(step.Trial.Point.Number("lr")) + 2) + (1.0 / step.Resource);
}
