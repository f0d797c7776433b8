namespace Fathom.Tests.Optimizers;

/// <summary>Every optimizer of the library in the variants that keep different state. A test fails on an optimizer that has no line here.</summary>
internal static class OptimizerSamples
{
    public static readonly Func<IParameters, Optimizer>[] All =
    [
        p => new Sgd(p, lr: 0.05),
        p => new Sgd(p, lr: 0.05, momentum: 0.9, dampening: 0.1, weightDecay: 0.01),
        p => new Sgd(p, lr: 0.05, momentum: 0.9, nesterov: true),
        p => new Sgd(p, lr: 0.05, momentum: 0.9, averageMomentum: true),
        p => new Adam(p, lr: 0.05, weightDecay: 0.01),
        p => new Adam(p, lr: 0.05, amsgrad: true),
        p => new Adam(p, lr: 0.05, epsInsideRoot: true),
        p => new AdamW(p, lr: 0.05),
    ];
}
