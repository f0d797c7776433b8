namespace Fathom;

/// <summary>New rows for rare classes, each on the line from one of their rows to a near neighbour of its class: x + u·(x′ − x), u uniform in [0, 1).</summary>
/// <remarks><code>
/// var (train, test) = data.Split(test: 0.2, stratify: true).Standardize();
/// Dataset balanced = new Smote().Apply(train, new Rng(1));
///
/// formula   rows of class c in turn; x′ one of the k nearest rows of c (Euclid), drawn evenly; one u a new row
/// shapes    X (N, D…) floating, Y Int64 (N) or 0 and 1 (N, 1) → the rows given, unchanged and first, then the new ones class by class
/// amount    every class grows to share·(rows of the largest); those that have as many keep what they have
/// use       on the training part alone, never before splitting; scale features first, as distances mix them; columns of 0 and 1 become fractions
/// differs   from imbalanced-learn's SMOTE: a class with fewer than k + 1 rows uses the neighbours it has
/// source    Chawla, Bowyer, Hall and Kegelmeyer 2002, "SMOTE: synthetic minority over-sampling technique", arXiv:1106.1813
/// </code></remarks>
public sealed record Smote
{
    /// <summary>Settles how rows are made.</summary>
    /// <param name="neighbours">k, how many nearest rows of the class may stand at the line's other end; 5 by default, as in the paper.</param>
    /// <param name="share">What part of the largest class the others grow to, above 0 and at most 1; 1, the default, balances.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Smote(int neighbours = 5, double share = 1)
    {
        Neighbours = Require.Positive(neighbours, nameof(neighbours));
        Share = share is > 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, "Smote: share is the part of the largest class that the others grow to, above 0 and at most 1.");
    }

    /// <summary>How many nearest rows of the class may stand at the line's other end.</summary>
    public int Neighbours { get; }

    /// <summary>What part of the largest class the others grow to.</summary>
    public double Share { get; }

    /// <summary>The rows given and, behind them, the new ones.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same rows.</param>
    /// <exception cref="DatasetException">The set has no classes, or one that must grow has fewer than two rows.</exception>
    /// <exception cref="ShapeException">X holds no floating-point numbers.</exception>
    public Dataset Apply(Dataset training, Rng? rng = null)
    {
        if (!training.X.Type.IsFloating())
            throw new ShapeException("Smote", "X", $"{training.X.Type} {training.X.Shape}", "floating-point features", "There is nothing between two indices; draw rare classes more often instead: Sampler.Balanced.");
        rng ??= Rng.Default.Fork();
        (int[] classOfRow, long[] counts) = ClassBalance.Classes(training, nameof(Smote));
        double[] x = training.X.To(DType.Float64).ToArray<double>();
        int width = x.Length / training.Count, wanted = (int)Math.Round(Share * counts.Max());
        var (features, copied) = (new List<double>(x), new List<int>(Enumerable.Range(0, training.Count)));
        for (int c = 0; c < counts.Length; c++)
        {
            int[] rows = [.. Enumerable.Range(0, training.Count).Where(row => classOfRow[row] == c)];
            if (rows.Length >= wanted)
                continue;
            if (rows.Length < 2)
                throw new DatasetException($"Smote: class '{training.ClassNames?[c] ?? c.ToString()}' of '{training.Name}' has {rows.Length} row, and a line needs two. Collect more rows, or draw it more often: Sampler.Balanced.");
            int[][] near = Array.ConvertAll(rows, row => Nearest(x, width, row, rows));
            for (int made = 0; made < wanted - rows.Length; made++)
            {
                int place = made % rows.Length, from = rows[place] * width;
                int to = near[place][(int)(rng.NextDouble() * near[place].Length)] * width;
                double u = rng.NextDouble();
                for (int j = 0; j < width; j++)
                    features.Add(x[from + j] + (u * (x[to + j] - x[from + j])));
                copied.Add(rows[place]);
            }
        }

        Shape shape = [copied.Count, .. training.X.Shape.AsSpan()[1..]];
        return training.With(Tensor.From([.. features], shape).To(training.X.Type), Rows.Gather(training.Y, [.. copied]));
    }

    /// <summary>The nearest rows of the class, itself excepted; of two equally near the earlier.</summary>
    private int[] Nearest(double[] x, int width, int row, int[] rows)
    {
        ReadOnlyMemory<double> own = x.AsMemory(row * width, width);
        return [.. rows.Where(other => other != row)
            .OrderBy(other => System.Numerics.Tensors.TensorPrimitives.Distance<double>(own.Span, x.AsSpan(other * width, width)))
            .Take(Neighbours)];
    }
}
