using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>NAdam: Adam with Nesterov's look-ahead, and a momentum that warms up. w ← w − lr·(a·g + b·m)/(√v̂ + ε).</summary>
/// <remarks><code>
/// rule      m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²      v̂ = v/(1 − β₂ᵗ)
///           μₜ = β₁·(1 − ½·0.96^(t·ψ))      Π ← Π·μₜ from Π = 1      ψ: momentumDecay
///           w ← w − lr·((1 − μₜ)/(1 − Π)·g + μₜ₊₁/(1 − Π·μₜ·μₜ₊₁)·m)/(√v̂ + ε)      (Π·μₜ₊₁ when paperLookAhead)
/// decay     g ← g + λ·w (L2)
/// state     exp_avg, exp_avg_sq, and the number mu_product, Π
/// differs   from torch.optim.NAdam of PyTorch 1.13: nothing. The paper, and later versions of PyTorch, have Π·μₜ₊₁ where 1.13 has Π·μₜ·μₜ₊₁; the
///           early steps are a little shorter so. paperLookAhead chooses the paper's
/// source    Dozat 2016, "Incorporating Nesterov momentum into Adam"
/// </code></remarks>
public sealed class NAdam : Optimizer
{
    private static readonly string[] s_stateNames = ["exp_avg", "exp_avg_sq"];
    private static readonly string[] s_scalarNames = ["mu_product"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 2e-3 by default.</param>
    /// <param name="beta1">β₁ in [0, 1): how long the average of gradients remembers.</param>
    /// <param name="beta2">β₂ in [0, 1): how long the average of squares remembers.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <param name="momentumDecay">ψ: how fast the momentum warms up.</param>
    /// <param name="paperLookAhead">Correct the look-ahead by the momentum of the next step alone, as the paper does.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public NAdam(IParameters module, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0, double momentumDecay = 4e-3, bool paperLookAhead = false)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, beta1, beta2, eps, weightDecay, momentumDecay, paperLookAhead)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public NAdam(IEnumerable<ParameterGroup> groups, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0, double momentumDecay = 4e-3, bool paperLookAhead = false)
        : base(groups, lr, weightDecay)
    {
        Beta1 = UnitInterval(beta1, nameof(beta1));
        Beta2 = UnitInterval(beta2, nameof(beta2));
        Eps = NotNegative(eps, nameof(eps));
        PaperLookAhead = paperLookAhead;
        MomentumDecay = NotNegative(momentumDecay, nameof(momentumDecay));
    }

    /// <summary>β₁ in [0, 1): how long the average of gradients remembers.</summary>
    public double Beta1 { get; private set; }

    /// <summary>β₂ in [0, 1): how long the average of squares remembers.</summary>
    public double Beta2 { get; }

    /// <summary>ε: keeps the divisor from 0.</summary>
    public double Eps { get; }

    /// <summary>ψ: how fast the momentum warms up.</summary>
    public double MomentumDecay { get; }

    /// <summary>Whether the look-ahead is corrected by the momentum of the next step alone, as in the paper.</summary>
    public bool PaperLookAhead { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Eps), Eps), (nameof(MomentumDecay), MomentumDecay), (nameof(PaperLookAhead), PaperLookAhead ? 1 : 0)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_stateNames;

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> ScalarNames => s_scalarNames;

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u)
    {
        ref double product = ref u.Scalar(0);
        double mu = Warmed(u.Step), next = Warmed(u.Step + 1);
        product = (u.Step == 1 ? 1 : product) * mu;
        double ahead = PaperLookAhead ? product * next : product * mu * next;
        double gradient = -u.LearningRate * (1 - mu) / (1 - product), momentum = -u.LearningRate * next / (1 - ahead);
        u.Run<Rule>(Beta1, 1 - Beta1, Beta2, 1 - Beta2, 1 / (1 - Math.Pow(Beta2, u.Step)), Eps, gradient, momentum);
    }

    private protected override Reach ReachAt(long step) => new(1, 1, 1 / (1 - Math.Pow(Beta2, step)), 0, Eps);

    private double Warmed(long step) => Beta1 * (1 - (0.5 * Math.Pow(0.96, step * MomentumDecay)));

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
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Fma(c[3] * g, g, c[2] * s1);
            w += V.Fma(c[6], g, c[7] * s0) / (V.Sqrt(s1 * c[4]) + c[5]);
        }
    }
}
