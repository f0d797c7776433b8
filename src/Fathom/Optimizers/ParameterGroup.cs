namespace Fathom;

/// <summary>Parameters that an optimizer treats alike.</summary>
public sealed class ParameterGroup : IParameters
{
    /// <summary>Makes a group.</summary>
    /// <param name="parameters">The parameters, a module's or a selection of them.</param>
    public ParameterGroup(params IEnumerable<NamedTensor> parameters) => Parameters = [.. parameters];

    /// <summary>A module's parameters in two groups: weights (two axes or more), and what must neither decay nor become sparse: biases, and scales of normalization.</summary>
    /// <remarks>Loshchilov and Hutter's decay, and L1, are meant for weights; a bias has no width to share out. <code>
    /// var optimizer = new AdamW(ParameterGroup.WeightsAndOthers(model)) { L1 = 1e-4 };
    /// </code></remarks>
    /// <param name="module">The module, or anything with named parameters.</param>
    /// <returns>The groups that have parameters, weights first.</returns>
    public static ParameterGroup[] WeightsAndOthers(IParameters module)
    {
        ILookup<bool, NamedTensor> byRank = module.Parameters.ToLookup(parameter => parameter.Tensor.Shape.Rank >= 2);
        ParameterGroup[] both = [new(byRank[true]), new(byRank[false]) { WeightDecay = 0, L1 = 0 }];
        return [.. both.Where(group => group.Parameters.Count > 0)];
    }

    /// <summary>Makes a group of a module's parameters.</summary>
    public ParameterGroup(IParameters module)
        : this(module.Parameters)
    {
    }

    /// <summary>The parameters in order.</summary>
    public IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>Multiplies the optimizer's learning rate for this group; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public double LearningRateFactor { get; init => field = Require.NotNegativeNumber(value, nameof(LearningRateFactor)); } = 1;

    /// <summary>Weight decay of this group in place of the optimizer's; null keeps the optimizer's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public double? WeightDecay { get; init => field = value is { } decay ? Require.NotNegativeNumber(decay, nameof(WeightDecay)) : null; }

    /// <summary>λ₁ of this group in place of the optimizer's <see cref="Optimizer.L1"/>; null keeps the optimizer's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public double? L1 { get; init => field = value is { } l1 ? Require.NotNegativeNumber(l1, nameof(L1)) : null; }
}
