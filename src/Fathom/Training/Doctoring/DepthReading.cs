using static System.FormattableString;

namespace Fathom;

/// <summary>How activations and gradients change over the depth of a network, from its first weighted sum to the last hidden one.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last before the output.</param>
/// <param name="ActivationRatio">What differs between rows at the last, over that at the first.</param>
/// <param name="GradientRatio">The gradient's norm at the first over that at the last.</param>
/// <param name="Words">The numbers, layer by layer.</param>
internal sealed record DepthReading(TracedOperation First, TracedOperation Last, double ActivationRatio, double GradientRatio, string Words)
{
    /// <summary>Below it something vanishes.</summary>
    public const double Least = 1e-3;

    /// <summary>Above it something explodes.</summary>
    public const double Most = 1e3;

    private const int LeastDepth = 3;
    private const int Shown = 8;

    /// <summary>Reads the depth; null for a network of few layers, or one whose numbers are broken anyway.</summary>
    public static DepthReading? Of(ModelCase model)
    {
        // A last convolution and what follows on pooled numbers are of one kind: what counts is a row's numbers together.
        TracedOperation[] hidden = [.. model.Products.SkipLast(1).Where(product => product.Output is { Deviation: > 0 } && !double.IsNaN(product.GradientNorm))];
        if (model.HasBrokenData || hidden.Length < LeastDepth || hidden.Length < model.Products.Count - 1)
            return null;
        (TracedOperation first, TracedOperation last) = (hidden[0], hidden[^1]);
        if (last.GradientNorm == 0)
            return null;
        IEnumerable<TracedOperation> shown = hidden.Length <= Shown ? hidden : DataPreview.Spread(hidden.Length, Shown).Select(i => hidden[i]);
        string activations = string.Join(", ", shown.Select(product => Invariant($"{product.Output!.Deviation:G2}")));
        string gradients = string.Join(", ", shown.Select(product => Invariant($"{product.GradientNorm:G2}")));
        return new DepthReading(
            first, last, last.Output!.Deviation / first.Output!.Deviation, first.GradientNorm / last.GradientNorm,
            Invariant($"Over {hidden.Length} hidden layers the deviation between rows goes {activations}, and the gradient's norm {gradients} (first to last, {model.Trace.Rows} rows)."));
    }
}
