namespace Fathom;

/// <summary>Blends of two rows, features and targets alike, so that predictions change linearly in between: x̃ = λ·x + (1 − λ)·x′, ỹ = λ·y + (1 − λ)·y′, λ ~ Beta(α, α).</summary>
/// <remarks><code>
/// var trainer = new Trainer(model, optimizer, Objective.MultiClass) { BatchAugmentation = new Mixup(0.2) };
/// var (mixedX, mixedY) = new Mixup(0.2).Apply(x, y, classes: 3, rng);     // in a loop of one's own: probabilities (N, 3) instead of labels
///
/// formula   row i with row p[i] of a random order p; λ drawn for each row
/// shapes    x (N, …) floating; y Int64 labels (N) → (N, classes) probabilities; y floating (N, …) → the same (0 and 1 become probabilities, values blend)
/// use       while training alone; α of 0.1…0.4 is usual, a larger one blends more
/// differs   from the authors' program: λ is drawn for each row instead of once a batch
/// source    Zhang, Cissé, Dauphin and Lopez-Paz 2018, "mixup: beyond empirical risk minimization", arXiv:1710.09412
/// </code></remarks>
public sealed record Mixup : BatchAugmentation
{
    /// <summary>Settles how far rows blend.</summary>
    /// <param name="alpha">α of the Beta distribution, above 0; .2 by default. 1 makes all λ equally likely.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a finite number above 0.</exception>
    public Mixup(double alpha = 0.2) => Alpha = Require.PositiveNumber(alpha, nameof(alpha));

    /// <summary>α of the Beta distribution.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    /// <remarks>x may have any shape (N, …).</remarks>
    public override (Tensor X, Tensor Y) Apply(Tensor x, Tensor y, int? classes = null, Rng? rng = null)
    {
        Demand(x, y);
        rng ??= Rng.Default.Fork();
        using (Tape.NoGradients())
        {
            Tensor targets = Targets(x, y, classes);
            int rows = x.Shape[0];
            Tensor order = Partners(rows, rng), lambda = Tensor.Empty([rows], DType.Float64);
            foreach (ref double weight in lambda.AsSpan<double>())
                weight = BetaDistribution.Symmetric(Alpha, rng);
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

    /// <summary>Rows and their partners at λ for each row, (N): x̃[i] = λ[i]·x[i] + (1 − λ[i])·x[order[i]].</summary>
    internal static Tensor Blend(Tensor rows, Tensor order, Tensor lambda)
    {
        int[] shape = new int[rows.Rank];
        Array.Fill(shape, 1);
        shape[0] = rows.Shape[0];
        Tensor weight = lambda.To(rows.Type).Reshape(new Shape(shape)), partners = rows.IndexSelect(0, order);
        return partners + (weight * (rows - partners));
    }
}
