namespace Fathom;

/// <summary>A network for tables of numbers and categories: categories as learned vectors beside the numbers, then a multi-layer perceptron.</summary>
/// <remarks><code>
/// // from a table: <c>TablePreprocessor.Fit(plan, rows, CategoryEncoding.Codes)</c> standardizes numbers, marks what is missing, and numbers categories
/// Sequential model = TableNetwork.Create(preprocessor.CodeCounts, hidden: [64, 32], outputs: 1);
///
/// formula   h = ColumnEmbedding(x), y = Mlp(h)
/// shapes    x (N, F), numbers and codes → y (N, outputs)
/// layers    ColumnEmbedding, then as Mlp: [Linear, normalization, activation, Dropout] for each hidden size, Linear
/// start     as <see cref="ColumnEmbedding"/> and <see cref="Mlp"/> say
/// use       where columns have many categories; with few of them one-hot columns and <see cref="Mlp"/> do as well, and gradient boosting often better
/// source    Guo and Berkhahn 2016, "Entity embeddings of categorical variables", arXiv:1604.06737
/// </code></remarks>
public static class TableNetwork
{
    /// <summary>Builds the network.</summary>
    /// <param name="codes">For each column 0 for a number, or how many codes its categories have: <c>TablePreprocessor.CodeCounts</c>.</param>
    /// <param name="hidden">The hidden sizes, from input to output; none makes one linear map.</param>
    /// <param name="outputs">The length of an output row.</param>
    /// <param name="activation">One of <see cref="Mlp.Activations"/>.</param>
    /// <param name="dropout">p after each hidden layer: none, one for all, or one for each; in [0, 1).</param>
    /// <param name="rng">Where weights and masks come from; <see cref="Rng.Default"/> when not given.</param>
    /// <param name="normalization">One of <see cref="Mlp.Normalizations"/>, before each activation; none by default.</param>
    /// <exception cref="ArgumentException">As of <see cref="ColumnEmbedding"/> and <see cref="Mlp.Create"/>.</exception>
    public static Sequential Create(ReadOnlySpan<int> codes, ReadOnlySpan<int> hidden, int outputs, string activation = "relu", ReadOnlySpan<double> dropout = default, Rng? rng = null, string normalization = "none")
    {
        rng ??= Rng.Default;
        var columns = new ColumnEmbedding(codes, rng: rng);
        return new Sequential([columns, .. Mlp.Create(columns.Outputs, hidden, outputs, activation, dropout, rng, normalization)]);
    }
}
