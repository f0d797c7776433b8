namespace Fathom.Tests.Schedules;

/// <summary>Every schedule of the library with settings that are no round numbers. A test fails on a schedule that has no line here.</summary>
internal static class ScheduleSamples
{
    public static readonly Schedule[] All =
    [
        new Constant(0.1 / 3),
        new StepDecay(0.1, every: 3, gamma: 1.0 / 3),
        new MultiStepDecay(0.1, [2, 5, 9], gamma: 0.7),
        new ExponentialDecay(0.1, gamma: 0.99 / 1.01),
        ExponentialDecay.Natural(0.1, 0.05),
        new Cosine(0.1, 0.1 / 7, steps: 13),
        new CosineWarmRestarts(0.1, 1e-3, steps: 4, growth: 2),
        new LinearRamp(0.1 / 3, 0.1, steps: 7),
        new LinearWarmup(to: 0.1, steps: 6, from: 0.01 / 3),
        new PolynomialDecay(0.1, steps: 8, power: 1.9, to: 1e-5),
        new OneCycle(peak: 0.7, steps: 20, rise: 0.25, startDivisor: 24, endDivisor: 1e3, Ramp.Linear, thirdPhase: true),
        new OneCycle(peak: 0.7, steps: 20).Momentum(0.8, 0.93),
        new Cyclic(low: 0.01, high: 0.1, up: 3, down: 5, gamma: 0.9),
        new Cyclic(low: 0.01, high: 0.1, up: 3, gamma: 0.999, gammaEachStep: true),
        new LinearWarmup(0.1, 4).ThenCosine(11, to: 0.01).Then(15, new LinearRamp(0.01, 0, 3).Then(5, new Constant(1e-300))),
    ];
}
