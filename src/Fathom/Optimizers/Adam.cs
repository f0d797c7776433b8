using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Adam: steps scaled by running averages of the gradient and of its square. w ← w − lr·m̂/(√v̂ + ε).</summary>
/// <remarks><code>
/// rule      m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
///           m̂ = m/(1 − β₁ᵗ)           v̂ = v/(1 − β₂ᵗ)           w ← w − lr·m̂/(√v̂ + ε)
/// amsgrad   v̂ from the largest v so far
/// decay     g ← g + λ·w (L2); see AdamW for decoupled decay
/// ε inside  w ← w − lr·m̂/√(v̂ + ε) when epsInsideRoot
/// state     exp_avg, exp_avg_sq, and max_exp_avg_sq with amsgrad
/// differs   from torch.optim.Adam: nothing (epsInsideRoot is an addition)
/// source    Kingma and Ba 2014, arXiv:1412.6980; Reddi, Kale and Kumar 2018 (amsgrad)
/// </code></remarks>
public class Adam : Optimizer
{
    private static readonly string[] s_plainNames = ["exp_avg", "exp_avg_sq"];
    private static readonly string[] s_amsgradNames = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 1e-3 by default; 3e-4…1e-3 is usual.</param>
    /// <param name="beta1">β₁ in [0, 1): how long the average of gradients remembers.</param>
    /// <param name="beta2">β₂ in [0, 1): how long the average of squares remembers.</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ of L2 decay.</param>
    /// <param name="amsgrad">Divide by the largest average of squares so far.</param>
    /// <param name="epsInsideRoot">Put ε under the root.</param>
    public Adam(IParameters module, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0, bool amsgrad = false, bool epsInsideRoot = false)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, beta1, beta2, eps, weightDecay, amsgrad, epsInsideRoot)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public Adam(IEnumerable<ParameterGroup> groups, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0, bool amsgrad = false, bool epsInsideRoot = false)
        : base(groups, lr, weightDecay)
    {
        Beta1 = UnitInterval(beta1, nameof(beta1));
        Beta2 = UnitInterval(beta2, nameof(beta2));
        Eps = NotNegative(eps, nameof(eps));
        Amsgrad = amsgrad;
        EpsInsideRoot = epsInsideRoot;
    }

    /// <summary>β₁ of the next step, unless a <see cref="Optimizer.MomentumSchedule"/> sets it.</summary>
    public double Beta1 { get; private set; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>Whether the divisor uses the largest average of squares so far.</summary>
    public bool Amsgrad { get; }

    /// <summary>Whether ε stands under the root.</summary>
    public bool EpsInsideRoot { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Eps), Eps), (nameof(Amsgrad), Amsgrad ? 1 : 0), (nameof(EpsInsideRoot), EpsInsideRoot ? 1 : 0)];

    /// <inheritdoc/>
    protected sealed override ReadOnlySpan<string> StateNames => Amsgrad ? s_amsgradNames : s_plainNames;

    /// <inheritdoc/>
    protected sealed override void Update<T>(in ParameterUpdate<T> u)
    {
        double step = -u.LearningRate / (1 - Math.Pow(Beta1, u.Step));
        double root = 1 / Math.Sqrt(1 - Math.Pow(Beta2, u.Step));
        (double inside, double outside) = EpsInsideRoot ? (Eps, 0.0) : (0.0, Eps);
        if (Amsgrad)
            u.Run<LargestRule>(Beta1, 1 - Beta1, Beta2, 1 - Beta2, step, root * root, inside, outside);
        else
            u.Run<Rule>(Beta1, 1 - Beta1, Beta2, 1 - Beta2, step, root * root, inside, outside);
    }

    private protected override bool SetMomentum(double momentum)
    {
        Beta1 = momentum;
        return true;
    }

    private protected override Reach ReachAt(long step) =>
        new(1, Amsgrad ? 2 : 1, 1 / (1 - Math.Pow(Beta2, step)), EpsInsideRoot ? Eps : 0, EpsInsideRoot ? 0 : Eps);

    /// <summary>One step of the plain rule, for optimizers that hand some parameters to Adam; slots 0 and 1 are exp_avg and exp_avg_sq.</summary>
    internal static void Plain<T>(in ParameterUpdate<T> u, double beta1, double beta2, double eps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        u.Run<Rule>(beta1, 1 - beta1, beta2, 1 - beta2, -u.LearningRate / (1 - Math.Pow(beta1, u.Step)), 1 / (1 - Math.Pow(beta2, u.Step)), 0, eps);

    private readonly struct Rule : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Fma(c[3] * g, g, c[2] * s1); // g² alone would be subnormal, and slow, once training has converged
            w = V.Fma(c[4], s0 / (V.Sqrt(V.Fma(s1, c[5], c[6])) + c[7]), w);
        }
    }

    private readonly struct LargestRule : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Fma(c[3] * g, g, c[2] * s1); // g² alone would be subnormal, and slow, once training has converged
            s2 = V.Max(s2, s1);
            w = V.Fma(c[4], s0 / (V.Sqrt(V.Fma(s2, c[5], c[6])) + c[7]), w);
        }
    }
}
