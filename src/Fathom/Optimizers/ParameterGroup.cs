namespace Fathom;

/// <summary>Parameters that an optimizer treats alike.</summary>
public sealed class ParameterGroup : IParameters
{
    /// <summary>Makes a group.</summary>
    /// <param name="parameters">The parameters, a module's or a selection of them.</param>
    public ParameterGroup(params IEnumerable<NamedTensor> parameters) => Parameters = [.. parameters];

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
}
