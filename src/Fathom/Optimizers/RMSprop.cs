using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>RMSprop: the gradient over the root of a running average of its square. w ← w − lr·g/(√v + ε).</summary>
/// <remarks><code>
/// rule      v ← α·v + (1 − α)·g²      w ← w − lr·g/(√v + ε)
/// centered  ḡ ← α·ḡ + (1 − α)·g      the root is of the variance v − ḡ², at least 0
/// momentum  b ← μ·b + g/(√v + ε)      w ← w − lr·b
/// decay     g ← g + λ·w (L2)
/// ε inside  √(v + ε) when epsInsideRoot
/// state     square_avg, and momentum_buffer with momentum, grad_avg when centered
/// differs   from torch.optim.RMSprop: a variance that rounding made negative counts as 0, where torch gives NaN (epsInsideRoot is an addition)
/// source    Tieleman and Hinton 2012, "Lecture 6.5"; Graves 2013, arXiv:1308.0850 (centered)
/// </code></remarks>
public sealed class RMSprop : Optimizer
{
    private static readonly string[] s_plain = ["square_avg"];
    private static readonly string[] s_heavy = ["square_avg", "momentum_buffer"];
    private static readonly string[] s_centered = ["square_avg", "grad_avg"];
    private static readonly string[] s_heavyCentered = ["square_avg", "momentum_buffer", "grad_avg"];
    private readonly bool _hasMomentum;

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 0.01 by default as in PyTorch; 1e-3 is usual.</param>
    /// <param name="alpha">α in [0, 1): how long the averages remember.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <param name="momentum">μ in [0, 1); 0 for none.</param>
    /// <param name="centered">Divide by the standard deviation of the gradient.</param>
    /// <param name="epsInsideRoot">Put ε under the root.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public RMSprop(IParameters module, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false, bool epsInsideRoot = false)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, alpha, eps, weightDecay, momentum, centered, epsInsideRoot)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public RMSprop(IEnumerable<ParameterGroup> groups, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false, bool epsInsideRoot = false)
        : base(groups, lr, weightDecay)
    {
        Alpha = UnitInterval(alpha, nameof(alpha));
        Eps = NotNegative(eps, nameof(eps));
        Momentum = UnitInterval(momentum, nameof(momentum));
        Centered = centered;
        EpsInsideRoot = epsInsideRoot;
        _hasMomentum = momentum > 0;
    }

    /// <summary>α in [0, 1): how long the averages remember.</summary>
    public double Alpha { get; }

    /// <summary>ε: keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <summary>μ in [0, 1); 0 for none.</summary>
    public double Momentum { get; private set; }

    /// <summary>Divide by the standard deviation of the gradient.</summary>
    public bool Centered { get; }

    /// <summary>Put ε under the root.</summary>
    public bool EpsInsideRoot { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Alpha), Alpha), (nameof(Eps), Eps), (nameof(Momentum), Momentum), (nameof(Centered), Centered ? 1 : 0), (nameof(EpsInsideRoot), EpsInsideRoot ? 1 : 0)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => (_hasMomentum, Centered) switch
    {
        (false, false) => s_plain,
        (true, false) => s_heavy,
        (false, true) => s_centered,
        _ => s_heavyCentered,
    };

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u)
    {
        (double inside, double outside) = EpsInsideRoot ? (Eps, 0.0) : (0.0, Eps);
        ReadOnlySpan<double> constants = [Alpha, 1 - Alpha, -u.LearningRate, inside, outside, Momentum];
        switch (_hasMomentum, Centered)
        {
            case (false, false): u.Run<Plain>(constants); break;
            case (true, false): u.Run<Heavy>(constants); break;
            case (false, true): u.Run<CenteredPlain>(constants); break;
            default: u.Run<CenteredHeavy>(constants); break;
        }
    }

    private protected override bool SetMomentum(double momentum)
    {
        Momentum = _hasMomentum ? momentum : 0;
        return _hasMomentum;
    }

    private protected override Reach ReachAt(long step) => new(1 / (1 - Momentum), 0, 1, EpsInsideRoot ? Eps : 0, EpsInsideRoot ? 0 : Eps); // also when centered, where the divisor is a little smaller

    /// <summary>v of the new gradient, and the gradient over its root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scaled<V, T>(ReadOnlySpan<V> c, V g, ref V square)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        square = V.Fma(c[1] * g, g, c[0] * square);
        return g / (V.Sqrt(square + c[3]) + c[4]);
    }

    /// <summary>v and ḡ of the new gradient, and the gradient over its standard deviation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scaled<V, T>(ReadOnlySpan<V> c, V g, ref V square, ref V mean)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        square = V.Fma(c[1] * g, g, c[0] * square);
        mean = V.Fma(c[1], g, c[0] * mean);
        return g / (V.Sqrt(V.Max(V.Zero, square - (mean * mean)) + c[3]) + c[4]);
    }

    private readonly struct Plain : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            w = V.Fma(c[2], Scaled<V, T>(c, g, ref s0), w);
        }
    }

    private readonly struct Heavy : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s1 = V.Fma(c[5], s1, Scaled<V, T>(c, g, ref s0));
            w = V.Fma(c[2], s1, w);
        }
    }

    private readonly struct CenteredPlain : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            w = V.Fma(c[2], Scaled<V, T>(c, g, ref s0, ref s1), w);
        }
    }

    private readonly struct CenteredHeavy : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s1 = V.Fma(c[5], s1, Scaled<V, T>(c, g, ref s0, ref s2));
            w = V.Fma(c[2], s1, w);
        }
    }
}
