namespace Fathom.Tests.Schedules;

public sealed class SchedulesTests
{
    // The learning rates of PyTorch's schedulers over their first steps, base rate 0.1; the case's name in the reference is the key.
    private static readonly Dictionary<string, (Schedule Schedule, double[] Rates)> Reference = new()
    {
        ["step, step_size 3, gamma 0.5"] = (new StepDecay(0.1, every: 3, gamma: 0.5),
            [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125]),
        ["multi_step, milestones 2 5 9, gamma 0.1"] = (new MultiStepDecay(0.1, [2, 5, 9], gamma: 0.1),
            [0.1, 0.1, 0.010000000000000002, 0.010000000000000002, 0.010000000000000002, 0.0010000000000000002, 0.0010000000000000002, 0.0010000000000000002, 0.0010000000000000002, 0.00010000000000000003, 0.00010000000000000003, 0.00010000000000000003]),
        ["exponential, gamma 0.9"] = (new ExponentialDecay(0.1, gamma: 0.9),
            [0.1, 0.09000000000000001, 0.08100000000000002, 0.07290000000000002, 0.06561000000000002, 0.05904900000000002, 0.05314410000000002, 0.04782969000000002, 0.043046721000000024, 0.03874204890000002, 0.03486784401000002, 0.03138105960900001]),
        ["cosine_annealing, T_max 10, eta_min 0.01"] = (new Cosine(from: 0.1, to: 0.01, steps: 10),
            [0.1, 0.09779754323328192, 0.09140576474687263, 0.08145033635316129, 0.06890576474687264, 0.05500000000000001, 0.04109423525312737, 0.028549663646838717, 0.01859423525312737, 0.012202456766718092, 0.01]),
        ["cosine_warm_restarts, T_0 4, T_mult 2"] = (new CosineWarmRestarts(from: 0.1, to: 0, steps: 4, growth: 2),
            [0.1, 0.08535533905932738, 0.05, 0.014644660940672627, 0.1, 0.09619397662556434, 0.08535533905932738, 0.0691341716182545, 0.05, 0.030865828381745515, 0.014644660940672627, 0.0038060233744356634, 0.1, 0.09903926402016153, 0.09619397662556434, 0.09157348061512727]),
        ["one_cycle, max_lr 1, total_steps 20"] = (new OneCycle(peak: 1, steps: 20),
            [0.040000000000000036, 0.1316718427000253, 0.3716718427000253, 0.6683281572999747, 0.9083281572999747, 1.0, 0.9874640062350873, 0.9504846320134737, 0.89091617757105, 0.8117456539497631, 0.7169430017913008, 0.6112620219362893, 0.500002, 0.38874197806371075, 0.28306099820869923, 0.18825834605023697, 0.10908782242895004, 0.049519367986526286, 0.012539993764912554, 4e-06]),
        ["one_cycle, linear, pct_start 0.4"] = (new OneCycle(peak: 1, steps: 20, rise: 0.4, ramp: Ramp.Linear),
            [0.04, 0.17714285714285713, 0.3142857142857142, 0.45142857142857135, 0.5885714285714285, 0.7257142857142858, 0.8628571428571428, 1.0, 0.916667, 0.833334, 0.750001, 0.666668, 0.5833349999999999, 0.5000020000000001, 0.41666899999999996, 0.3333360000000001, 0.250003, 0.16666999999999998, 0.083337, 4.000000000004e-06]),
        // torch.optim.lr_scheduler.OneCycleLR with cycle_momentum from 0.85 to 0.95: cosine between the same phases
        ["one_cycle momentum, max_lr 1, total_steps 20"] = (new OneCycle(peak: 1, steps: 20).Momentum(),
            [0.95, 0.95 - (0.1 * (1 - Math.Cos(Math.PI / 5)) / 2), 0.95 - (0.1 * (1 - Math.Cos(2 * Math.PI / 5)) / 2), 0.95 - (0.1 * (1 - Math.Cos(3 * Math.PI / 5)) / 2), 0.95 - (0.1 * (1 - Math.Cos(4 * Math.PI / 5)) / 2), 0.85, 0.95 - (0.1 * (1 + Math.Cos(Math.PI / 14)) / 2)]),
        ["linear, start_factor 0.1, total_iters 5"] = (new LinearRamp(from: 0.01, to: 0.1, steps: 5),
            [0.010000000000000002, 0.028000000000000004, 0.046000000000000006, 0.064, 0.082, 0.1, 0.1, 0.1]),
        ["polynomial, total_iters 8, power 2"] = (new PolynomialDecay(0.1, steps: 8, power: 2),
            [0.1, 0.0765625, 0.05625, 0.03906250000000001, 0.02500000000000001, 0.014062500000000006, 0.006250000000000002, 0.0015625000000000005, 0.0, 0.0, 0.0, 0.0]),
        ["cyclic, base_lr 0.01, max_lr 0.1, step_size_up 4"] = (new Cyclic(low: 0.01, high: 0.1, up: 4),
            [0.01, 0.0325, 0.05500000000000001, 0.0775, 0.1, 0.0775, 0.05500000000000001, 0.0325, 0.01, 0.0325, 0.05500000000000001, 0.0775, 0.1, 0.0775, 0.05500000000000001, 0.0325, 0.01, 0.0325, 0.05500000000000001, 0.0775]),
        ["constant, factor 0.5, total_iters 3"] = (new Constant(0.05).Then(3, new Constant(0.1)),
            [0.05, 0.05, 0.05, 0.1, 0.1, 0.1]),
        ["warmup_cosine, warmup 5, total 20, min_factor 0.1"] = (new LinearWarmup(to: 0.1, steps: 5).Then(5, new Cosine(from: 0.1, to: 0.01, steps: 15)),
            [0.020000000000000004, 0.04000000000000001, 0.06, 0.08000000000000002, 0.1, 0.1, 0.09901664203302125, 0.09610954559391705, 0.09140576474687263, 0.08511087728614863, 0.07750000000000001, 0.06890576474687264, 0.05970378084704441, 0.0502962191529556, 0.04109423525312738, 0.032500000000000015, 0.024889122713851394, 0.018594235253127374, 0.013890454406082959, 0.010983357966978746]),
    };

    public static TheoryData<string> Cases => [.. Reference.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_schedule_has_the_reference_rates(string name)
    {
        (Schedule schedule, double[] rates) = Reference[name];
        for (int t = 0; t < rates.Length; t++)
            Assert.Equal(rates[t], schedule.At(t), 1e-12 * rates.Max());
    }

    [Fact]
    public void Past_its_end_a_schedule_holds_its_last_value()
    {
        (Schedule Schedule, double Last)[] ending =
        [
            (new Cosine(0.1, 0.01, 10), 0.01), (new LinearWarmup(0.1, 10), 0.1), (new LinearRamp(0.1, 0.02, 10), 0.02), (new PolynomialDecay(0.1, 10, 2, to: 0.03), 0.03),
            (new OneCycle(1, 11, endDivisor: 100), 0.0004), (new OneCycle(1, 11, thirdPhase: true, endDivisor: 100), 0.0004),
            (new LinearWarmup(0.1, 4).Then(4, new Cosine(0.1, 0, 6)), 0), (new MultiStepDecay(0.1, [3, 10]), 0.001),
        ];
        foreach ((Schedule schedule, double last) in ending)
            foreach (long t in new[] { 10, 11, 15, 20, 30, 1000, long.MaxValue / 2 })
                Assert.Equal(last, schedule.At(t), 1e-15);
    }

    [Fact]
    public void A_warm_up_joins_what_follows_without_a_jump_and_its_first_step_moves()
    {
        Schedule schedule = new LinearWarmup(to: 0.1, steps: 5).Then(5, new Cosine(0.1, 0, 100));
        Assert.Equal(0.02, schedule.At(0), 1e-15);
        Assert.Equal(0.1, schedule.At(4));
        Assert.Equal(0.1, schedule.At(5));
        Assert.Equal(0.06, new LinearWarmup(to: 0.1, steps: 5, from: 0.05).At(0), 1e-15);
        Assert.Equal(0.1, new LinearWarmup(to: 0.1, steps: 1).At(0));
    }

    [Fact]
    public void Sequences_nest_and_each_part_starts_at_its_own_step_0()
    {
        Schedule schedule = new Constant(1).Then(3, new LinearRamp(2, 0, 4)).Then(5, new StepDecay(8, 2, 0.5));
        Assert.Equal([1, 1, 1, 2, 1.5, 8, 8, 4, 4, 2], Enumerable.Range(0, 10).Select(t => schedule.At(t)));
    }

    [Fact]
    public void Schedules_with_equal_arguments_are_equal_and_print_themselves()
    {
        Assert.Equal(new Cosine(0.1, 0, 10), new Cosine(0.1, 0, 10));
        Assert.Equal(new MultiStepDecay(0.1, [2, 5]), new MultiStepDecay(0.1, [2, 5]));
        Assert.NotEqual(new MultiStepDecay(0.1, [2, 5]), new MultiStepDecay(0.1, [2, 6]));
        Assert.Equal("Cosine { From = 0.1, To = 0, Steps = 10 }", new Cosine(0.1, 0, 10).ToString());
    }

    [Fact]
    public void One_cycle_has_its_peak_after_the_rise_and_a_third_phase_when_asked()
    {
        var schedule = new OneCycle(1, 100, rise: 0.3, ramp: Ramp.Linear, thirdPhase: true);
        Assert.Equal(1, schedule.At(29), 1e-12);
        Assert.Equal(0.04, schedule.At(58), 1e-12);
        Assert.True(schedule.At(80) < 0.04);
        Assert.Equal(0.04 / 1e4, schedule.At(99), 1e-15);
        Assert.Equal(1, new OneCycle(1, 5, rise: 0.2).At(0));
        Assert.True(double.IsFinite(new OneCycle(1, 1).At(0)));
    }

    [Fact]
    public void A_cycle_may_descend_at_another_pace_and_shrink()
    {
        var schedule = new Cyclic(0, 1, up: 2, down: 4, gamma: 0.5);
        Assert.Equal([0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0.25, 0.5], Enumerable.Range(0, 9).Select(t => schedule.At(t)));
    }

    [Fact]
    public void F8_the_swing_of_a_cycle_shrinks_by_cycle_or_by_step()
    {
        // torch.optim.lr_scheduler.CyclicLR: triangular2, and exp_range with gamma 0.9; base 0.01, max 0.09, 2 steps up
        Assert.Equal([0.01, 0.05, 0.09, 0.05, 0.01, 0.03, 0.05, 0.03, 0.01, 0.02, 0.03], new Cyclic(0.01, 0.09, 2, gamma: 0.5).Values(11), (a, b) => Math.Abs(a - b) < 1e-15);
        double[] height = [0, 0.5, 1, 0.5, 0, 0.5, 1];
        Assert.Equal(height.Select((h, t) => 0.01 + (0.08 * h * Math.Pow(0.9, t))), new Cyclic(0.01, 0.09, 2, gamma: 0.9, gammaEachStep: true).Values(7), (a, b) => Math.Abs(a - b) < 1e-15);
        // cycle_momentum: high while rates are low
        Assert.Equal([0.9, 0.85, 0.8, 0.85, 0.9], new Cyclic(0.01, 0.09, 2).Momentum().Values(5), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void F7_momentum_mirrors_the_cycle_in_three_phases()
    {
        var cycle = new OneCycle(1, 100, rise: 0.3, ramp: Ramp.Linear, thirdPhase: true);
        OneCycleMomentum momentum = cycle.Momentum(0.85, 0.95);
        Assert.Equal([0.95, 0.85, 0.95, 0.95, 0.95], new[] { 0L, 29, 58, 80, 1000 }.Select(momentum.At), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(0.9, momentum.At(14) + ((momentum.At(15) - momentum.At(14)) / 2), 1e-12);
    }

    [Fact]
    public void F6_a_warm_up_without_room_is_refused_with_the_numbers()
    {
        var warmup = new LinearWarmup(0.1, 200);
        Assert.Contains("A schedule of 100 steps has no room for a warm-up of 200", Assert.Throws<ArgumentOutOfRangeException>(() => warmup.ThenCosine(100)).Message);
        Assert.Contains("A schedule of 200 steps has no room for a warm-up of 200", Assert.Throws<ArgumentOutOfRangeException>(() => warmup.ThenLinear(200)).Message);
        Assert.Contains("The warm-up takes until step 200, but what follows begins at step 50", Assert.Throws<ArgumentOutOfRangeException>(() => warmup.Then(50, new Constant(0.1))).Message);
        Assert.Equal(new LinearWarmup(0.1, 5).Then(5, new Cosine(0.1, 0.01, 15)), new LinearWarmup(0.1, 5).ThenCosine(20, 0.01));
        Assert.Equal(new LinearWarmup(0.1, 5).Then(5, new LinearRamp(0.1, 0, 15)), new LinearWarmup(0.1, 5).ThenLinear(20));

        // Also one that another schedule leads to.
        Schedule late = new Constant(0.01).Then(3, warmup);
        Assert.Contains("The warm-up takes until step 203, but what follows begins at step 200", Assert.Throws<ArgumentOutOfRangeException>(() => late.Then(200, new Constant(0.1))).Message);
        late.Then(203, new Constant(0.1));
    }

    [Fact]
    public void Values_are_what_training_will_use()
    {
        Schedule schedule = new LinearWarmup(0.3, 3).ThenLinear(6);
        Assert.Equal([0.1, 0.2, 0.3, 0.3, 0.2, 0.1, 0, 0], schedule.Values(8), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Contains("steps is 0", Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Values(0)).Message);
    }

    [Fact]
    public void No_schedule_allocates_in_a_step()
    {
        foreach (Schedule schedule in ScheduleSamples.All)
        {
            long bytes = Allocation.OnThisThread(() =>
            {
                for (int step = 0; step < 1000; step++)
                    schedule.At(step);
            });
            Assert.True(bytes < 1000, $"{schedule}: {bytes} bytes in 1000 steps");
        }
    }

    [Fact]
    public void Restarts_are_reached_however_far_without_counting_there()
    {
        Assert.Equal(0.1, new CosineWarmRestarts(0.1, 0, 7).At(7_000_000_000_000), 1e-15);
        Assert.Equal(0.1, new CosineWarmRestarts(0.1, 0, 1, 2).At((1L << 40) - 1), 1e-15);
    }

    [Fact]
    public void The_two_textbook_forms_of_exponential_decay_are_one()
    {
        var schedule = ExponentialDecay.Natural(0.1, 0.05);
        Assert.Equal(new ExponentialDecay(0.1, Math.Exp(-0.05)), schedule);
        for (int t = 0; t < 50; t++)
            Assert.Equal(0.1 * Math.Exp(-0.05 * t), schedule.At(t), 1e-15);
    }

    public static TheoryData<string, Func<object>> Refused => new()
    {
        { "rate", () => new Constant(double.NaN) },
        { "rate", () => new Constant(-1e-3) },
        { "from", () => new Cosine(-0.1, 0, 10) },
        { "to", () => new Cosine(0.1, double.PositiveInfinity, 10) },
        { "steps", () => new Cosine(0.1, 0, 0) },
        { "steps", () => new LinearWarmup(0.1, -5) },
        { "from", () => new LinearWarmup(0.1, 5, double.NaN) },
        { "steps", () => new Constant(0.1).Then(0, new Constant(0.2)) },
        { "every", () => new StepDecay(0.1, 0) },
        { "gamma", () => new StepDecay(0.1, 1, 0) },
        { "gamma", () => new ExponentialDecay(0.1, 1.01) },
        { "gamma", () => new ExponentialDecay(0.1, double.NaN) },
        { "milestones", () => new MultiStepDecay(0.1, [5, 5]) },
        { "milestones", () => new MultiStepDecay(0.1, [0]) },
        { "power", () => new PolynomialDecay(0.1, 5, 0) },
        { "growth", () => new CosineWarmRestarts(0.1, 0, 5, 0) },
        { "rise", () => new OneCycle(1, 10, rise: 0) },
        { "rise", () => new OneCycle(1, 10, rise: 0.6, thirdPhase: true) },
        { "startDivisor", () => new OneCycle(1, 10, startDivisor: 0.5) },
        { "endDivisor", () => new OneCycle(1, 10, endDivisor: double.NaN) },
        { "up", () => new Cyclic(0, 1, 0) },
        { "down", () => new Cyclic(0, 1, 2, 0) },
        { "rate", () => new ReduceOnPlateau(double.NaN) },
        { "factor", () => new ReduceOnPlateau(0.1, factor: 1) },
        { "patience", () => new ReduceOnPlateau(0.1, patience: -1) },
        { "threshold", () => new ReduceOnPlateau(0.1, threshold: 1) },
        { "cooldown", () => new ReduceOnPlateau(0.1, cooldown: -1) },
        { "minimumChange", () => new ReduceOnPlateau(0.1, minimumChange: -1) },
        { "k", () => ExponentialDecay.Natural(0.1, -1) },
        { "low", () => new OneCycle(1, 10).Momentum(low: 1) },
        { "high", () => new Cyclic(0, 1, 5).Momentum(high: double.NaN) },
        { "minimum", () => new ReduceOnPlateau(0.1, minimum: 0.2) },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Arguments_without_meaning_are_refused_by_name(string argument, Func<object> make) =>
        Assert.Equal(argument, Assert.ThrowsAny<ArgumentException>(make).ParamName);

    [Fact]
    public void A_refusal_says_what_a_learning_rate_is()
    {
        Assert.Contains("a finite number, 0 or more (1e-3 is usual for Adam)", Assert.Throws<ArgumentOutOfRangeException>(() => new Constant(-1)).Message);
        Assert.Contains("a warm-up must leave steps", Assert.Throws<ArgumentOutOfRangeException>(() => new Cosine(0.1, 0, 100 - 200)).Message);
    }

    [Fact]
    public void Reduce_on_plateau_has_the_reference_rates()
    {
        var schedule = new ReduceOnPlateau(0.1, factor: 0.5, patience: 2, threshold: 1e-4);
        double[] metrics = [1.0, 0.9, 0.91, 0.92, 0.93, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85, 0.86, 0.87];
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125], metrics.Select(schedule.Observe));
    }

    [Fact]
    public void Reduce_on_plateau_rests_stops_at_its_minimum_and_watches_metrics_that_rise()
    {
        var schedule = new ReduceOnPlateau(0.1, factor: 0.1, patience: 0, cooldown: 2, minimum: 0.005, higherIsBetter: true);
        double[] rates = [.. new[] { 0.5, 0.6, 0.6, 0.1, double.NaN, 0.6, 0.6, 0.6, 0.6 }.Select(schedule.Observe)];
        Assert.All(new[] { 0.1, 0.1, 0.01, 0.01, 0.01, 0.005, 0.005, 0.005, 0.005 }.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
        Assert.Equal(0.6, schedule.Best);
    }

    [Fact]
    public void Reduce_on_plateau_goes_on_from_saved_state()
    {
        double[] metrics = [1.0, 1.0, 1.0, 0.9, 0.95, 0.95, 0.95, 0.95];
        var whole = new ReduceOnPlateau(0.1, 0.5, patience: 1, cooldown: 1);
        double[] expected = [.. metrics.Select(whole.Observe)];
        var first = new ReduceOnPlateau(0.1, 0.5, patience: 1, cooldown: 1);
        foreach (double metric in metrics[..4])
            first.Observe(metric);
        var second = new ReduceOnPlateau(0.1, 0.5, patience: 1, cooldown: 1) { Rate = first.Rate, Best = first.Best, Waited = first.Waited, Rested = first.Rested };
        Assert.Equal(expected[4..], metrics[4..].Select(second.Observe));
    }

    [Fact]
    public void F9_an_absolute_threshold_and_a_least_change()
    {
        // by hand: the loss must fall by more than 0.5 to count; 10.0 → 9.6 does not, → 9.4 does
        var schedule = new ReduceOnPlateau(0.1, factor: 0.5, patience: 1, threshold: 0.5, absolute: true);
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05], new[] { 10.0, 9.6, 9.4, 9.2, 9.0 }.Select(schedule.Observe));
        var rising = new ReduceOnPlateau(0.1, factor: 0.5, patience: 0, threshold: 0.5, absolute: true, higherIsBetter: true);
        Assert.Equal([0.1, 0.05, 0.05], new[] { 1.0, 1.5, 1.6 }.Select(rising.Observe));
        var tiny = new ReduceOnPlateau(1.5e-8, factor: 0.5, patience: 0);
        Assert.Equal([1.5e-8, 1.5e-8], new[] { 1.0, 1.0 }.Select(tiny.Observe)); // the change would be 7.5e-9
    }
}
