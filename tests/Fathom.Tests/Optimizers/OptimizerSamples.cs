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
        p => new AdamW(p, lr: 0.05, amsgrad: true) { Maximize = false, L1 = 1e-3, ClipNorm = 1 },
        p => new AdaGrad(p, lr: 0.5, lrDecay: 0.01, weightDecay: 0.01, initialAccumulatorValue: 0.1),
        p => new AdaGrad(p, lr: 0.5, epsInsideRoot: true),
        p => new RMSprop(p, lr: 0.01),
        p => new RMSprop(p, lr: 0.01, centered: true, eps: 1e-2),
        p => new RMSprop(p, lr: 0.01, momentum: 0.5, weightDecay: 0.01, epsInsideRoot: true),
        p => new RMSprop(p, lr: 0.01, momentum: 0.5, centered: true, eps: 1e-2),
        p => new Adadelta(p, lr: 1, eps: 1e-3),
        p => new Adamax(p, lr: 0.05),
        p => new NAdam(p, lr: 0.05),
        p => new RAdam(p, lr: 0.05),
        p => new Lion(p, lr: 0.02),
        p => new Muon(p, lr: 0.05, weightDecay: 0.01),
        p => new Muon(p, lr: 0.05, nesterov: false, matchAdam: false),
    ];
}
