using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Adamax: Adam with the largest recent gradient in place of the root mean square. w ← w − lr·m̂/u.</summary>
/// <remarks><code>
/// rule      m ← β₁·m + (1 − β₁)·g      u ← max(β₂·u, |g| + ε)      w ← w − lr/(1 − β₁ᵗ)·m/u
/// decay     g ← g + λ·w (L2)
/// state     exp_avg, exp_inf
/// differs   from torch.optim.Adamax: nothing
/// source    Kingma and Ba 2014, "Adam", arXiv:1412.6980 §7.1
/// </code></remarks>
public sealed class Adamax : Optimizer
{
    private static readonly string[] s_stateNames = ["exp_avg", "exp_inf"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 2e-3 by default, the paper's.</param>
    /// <param name="beta1">β₁ in [0, 1): how long the average of gradients remembers.</param>
    /// <param name="beta2">β₂ in [0, 1): how long the average of largest magnitudes remembers.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public Adamax(IParameters module, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, beta1, beta2, eps, weightDecay)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public Adamax(IEnumerable<ParameterGroup> groups, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
        : base(groups, lr, weightDecay)
    {
        Beta1 = UnitInterval(beta1, nameof(beta1));
        Beta2 = UnitInterval(beta2, nameof(beta2));
        Eps = NotNegative(eps, nameof(eps));
    }

    /// <summary>β₁ in [0, 1): how long the average of gradients remembers.</summary>
    public double Beta1 { get; private set; }

    /// <summary>β₂ in [0, 1): how long the average of largest magnitudes remembers.</summary>
    public double Beta2 { get; }

    /// <summary>ε: keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Eps), Eps)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_stateNames;

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u) =>
        u.Run<Rule>(Beta1, 1 - Beta1, Beta2, Eps, -u.LearningRate / (1 - Math.Pow(Beta1, u.Step)));

    private protected override bool SetMomentum(double momentum)
    {
        Beta1 = momentum;
        return true;
    }

    private protected override Reach ReachAt(long step) => new(1, 1, Root: false);

    private readonly struct Rule : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Max(c[2] * s1, V.Abs(g) + c[3]);
            w = V.Fma(c[4], s0 / s1, w);
        }
    }
}
