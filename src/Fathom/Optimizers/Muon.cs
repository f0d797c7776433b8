using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Muon: momentum made orthogonal, so that every direction of a weight matrix moves equally far; biases and other vectors take AdamW's steps. W ← W − lr·s·NS(M).</summary>
/// <remarks><code>
/// rule      M ← μ·M + (1 − μ)·G      D = nesterov ? μ·M + (1 − μ)·G : M      W ← (1 − lr·λ)·W − lr·s·NS(D)
/// NS        X = D/‖D‖, then newtonSchulzSteps times X ← 3.4445·X − 4.7750·(XXᵀ)X + 2.0315·(XXᵀ)²X: the singular values
///           of X come near 1 (0.7…1.2), its singular vectors stay: X ≈ U·Vᵀ of D = U·Σ·Vᵀ
/// s         0.2·√max(rows, columns) when matchAdam, so that AdamW's rates carry over; else √max(1, rows/columns)
/// shapes    two axes or more: (rows, everything else) as a matrix; fewer: AdamW with beta1, beta2, eps and the same lr and λ
/// decay     decoupled
/// state     momentum_buffer of matrices; exp_avg, exp_avg_sq of the others
/// differs   from torch.optim.Muon (PyTorch 2.9; 1.13 has none): vectors are not refused, matchAdam is the default, and all is computed in the
///           parameter's own type instead of bfloat16
/// advice    embeddings and the last layer do better with AdamW: give them an optimizer of their own
/// source    Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks", kellerjordan.github.io/posts/muon;
///           Liu et al. 2025, "Muon is scalable for LLM training", arXiv:2502.16982 (matchAdam)
/// </code></remarks>
public sealed class Muon : Optimizer
{
    private static readonly string[] s_matrixNames = ["momentum_buffer"];
    private static readonly string[] s_vectorNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 1e-3 by default; AdamW's when matchAdam, else 0.02 is usual.</param>
    /// <param name="momentum">μ in [0, 1).</param>
    /// <param name="nesterov">Look ahead along the momentum.</param>
    /// <param name="newtonSchulzSteps">Iterations of the orthogonalization, at least 1.</param>
    /// <param name="weightDecay">λ of decoupled decay, 0.1 by default as in PyTorch.</param>
    /// <param name="matchAdam">Give the steps the size of AdamW's.</param>
    /// <param name="beta1">AdamW's β₁ for vectors.</param>
    /// <param name="beta2">AdamW's β₂ for vectors.</param>
    /// <param name="eps">AdamW's ε for vectors.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or there are no parameters.</exception>
    public Muon(IParameters module, double lr = 1e-3, double momentum = 0.95, bool nesterov = true, int newtonSchulzSteps = 5, double weightDecay = 0.1, bool matchAdam = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
        : this([module as ParameterGroup ?? new ParameterGroup(module)], lr, momentum, nesterov, newtonSchulzSteps, weightDecay, matchAdam, beta1, beta2, eps)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public Muon(IEnumerable<ParameterGroup> groups, double lr = 1e-3, double momentum = 0.95, bool nesterov = true, int newtonSchulzSteps = 5, double weightDecay = 0.1, bool matchAdam = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
        : base(groups, lr, weightDecay)
    {
        Momentum = UnitInterval(momentum, nameof(momentum));
        Nesterov = nesterov;
        NewtonSchulzSteps = Require.Positive(newtonSchulzSteps, nameof(newtonSchulzSteps));
        MatchAdam = matchAdam;
        Beta1 = UnitInterval(beta1, nameof(beta1));
        Beta2 = UnitInterval(beta2, nameof(beta2));
        Eps = NotNegative(eps, nameof(eps));
    }

    /// <summary>μ of the next step, unless a <see cref="Optimizer.MomentumSchedule"/> sets it.</summary>
    public double Momentum { get; private set; }

    /// <summary>Whether the direction looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>Iterations of the orthogonalization.</summary>
    public int NewtonSchulzSteps { get; }

    /// <summary>Whether steps have the size of AdamW's.</summary>
    public bool MatchAdam { get; }

    /// <summary>AdamW's β₁ for vectors.</summary>
    public double Beta1 { get; }

    /// <summary>AdamW's β₂ for vectors.</summary>
    public double Beta2 { get; }

    /// <summary>AdamW's ε for vectors.</summary>
    public double Eps { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, double Value)> Options => [(nameof(Momentum), Momentum), (nameof(Nesterov), Nesterov ? 1 : 0), (nameof(NewtonSchulzSteps), NewtonSchulzSteps), (nameof(MatchAdam), MatchAdam ? 1 : 0), (nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Eps), Eps)];

    /// <inheritdoc/>
    protected override ReadOnlySpan<string> StateNames => s_matrixNames;

    /// <inheritdoc/>
    protected override bool DecouplesWeightDecay => true;

    private protected override ReadOnlySpan<string> StateNamesFor(in Shape shape) => shape.Rank < 2 ? s_vectorNames : s_matrixNames;

    private protected override bool SetMomentum(double momentum)
    {
        Momentum = momentum;
        return true;
    }

    /// <summary>The nearest matrix with orthonormal rows (or columns, when tall), roughly: X ≈ U·Vᵀ of D = U·Σ·Vᵀ.</summary>
    internal static Tensor Orthogonalized(Tensor d, int steps)
    {
        Tensor x = d / Math.Max(d.Square().Sum().Sqrt().ToScalar(), 1e-7);
        bool tall = d.Shape[0] > d.Shape[1]; // the Gram matrix of the shorter side is the smaller one
        for (int step = 0; step < steps; step++)
        {
            Tensor gram = x.MatMul(x, transposeA: tall, transposeB: !tall);
            Tensor b = (gram * -4.7750) + (gram.MatMul(gram) * 2.0315);
            x = (x * 3.4445) + (tall ? x.MatMul(b) : b.MatMul(x));
        }

        return x;
    }

    /// <inheritdoc/>
    protected override void Update<T>(in ParameterUpdate<T> u)
    {
        if (u.Shape.Rank < 2)
        {
            Adam.Plain(u, Beta1, Beta2, Eps);
            return;
        }

        if (u.Weights.IsEmpty)
            return;
        int rows = u.Shape[0], columns = u.Weights.Length / rows;
        double size = MatchAdam ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : Math.Sqrt(Math.Max(1, (double)rows / columns));
        using (Tape.NoGradients())
        using (Fathom.Step.Begin())
        {
            Tensor direction = Tensor.Empty([rows, columns], DTypes.Of<T>());
            (double old, double fresh) = Nesterov ? (Momentum, 1 - Momentum) : (1.0, 0.0);
            u.RunInto<Blend>(direction.AsSpan<T>(), Momentum, 1 - Momentum, old, fresh);
            ReadOnlySpan<T> step = Orthogonalized(direction, NewtonSchulzSteps).AsReadOnlySpan<T>();
            TensorPrimitives.MultiplyAdd(step, T.CreateTruncating(-u.LearningRate * size), u.Weights, u.Weights);
        }
    }

    /// <summary>Momentum in the first slot, the direction to orthogonalize in the second; the weight has only its decay.</summary>
    private readonly struct Blend : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            s0 = V.Fma(c[0], s0, c[1] * g);
            s1 = V.Fma(c[2], s0, c[3] * g);
        }
    }
}
