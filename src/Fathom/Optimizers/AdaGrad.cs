using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>AdaGrad: each weight's rate falls with the squares of all its gradients so far, so that rare features keep large steps. w ← w − lrₜ·g/(√G + ε).</summary>
/// <remarks><code>
/// rule      G ← G + g²      lrₜ = lr/(1 + (t − 1)·lrDecay)      w ← w − lrₜ·g/(√G + ε)
/// start     G is initialAccumulatorValue
/// decay     g ← g + λ·w (L2)
/// ε inside  w ← w − lrₜ·g/√(G + ε) when epsInsideRoot
/// state     sum
/// differs   from torch.optim.Adagrad: nothing (epsInsideRoot is an addition)
/// source    Duchi, Hazan and Singer 2011, "Adaptive subgradient methods for online learning and stochastic optimization"
/// </code></remarks>
public sealed class AdaGrad : Optimizer
{
    private static readonly string[] s_stateNames = ["sum"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 0.01 by default and usual.</param>
    /// <param name="lrDecay">How fast the rate itself falls: lr/(1 + (t − 1)·lrDecay).</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <param name="initialAccumulatorValue">What the sum of squares starts from; 0.1 softens the first steps.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="epsInsideRoot">Put ε under the root.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public AdaGrad(IParameters module, double lr = 0.01, double lrDecay = 0, double weightDecay = 0, double initialAccumulatorValue = 0, double eps = 1e-10, bool epsInsideRoot = false)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, lrDecay, weightDecay, initialAccumulatorValue, eps, epsInsideRoot)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public AdaGrad(IEnumerable<ParameterGroup> groups, double lr = 0.01, double lrDecay = 0, double weightDecay = 0, double initialAccumulatorValue = 0, double eps = 1e-10, bool epsInsideRoot = false)
        : base(groups, lr, weightDecay)
    {
        LrDecay = NotNegative(lrDecay, nameof(lrDecay));
        InitialAccumulatorValue = NotNegative(initialAccumulatorValue, nameof(initialAccumulatorValue));
        Eps = NotNegative(eps, nameof(eps));
        EpsInsideRoot = epsInsideRoot;
    }

    /// <summary>How fast the rate itself falls: lr/(1 + (t − 1)·lrDecay).</summary>
    public double LrDecay { get; }

    /// <summary>What the sum of squares starts from; 0.1 softens the first steps.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>ε: keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <summary>Put ε under the root.</summary>
    public bool EpsInsideRoot { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(LrDecay), LrDecay), (nameof(InitialAccumulatorValue), InitialAccumulatorValue), (nameof(Eps), Eps), (nameof(EpsInsideRoot), EpsInsideRoot ? 1 : 0)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_stateNames;

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u)
    {
        if (u.Step == 1)
            u.State(0).Fill(T.CreateTruncating(InitialAccumulatorValue));
        double lr = u.LearningRate / (1 + ((u.Step - 1) * LrDecay));
        (double inside, double outside) = EpsInsideRoot ? (Eps, 0.0) : (0.0, Eps);
        u.Run<Rule>(-lr, inside, outside);
    }

    private protected override Reach ReachAt(long step) => new(1 / (1 + ((step - 1) * LrDecay)), 0, 1, EpsInsideRoot ? Eps : 0, EpsInsideRoot ? 0 : Eps);

    private readonly struct Rule : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(g, g, s0);
            w = V.Fma(c[0], g / (V.Sqrt(s0 + c[1]) + c[2]), w);
        }
    }
}
