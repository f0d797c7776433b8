namespace Fathom;

public static partial class Loss
{
    /// <summary>A penalty on the size of weights that drives the useless ones towards 0: the sum of their absolute values, to be added to a loss.</summary>
    /// <remarks><code>
    /// formula   l = λ · Σ |w| over all elements
    /// shapes    weights of any shapes → l ()
    /// gradient  dw = λ · sign(w) · dl, 0 at 0 (a subgradient: weights come near 0 but rarely reach it; a proximal step gives exact zeros)
    /// source    Tibshirani 1996, "Regression shrinkage and selection via the lasso"
    /// </code></remarks>
    /// <param name="lambda">λ, at least 0; usual are 1e-5 to 1e-3.</param>
    /// <param name="weights">The tensors to keep small; biases are usually left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">lambda is negative.</exception>
    /// <exception cref="ArgumentException">There are no weights.</exception>
    public static Tensor L1Penalty(double lambda, params ReadOnlySpan<Tensor> weights)
    {
        Tensor total = default;
        foreach (Tensor w in Some(weights))
            total = Plus(total, w.Abs().Sum());
        return total * Require.NotNegativeNumber(lambda, nameof(lambda));
    }

    /// <summary>The same over every parameter of a module, biases included. Collects them at every call: a loop that must not allocate gives the tensors themselves.</summary>
    /// <inheritdoc cref="L1Penalty(double, ReadOnlySpan{Tensor})"/>
    /// <param name="lambda">λ, at least 0; usual are 1e-5 to 1e-3.</param>
    /// <param name="parameters">The module, or a list of one's own.</param>
    public static Tensor L1Penalty(double lambda, IParameters parameters) => L1Penalty(lambda, [.. parameters.Parameters.Select(parameter => parameter.Tensor)]);

    /// <summary>A penalty on the size of weights that spreads them out: half the sum of their squares, to be added to a loss. The half makes the gradient λ·w, so that λ is what optimizers call weight decay.</summary>
    /// <remarks><code>
    /// formula   l = λ/2 · Σ w² over all elements
    /// shapes    weights of any shapes → l ()
    /// gradient  dw = λ · w · dl
    /// source    Hoerl and Kennard 1970, "Ridge regression"; Krogh and Hertz 1992
    /// </code></remarks>
    /// <param name="lambda">λ, at least 0; usual are 1e-5 to 1e-2.</param>
    /// <param name="weights">The tensors to keep small; biases are usually left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">lambda is negative.</exception>
    /// <exception cref="ArgumentException">There are no weights.</exception>
    public static Tensor L2Penalty(double lambda, params ReadOnlySpan<Tensor> weights)
    {
        Tensor total = default;
        foreach (Tensor w in Some(weights))
            total = Plus(total, w.Square().Sum());
        return total * (Require.NotNegativeNumber(lambda, nameof(lambda)) / 2);
    }

    /// <summary>The same over every parameter of a module, biases included. Collects them at every call: a loop that must not allocate gives the tensors themselves.</summary>
    /// <inheritdoc cref="L2Penalty(double, ReadOnlySpan{Tensor})"/>
    /// <param name="lambda">λ, at least 0; usual are 1e-5 to 1e-2.</param>
    /// <param name="parameters">The module, or a list of one's own.</param>
    public static Tensor L2Penalty(double lambda, IParameters parameters) => L2Penalty(lambda, [.. parameters.Parameters.Select(parameter => parameter.Tensor)]);

    private static ReadOnlySpan<Tensor> Some(ReadOnlySpan<Tensor> weights) => weights.IsEmpty
        ? throw new ArgumentException("A penalty needs weights: got none, expected at least one tensor.", nameof(weights))
        : weights;

    private static Tensor Plus(Tensor total, Tensor more) => total.IsNone ? more : total + more;
}
