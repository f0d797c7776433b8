namespace Fathom;

/// <summary>Adam with decoupled weight decay: w ← w − lr·λ·w before Adam's step, so that decay does not depend on the gradient's size.</summary>
/// <remarks><code>
/// rule      w ← (1 − lr·λ)·w, then as Adam without L2
/// state     as Adam
/// differs   from torch.optim.AdamW: nothing, λ = 0.01 by default as there
/// source    Loshchilov and Hutter 2017, arXiv:1711.05101
/// </code></remarks>
public sealed class AdamW : Adam
{
    /// <summary>Trains a module's parameters.</summary>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <param name="lr">The learning rate, 1e-3 by default.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="eps">ε: keeps the divisor from 0.</param>
    /// <param name="weightDecay">λ, 1e-2 by default; 1e-4…1e-2 is usual.</param>
    /// <param name="amsgrad">Divide by the largest average of squares so far.</param>
    /// <param name="epsInsideRoot">Put ε under the root.</param>
    public AdamW(IParameters module, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 1e-2, bool amsgrad = false, bool epsInsideRoot = false)
        : base(module, lr, beta1, beta2, eps, weightDecay, amsgrad, epsInsideRoot)
    {
    }

    /// <summary>Trains groups of parameters; the arguments are those of the other constructor.</summary>
    public AdamW(IEnumerable<ParameterGroup> groups, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 1e-2, bool amsgrad = false, bool epsInsideRoot = false)
        : base(groups, lr, beta1, beta2, eps, weightDecay, amsgrad, epsInsideRoot)
    {
    }

    /// <inheritdoc/>
    protected override bool DecouplesWeightDecay => true;
}
