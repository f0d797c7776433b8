namespace Fathom;

/// <summary>Blends of two rows, features and targets alike, so that predictions change linearly in between: x̃ = λ·x + (1 − λ)·x′, ỹ = λ·y + (1 − λ)·y′, λ ~ Beta(α, α).</summary>
/// <remarks><code>
/// var mixup = new Mixup(0.2);
/// foreach (var (x, y) in train.Steps(32, shuffle: true))
/// {
///     var (mixedX, mixedY) = mixup.Apply(x, y, classes: 3, rng);
///     trainer.TrainStep(mixedX, mixedY); // multi-class: probabilities (N, 3) instead of labels
/// }
///
/// formula   row i with row p[i] of a random order p; λ drawn for each row
/// shapes    x (N, …) floating; y Int64 labels (N) → (N, classes) probabilities; y floating (N, …) → the same (0 and 1 become probabilities, values blend)
/// use       while training alone; α of 0.1…0.4 is usual, a larger one blends more
/// differs   from the authors' program: λ is drawn for each row instead of once a batch
/// source    Zhang, Cissé, Dauphin and Lopez-Paz 2018, "mixup: beyond empirical risk minimization", arXiv:1710.09412
/// </code></remarks>
public sealed record Mixup
{
    /// <summary>Settles how far rows blend.</summary>
    /// <param name="alpha">α of the Beta distribution, above 0; .2 by default. 1 makes all λ equally likely.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a finite number above 0.</exception>
    public Mixup(double alpha = 0.2) => Alpha = Require.PositiveNumber(alpha, nameof(alpha));

    /// <summary>α of the Beta distribution.</summary>
    public double Alpha { get; }

    /// <summary>Blends each row of a batch with another of the same batch.</summary>
    /// <param name="x">Features (N, …).</param>
    /// <param name="y">Labels, Int64 (N), or floating-point targets (N, …).</param>
    /// <param name="classes">The number of classes where y holds labels.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same blends.</param>
    /// <exception cref="ShapeException">x holds no floating-point numbers, y is of another length, or holds labels without <paramref name="classes"/> or beyond them.</exception>
    public (Tensor X, Tensor Y) Apply(Tensor x, Tensor y, int? classes = null, Rng? rng = null)
    {
        if (!x.Type.IsFloating() || x.Rank == 0)
            throw new ShapeException(nameof(Mixup), "x", $"{x.Type} {x.Shape}", "floating-point rows (N, …)", "There is nothing between two indices.");
        if (y.Rank == 0 || y.Shape[0] != x.Shape[0])
            throw new ShapeException(nameof(Mixup), "y", $"{y.Type} {y.Shape}", $"{x.Shape[0]} rows, as x {x.Shape}", "Each row of x needs its target.");
        rng ??= Rng.Default.Fork();
        using (Tape.NoGradients())
        {
            Tensor targets = y.Type.IsFloating() ? y : OneHot(y, classes, x.Type);
            int rows = x.Shape[0];
            long[] partners = Array.ConvertAll(rng.Permutation(rows), row => (long)row);
            double[] weights = new double[rows];
            for (int i = 0; i < rows; i++)
                weights[i] = BetaDistribution.Symmetric(Alpha, rng);
            Tensor order = Tensor.From(partners, [rows]), lambda = Tensor.From(weights, [rows]);
            return (Blend(x, order, lambda), Blend(targets, order, lambda));
        }
    }

    /// <summary>A data set of as many blends as it has rows. Several classes get probabilities (rows, classes) for targets, and lose their names.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="rng">Where random numbers come from.</param>
    public Dataset Apply(Dataset training, Rng? rng = null)
    {
        int? classes = training.Y.Type.IsFloating() ? null : ClassBalance.Classes(training, nameof(Mixup)).Counts.Length;
        (Tensor x, Tensor y) = Apply(training.X, training.Y, classes, rng);
        return new Dataset(x, y, training.Name, training.FeatureNames, null, training.TargetName);
    }

    private static Tensor Blend(Tensor rows, Tensor order, Tensor lambda)
    {
        int[] shape = new int[rows.Rank];
        Array.Fill(shape, 1);
        shape[0] = rows.Shape[0];
        Tensor weight = lambda.To(rows.Type).Reshape(new Shape(shape)), partners = rows.IndexSelect(0, order);
        return partners + (weight * (rows - partners));
    }

    private static Tensor OneHot(Tensor labels, int? classes, DType type)
    {
        if (classes is not { } count || labels.Type != DType.Int64 || labels.Rank != 1)
            throw new ShapeException(nameof(Mixup), "y", $"{labels.Type} {labels.Shape}{(classes is null ? " without classes" : "")}", "Int64 labels (N) together with classes, or floating-point targets (N, …)", "Say how many classes there are: Apply(x, y, classes: 3).");
        Tensor probabilities = Tensor.Zeros([labels.Length, count], type);
        ReadOnlySpan<long> all = labels.AsReadOnlySpan<long>();
        for (int i = 0; i < all.Length; i++)
        {
            if ((ulong)all[i] >= (ulong)count)
                throw new ShapeException(nameof(Mixup), "y", $"label {all[i]} in row {i}", $"labels from 0 to {count - 1}, as classes is {count}");
            probabilities.SetElement((i * count) + (int)all[i], 1);
        }

        return probabilities;
    }
}
