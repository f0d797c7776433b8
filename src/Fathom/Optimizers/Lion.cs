using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Lion: every weight moves by the rate, in the direction of a blend of momentum and gradient; half of Adam's state. w ← w − lr·sign(c).</summary>
/// <remarks><code>
/// rule      c = β₁·m + (1 − β₁)·g      w ← (1 − lr·λ)·w − lr·sign(c)      m ← β₂·m + (1 − β₂)·g      sign(0) = 0
/// decay     decoupled; λ three to ten times AdamW's, as the rate is as much smaller
/// state     exp_avg
/// differs   PyTorch 1.13 has none; as the authors' own
/// source    Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv:2302.06675
/// </code></remarks>
public sealed class Lion : Optimizer
{
    private static readonly string[] s_stateNames = ["exp_avg"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 1e-4 by default; three to ten times less than Adam's is usual.</param>
    /// <param name="beta1">β₁ in [0, 1): how much of the momentum enters the direction.</param>
    /// <param name="beta2">β₂ in [0, 1): how long the momentum remembers.</param>
    /// <param name="weightDecay">λ of decoupled decay.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public Lion(IParameters module, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, beta1, beta2, weightDecay)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public Lion(IEnumerable<ParameterGroup> groups, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
        : base(groups, lr, weightDecay)
    {
        Beta1 = UnitInterval(beta1, nameof(beta1));
        Beta2 = UnitInterval(beta2, nameof(beta2));
    }

    /// <summary>β₁ in [0, 1): how much of the momentum enters the direction.</summary>
    public double Beta1 { get; private set; }

    /// <summary>β₂ in [0, 1): how long the momentum remembers.</summary>
    public double Beta2 { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Beta1), Beta1), (nameof(Beta2), Beta2)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_stateNames;

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u) => u.Run<Rule>(Beta1, 1 - Beta1, Beta2, 1 - Beta2, -u.LearningRate, u.LearningRate);

    /// <inheritdoc/>
    protected override bool DecouplesWeightDecay => true;

    private protected override bool SetMomentum(double momentum)
    {
        Beta1 = momentum;
        return true;
    }

    private readonly struct Rule : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V blend = V.Fma(c[0], s0, c[1] * g);
            V step = V.Select(V.GreaterThan(blend, V.Zero), c[4], V.Select(V.GreaterThan(V.Zero, blend), c[5], blend)); // 0 stays 0, and NaN is not hidden
            w += step;
            s0 = V.Fma(c[2], s0, c[3] * g);
        }
    }
}
