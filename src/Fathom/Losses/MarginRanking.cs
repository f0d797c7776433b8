namespace Fathom;

public static partial class Loss
{
    /// <summary>Which of two should score higher: a <see cref="Ops.Hinge"/> on the difference of their scores.</summary>
    /// <remarks><code>
    /// formula   l = max(0, margin − t·(x₁ − x₂))
    /// shapes    first x₁, second x₂, labels t (…), all of one shape → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx₁ = −t · dl where t·(x₁ − x₂) &lt; margin, 0 elsewhere [/ n for a mean]      dx₂ = −dx₁
    /// differs   from torch.nn.functional.margin_ranking_loss: labels are checked; no gradient exactly at the margin; other shapes are refused instead of broadcast
    /// source    Herbrich, Graepel and Obermayer 2000, "Large margin rank boundaries for ordinal regression"
    /// </code></remarks>
    /// <param name="first">x₁: the scores of the first of each pair.</param>
    /// <param name="second">x₂: the scores of the second.</param>
    /// <param name="labels">t: 1 where the first should score higher, −1 where the second.</param>
    /// <param name="margin">By how much; 0 by default.</param>
    /// <param name="reduction">Mean by default.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 1 nor −1.</exception>
    public static Tensor MarginRanking(Tensor first, Tensor second, Tensor labels, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        if (second.Shape != first.Shape)
            throw new ShapeException(nameof(MarginRanking), nameof(second), second.Shape.ToString(), $"the shape of first, {first.Shape}");
        if (labels.Shape != first.Shape)
            throw new ShapeException(nameof(MarginRanking), nameof(labels), labels.Shape.ToString(), $"the shape of first, {first.Shape}");
        return Hinge(first - second, labels, margin, reduction);
    }
}
