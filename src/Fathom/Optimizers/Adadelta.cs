using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Adadelta: steps in the units of the weights themselves, from running averages of squared gradients and of squared steps; hardly needs a rate. w ← w − lr·Δ.</summary>
/// <remarks><code>
/// rule      v ← ρ·v + (1 − ρ)·g²      Δ = √(a + ε)/√(v + ε)·g      a ← ρ·a + (1 − ρ)·Δ²      w ← w − lr·Δ
/// decay     g ← g + λ·w (L2)
/// state     square_avg, acc_delta
/// differs   from torch.optim.Adadelta: nothing
/// source    Zeiler 2012, "ADADELTA", arXiv:1212.5701 (ε under both roots, as there)
/// </code></remarks>
public sealed class Adadelta : Optimizer
{
    private static readonly string[] s_stateNames = ["square_avg", "acc_delta"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The factor of the step, 1 by default, the paper's.</param>
    /// <param name="rho">ρ in [0, 1): how long the averages remember.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public Adadelta(IParameters module, double lr = 1, double rho = 0.9, double eps = 1e-6, double weightDecay = 0)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, rho, eps, weightDecay)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public Adadelta(IEnumerable<ParameterGroup> groups, double lr = 1, double rho = 0.9, double eps = 1e-6, double weightDecay = 0)
        : base(groups, lr, weightDecay)
    {
        Rho = UnitInterval(rho, nameof(rho));
        Eps = NotNegative(eps, nameof(eps));
    }

    /// <summary>ρ in [0, 1): how long the averages remember.</summary>
    public double Rho { get; }

    /// <summary>ε: keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Rho), Rho), (nameof(Eps), Eps)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_stateNames;

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u) => u.Run<Rule>(-u.LearningRate, Rho, 1 - Rho, Eps);

    private readonly struct Rule : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[2] * g, g, c[1] * s0);
            V delta = V.Sqrt(s1 + c[3]) / V.Sqrt(s0 + c[3]) * g;
            s1 = V.Fma(c[2] * delta, delta, c[1] * s1);
            w = V.Fma(c[0], delta, w);
        }
    }
}
