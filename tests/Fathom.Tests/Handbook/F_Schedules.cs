namespace Fathom.Tests.Handbook;

/// <summary>Handbook F: learning-rate schedules, worked out by hand. F10 has a class of its own.</summary>
public sealed class F_Schedules
{
    [Fact]
    public void F1_a_constant_rate() => Check(new Constant(0.1), 0.1, 0.1, 0.1);

    [Fact]
    public void F2_stairs_and_milestones()
    {
        Check(new StepDecay(0.8, every: 2, gamma: 0.5), 0.8, 0.8, 0.4, 0.4, 0.2);
        Check(new MultiStepDecay(0.8, [1, 4], gamma: 0.5), 0.8, 0.4, 0.4, 0.4, 0.2);
    }

    [Fact]
    public void F3_exponential_in_both_forms()
    {
        Check(new ExponentialDecay(1, gamma: 0.9), 1, 0.9, 0.81, 0.729);
        Check(ExponentialDecay.Natural(1, k: 0.1), 1, 0.904837418036, 0.818730753078, 0.740818220682);
    }

    [Fact]
    public void F4_half_a_cosine_and_restarts_that_grow()
    {
        // quarter points of ½(1 + cos πt/T): 1, .854, .5, .146, 0
        Check(new Cosine(1, 0, 4), 1, 0.853553390593, 0.5, 0.146446609407, 0, 0);
        Check(new CosineWarmRestarts(1, 0, 2, growth: 2), 1, 0.5, 1, 0.853553390593, 0.5, 0.146446609407, 1);
    }

    [Fact]
    public void F5_linear_and_polynomial()
    {
        Check(new LinearRamp(1, 0.5, 2), 1, 0.75, 0.5, 0.5);
        Check(new PolynomialDecay(1, 4, power: 2), 1, 0.5625, 0.25, 0.0625, 0, 0);
    }

    [Fact]
    public void F6_a_warm_up_then_a_cosine_or_a_line()
    {
        Check(new LinearWarmup(1, 2).ThenCosine(6), 0.5, 1, 1, 0.853553390593, 0.5, 0.146446609407, 0, 0);
        Check(new LinearWarmup(1, 2).ThenLinear(6), 0.5, 1, 1, 0.75, 0.5, 0.25, 0, 0);
    }

    [Fact]
    public void F7_one_cycle_in_three_phases()
    {
        // 10 steps: up to the peak in 3, down in 3, and to the end in 3
        Check(new OneCycle(1, 10, rise: 0.4, startDivisor: 4, endDivisor: 5, ramp: Ramp.Linear, thirdPhase: true), 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0.25 - (0.2 / 3), 0.25 - (0.4 / 3), 0.05, 0.05);
    }

    [Fact]
    public void F8_a_triangle() => Check(new Cyclic(0, 1, up: 2), 0, 0.5, 1, 0.5, 0, 0.5, 1);

    [Fact]
    public void F9_a_rate_that_falls_on_a_plateau()
    {
        var schedule = new ReduceOnPlateau(1, factor: 0.5, patience: 1);
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.25], new[] { 3.0, 2.0, 2.0, 2.0, 2.0, 2.0 }.Select(schedule.Observe));
    }

    private static void Check(Schedule schedule, params double[] rates) => Assert.Equal(rates, schedule.Values(rates.Length), (a, b) => Math.Abs(a - b) < 1e-12);
}
