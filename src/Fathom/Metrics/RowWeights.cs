namespace Fathom;

/// <summary>How much each row counts in a metric; no weights at all mean 1 for every row.</summary>
internal static class RowWeights
{
    public static double At(ReadOnlySpan<double> weights, int row) => weights.IsEmpty ? 1 : weights[row];

    public static double Total(ReadOnlySpan<double> weights, int rows)
    {
        if (weights.IsEmpty)
            return rows;
        double total = 0;
        foreach (double weight in weights)
            total += weight;
        return total;
    }

    /// <summary>Refuses weights that are not one for each row, negative, or not finite.</summary>
    public static void Check(string metric, ReadOnlySpan<double> weights, int rows)
    {
        if (weights.IsEmpty)
            return;
        if (weights.Length != rows)
            throw new ArgumentException($"{metric}: {weights.Length} weights for {rows} rows; give one for each row, or none.", nameof(weights));
        for (int i = 0; i < weights.Length; i++)
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new ArgumentException($"{metric}: weights[{i}] is {weights[i]}; expected a finite number of at least 0.", nameof(weights));
    }
}
