namespace Fathom;

/// <summary>Networks without modules: the forward pass as a function of lists of weights, biases and activations.</summary>
public static class Functional
{
    /// <summary>A multi-layer perceptron's forward pass, layer by layer: hₗ = gₗ(hₗ₋₁·Wₗᵀ + bₗ).</summary>
    /// <remarks><code>
    /// formula   h₀ = x, hₗ = gₗ(hₗ₋₁·Wₗᵀ + bₗ), y = h_L
    /// shapes    x (N, in), Wₗ (outₗ, outₗ₋₁), bₗ (outₗ) or none → y (N, out_L)
    /// source    Rumelhart, Hinton and Williams 1986
    /// </code>Gradients reach whichever of the tensors asked for one.</remarks>
    /// <param name="x">The input.</param>
    /// <param name="weights">W of each layer, from input to output.</param>
    /// <param name="biases">b of each layer; <c>default</c> for none.</param>
    /// <param name="activations">g of each layer; null for the identity, as the last layer has most often.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ShapeException">A weight does not fit what comes before it; the text says which layer.</exception>
    /// <example><code>
    /// Tensor y = Functional.Forward(x, [w1, w2], [b1, b2], [z =&gt; z.ReLU(), null]);
    /// </code></example>
    public static Tensor Forward(Tensor x, IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> biases, IReadOnlyList<Func<Tensor, Tensor>?> activations)
    {
        if (biases.Count != weights.Count || activations.Count != weights.Count)
            throw new ArgumentException($"There are {weights.Count} weights, {biases.Count} biases and {activations.Count} activations; expected as many of each. A layer without bias has default, one without activation null.");
        for (int layer = 0; layer < weights.Count; layer++)
        {
            try
            {
                x = x.Linear(weights[layer], biases[layer]);
            }
            catch (ShapeException error)
            {
                throw new ShapeException($"Layer {layer} refuses its input {x.Shape}: {error.Message}");
            }

            x = activations[layer]?.Invoke(x) ?? x;
        }

        return x;
    }
}
