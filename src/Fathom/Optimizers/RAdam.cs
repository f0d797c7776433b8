using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>RAdam: Adam that steps like momentum until its average of squares can be trusted, a warm-up of its own. w ← w − lr·r·m̂/(√v̂ + ε).</summary>
/// <remarks><code>
/// rule      m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²      m̂ = m/(1 − β₁ᵗ)
///           ρ∞ = 2/(1 − β₂) − 1      ρ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ)
///           ρ > 5: r = √((ρ − 4)(ρ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρ))      w ← w − lr·m̂·r·√(1 − β₂ᵗ)/(√v + ε)
///           else   w ← w − lr·m̂
/// decay     g ← g + λ·w (L2)
/// state     exp_avg, exp_avg_sq
/// differs   from torch.optim.RAdam: nothing
/// source    Liu et al. 2019, "On the variance of the adaptive learning rate and beyond", arXiv:1908.03265
/// </code></remarks>
public sealed class RAdam : Optimizer
{
    private static readonly string[] s_stateNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 1e-3 by default and usual.</param>
    /// <param name="beta1">β₁ in [0, 1): how long the average of gradients remembers.</param>
    /// <param name="beta2">β₂ in [0, 1): how long the average of squares remembers.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public RAdam(IParameters module, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, beta1, beta2, eps, weightDecay)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public RAdam(IEnumerable<ParameterGroup> groups, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
        : base(groups, lr, weightDecay)
    {
        Beta1 = UnitInterval(beta1, nameof(beta1));
        Beta2 = UnitInterval(beta2, nameof(beta2));
        Eps = NotNegative(eps, nameof(eps));
    }

    /// <summary>β₁ in [0, 1): how long the average of gradients remembers.</summary>
    public double Beta1 { get; private set; }

    /// <summary>β₂ in [0, 1): how long the average of squares remembers.</summary>
    public double Beta2 { get; }

    /// <summary>ε: keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Eps), Eps)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_stateNames;

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u)
    {
        double step = -u.LearningRate / (1 - Math.Pow(Beta1, u.Step));
        if (Rectified(u.Step) is { } rectified)
            u.Run<Adaptive>(Beta1, 1 - Beta1, Beta2, 1 - Beta2, step * rectified, Eps);
        else
            u.Run<Plain>(Beta1, 1 - Beta1, Beta2, 1 - Beta2, step);
    }

    private protected override Reach ReachAt(long step) => Rectified(step) is { } rectified ? new(rectified, 1, 1, 0, Eps) : new(1);

    /// <summary>r·√(1 − β₂ᵗ); null as long as v cannot be trusted.</summary>
    private double? Rectified(long step)
    {
        double fading = Math.Pow(Beta2, step), longest = (2 / (1 - Beta2)) - 1, rho = longest - (2 * step * fading / (1 - fading));
        return rho > 5 ? Math.Sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho)) * Math.Sqrt(1 - fading) : null;
    }

    private protected override bool SetMomentum(double momentum)
    {
        Beta1 = momentum;
        return true;
    }

    private readonly struct Adaptive : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Fma(c[3] * g, g, c[2] * s1);
            w = V.Fma(c[4], s0 / (V.Sqrt(s1) + c[5]), w);
        }
    }

    private readonly struct Plain : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Fma(c[3] * g, g, c[2] * s1);
            w = V.Fma(c[4], s0, w);
        }
    }
}
