namespace Fathom;

/// <summary>Multi-layer perceptron: linear layers with an activation, and normalization and dropout where asked for, between them; the last is linear (logits or values).</summary>
/// <remarks><code>
/// shapes    x (N, inputs) → y (N, outputs)
/// layers    [Linear, normalization, activation, Dropout] for each hidden size, then Linear
/// start     by activation (<see cref="Activation.Start"/>): He for ReLU-like (GELU and SiLU too), Xavier for sigmoid and tanh, LeCun for SELU; biases 0
/// source    Rumelhart, Hinton and Williams 1986; He et al. 2015, arXiv:1502.01852; Glorot and Bengio 2010
/// </code></remarks>
public static class Mlp
{
    /// <summary>The activations by the names that <see cref="Create"/> and the command take: all of <see cref="Fathom.Activations"/> through which a gradient can pass.</summary>
    public static IReadOnlyList<string> Activations { get; } = [.. Fathom.Activations.Names.Where(name => name != "heaviside")];

    /// <summary>The normalizations by name: none; batch, by each feature over the rows of a batch (32 rows or more are advised); layer, by each row alone.</summary>
    public static IReadOnlyList<string> Normalizations { get; } = ["none", "batch", "layer"];

    /// <summary>Builds the network.</summary>
    /// <param name="inputs">The length of an input row.</param>
    /// <param name="hidden">The hidden sizes, from input to output; none makes one linear map.</param>
    /// <param name="outputs">The length of an output row.</param>
    /// <param name="activation">One of <see cref="Activations"/>.</param>
    /// <param name="dropout">p after each hidden layer: none, one for all, or one for each; in [0, 1).</param>
    /// <param name="rng">Where weights and masks come from; <see cref="Rng.Default"/> when not given.</param>
    /// <param name="normalization">One of <see cref="Normalizations"/>, before each activation; none by default. After it is as good a place: build such networks from layers.</param>
    /// <exception cref="ArgumentException">A size below 1, an unknown activation or normalization, or a number of dropouts that fits neither.</exception>
    public static Sequential Create(int inputs, ReadOnlySpan<int> hidden, int outputs, string activation = "relu", ReadOnlySpan<double> dropout = default, Rng? rng = null, string normalization = "none")
    {
        if (dropout.Length > 1 && dropout.Length != hidden.Length)
            throw new ArgumentException($"dropout has {dropout.Length} values for {hidden.Length} hidden layers; expected none, one for all, or one for each.", nameof(dropout));
        if (!Activations.Contains(activation, StringComparer.OrdinalIgnoreCase))
            throw new ArgumentException($"There is no activation named \"{activation}\" for hidden layers. Known: {string.Join(", ", Activations)}.", nameof(activation));
        if (!Normalizations.Contains(normalization))
            throw new ArgumentException($"There is no normalization named \"{normalization}\". Known: {string.Join(", ", Normalizations)}.", nameof(normalization));
        rng ??= Rng.Default;
        var layers = new List<Layer>();
        for (int i = 0; i < hidden.Length; i++)
        {
            Activation between = Fathom.Activations.Create(activation);
            layers.Add(new Linear(inputs, hidden[i], weight: between.Start, rng: rng));
            if (normalization == "batch")
                layers.Add(new BatchNorm1d(hidden[i]));
            else if (normalization == "layer")
                layers.Add(new LayerNorm(hidden[i]));
            layers.Add(between);
            double p = dropout.Length == 0 ? 0 : dropout[Math.Min(i, dropout.Length - 1)];
            if (p != 0)
                layers.Add(new Dropout(p, rng));
            inputs = hidden[i];
        }

        layers.Add(new Linear(inputs, outputs, weight: new XavierUniform(), rng: rng));
        return new Sequential([.. layers]);
    }
}
