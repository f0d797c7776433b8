namespace Fathom;

public static partial class Loss
{
    /// <summary>Directions of pairs of vectors: the same for alike pairs (label 1), a cosine of at most the margin for different ones (label −1). Reduced.</summary>
    /// <remarks><code>
    /// formula   l = 1 − c for t = 1, max(0, c − margin) for t = −1, with c = x₁·x₂ / √((‖x₁‖² + ε)(‖x₂‖² + ε)), ε = 10⁻¹²
    /// shapes    first x₁, second x₂ (N, D) or (D), labels t (N) or (), each 1 or −1 → l (), or t's shape without reduction
    /// gradient  that of the formula by both vectors; labels have none
    /// differs   from torch.nn.functional.cosine_embedding_loss: labels are checked and of the vectors' type
    /// source    Bromley, Guyon, LeCun, Säckinger and Shah 1993, "Signature verification using a siamese time delay neural network"
    /// </code></remarks>
    /// <param name="first">x₁: the first vector of each pair.</param>
    /// <param name="second">x₂: the second.</param>
    /// <param name="labels">t: 1 for alike, −1 for different.</param>
    /// <param name="margin">The cosine that different pairs may have, from −1 to 1; 0 by default.</param>
    /// <param name="reduction">Mean by default.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 1 nor −1.</exception>
    public static Tensor CosineEmbedding(Tensor first, Tensor second, Tensor labels, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        if (first.Rank is not (1 or 2))
            throw new ShapeException(nameof(CosineEmbedding), nameof(first), first.Shape.ToString(), "(N, D) or (D)");
        if (second.Shape != first.Shape)
            throw new ShapeException(nameof(CosineEmbedding), nameof(second), second.Shape.ToString(), $"the shape of first, {first.Shape}");
        if (labels.Shape != first.Shape[..^1])
            throw new ShapeException(nameof(CosineEmbedding), nameof(labels), labels.Shape.ToString(), $"{first.Shape[..^1]}, one for each vector of first {first.Shape}");

        // Each norm by its own root: their product would overflow in float where the cosine does not.
        Tensor cosine = (first / Norm(first) * (second / Norm(second))).Sum(-1);

        // 1 − c is the distance of alike pairs; of different ones 1 − c should reach 1 − margin: that is the hinge embedding of 1 − c.
        return HingeEmbedding(1 - cosine, labels, 1 - margin, reduction);

        static Tensor Norm(Tensor x) => (x.Square().Sum(-1, keepAxes: true) + 1e-12).Sqrt();
    }
}
