using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Stochastic gradient descent, with momentum in both conventions and Nesterov's look-ahead: w ← w − lr·v.</summary>
/// <remarks><code>
/// plain        w ← w − lr·g
/// momentum μ   v ← μ·v + (1 − d)·g      w ← w − lr·v          d: dampening; v starts as the first g
/// averaged     v ← μ·v + (1 − μ)·g      w ← w − lr·v          v starts as 0 (averageMomentum)
/// Nesterov     v ← μ·v + (1 − d)·g      w ← w − lr·(g + μ·v)
/// decay        g ← g + λ·w
/// state        momentum_buffer
/// differs      from torch.optim.SGD: nothing (averageMomentum is an addition)
/// source       Robbins and Monro 1951; Polyak 1964; Sutskever, Martens, Dahl and Hinton 2013
/// </code></remarks>
public sealed class Sgd : Optimizer
{
    private static readonly string[] s_stateNames = ["momentum_buffer"];
    private readonly bool _hasMomentum;

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate. 0.01…0.1 with momentum 0.9 is usual.</param>
    /// <param name="momentum">μ in [0, 1); 0 for none.</param>
    /// <param name="dampening">d: how much of the gradient is held back from the momentum.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <param name="nesterov">Look ahead along the momentum; needs momentum and no dampening.</param>
    /// <param name="averageMomentum">The convention v = μ·v + (1 − μ)·g from v = 0, in which v is an average of gradients.</param>
    public Sgd(IParameters module, double lr = 0.01, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false, bool averageMomentum = false)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, momentum, dampening, weightDecay, nesterov, averageMomentum)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public Sgd(IEnumerable<ParameterGroup> groups, double lr = 0.01, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false, bool averageMomentum = false)
        : base(groups, lr, weightDecay)
    {
        Momentum = UnitInterval(momentum, nameof(momentum));
        _hasMomentum = momentum > 0;
        Dampening = NotNegative(dampening, nameof(dampening));
        Nesterov = nesterov;
        AverageMomentum = averageMomentum;
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Sgd: Nesterov's look-ahead needs momentum above 0 and dampening 0.", nameof(nesterov));
        if (averageMomentum && (nesterov || dampening != 0))
            throw new ArgumentException("Sgd: averageMomentum goes without Nesterov and dampening.", nameof(averageMomentum));
    }

    /// <summary>μ of the next step, unless a <see cref="Optimizer.MomentumSchedule"/> sets it.</summary>
    public double Momentum { get; private set; }

    /// <summary>How much of the gradient is held back from the momentum.</summary>
    public double Dampening { get; }

    /// <summary>Whether the update looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>Whether the momentum is an average: v = μ·v + (1 − μ)·g from v = 0.</summary>
    public bool AverageMomentum { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Momentum), Momentum), (nameof(Dampening), Dampening), (nameof(Nesterov), Nesterov ? 1 : 0), (nameof(AverageMomentum), AverageMomentum ? 1 : 0)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => _hasMomentum ? s_stateNames : [];

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u)
    {
        double fresh = AverageMomentum ? 1 - Momentum : u.Step == 1 ? 1 : 1 - Dampening;
        if (!_hasMomentum)
            u.Run<Plain>(-u.LearningRate);
        else if (Nesterov)
            u.Run<LookAhead>(-u.LearningRate, Momentum, fresh);
        else
            u.Run<Heavy>(-u.LearningRate, Momentum, fresh);
    }

    private protected override bool SetMomentum(double momentum)
    {
        Momentum = _hasMomentum ? momentum : 0;
        return _hasMomentum;
    }

    private protected override Reach ReachAt(long step) => new(_hasMomentum && !AverageMomentum ? (1 - Dampening) / (1 - Momentum) : 1);

    private readonly struct Plain : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => w = V.Fma(c[0], g, w);
    }

    private readonly struct Heavy : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[1], s0, c[2] * g);
            w = V.Fma(c[0], s0, w);
        }
    }

    private readonly struct LookAhead : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[1], s0, c[2] * g);
            w = V.Fma(c[0], V.Fma(c[1], s0, g), w);
        }
    }
}
