namespace Fathom;

/// <summary>How sure a network with dropout is: its predictions under many dropout masks, and how far they lie apart.</summary>
public static class MonteCarloDropout
{
    /// <summary>Predicts with dropout dropping and everything else as in evaluation (batch normalization uses its running statistics), again and again.</summary>
    /// <remarks><code>
    /// formula   mean = (y₁ + … + y_k)/k      standard deviation = √(Σ (yᵢ − mean)²/(k − 1))
    /// shapes    x (N, …) → mean and standard deviation of the output's shape
    /// source    Gal and Ghahramani 2016, "Dropout as a Bayesian approximation", arXiv:1506.02142
    /// </code>
    /// Nothing of the model changes, its dropout streams included: training goes on with the same masks as without. The same generator gives the same bits.
    /// </remarks>
    /// <param name="model">The network, with at least one <see cref="Dropout"/> of p above 0.</param>
    /// <param name="x">The input.</param>
    /// <param name="samples">k, how many predictions; at least 2, 50 by default.</param>
    /// <param name="output">What turns the network's output into what is to be judged, as logits into probabilities; the output itself when not given.</param>
    /// <param name="rng">Where the masks come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 samples.</exception>
    /// <exception cref="ArgumentException">The network has no dropout: all predictions would be one.</exception>
    public static UncertainPrediction Predict(Layer model, Tensor x, int samples = 50, Func<Tensor, Tensor>? output = null, Rng? rng = null)
    {
        if (samples < 2)
            throw new ArgumentOutOfRangeException(nameof(samples), $"samples is {samples}; expected at least 2: one prediction alone says nothing of how far they lie apart.");
        (string Path, Dropout Layer)[] dropouts = [.. model.Descendants().Where(item => item.Module is Dropout { Probability: > 0 }).Select(item => (item.Path, (Dropout)item.Module)).DistinctBy(item => item.Item2)];
        if (dropouts.Length == 0)
            throw new ArgumentException($"{nameof(MonteCarloDropout)}: the network has no dropout with p above 0, so that all its predictions would be one. Build it with dropout, and train it so.", nameof(model));
        Rng[] streams = [.. dropouts.Select(item => item.Layer.Rng)];
        Rng masks = (rng ?? Rng.Default).Fork();
        using ModeScope modes = model.Evaluating();
        try
        {
            foreach ((string path, Dropout layer) in dropouts)
            {
                layer.Rng = masks.Fork(path);
                layer.IsTraining = true;
            }

            using (Tape.NoGradients())
                return Sample(model, x, samples, output ?? (y => y));
        }
        finally
        {
            for (int i = 0; i < dropouts.Length; i++)
                dropouts[i].Layer.Rng = streams[i];
        }
    }

    /// <summary>Mean and deviation in one pass (Welford 1962), so that the samples need not be kept.</summary>
    private static UncertainPrediction Sample(Layer model, Tensor x, int samples, Func<Tensor, Tensor> output)
    {
        Tensor mean = default, squares = default;
        for (int k = 1; k <= samples; k++)
        {
            using Step step = Step.Begin();
            Tensor y = output(model.Forward(x));
            if (k == 1)
            {
                mean = Tensor.Zeros(y.Shape, y.Type).Keep();
                squares = Tensor.Zeros(y.Shape, y.Type).Keep();
            }

            Tensor deviation = y - mean;
            mean.CopyFrom(mean + (deviation * (1.0 / k)));
            squares.CopyFrom(squares + (deviation * (y - mean)));
        }

        return new UncertainPrediction(mean, (squares * (1.0 / (samples - 1))).Sqrt().Keep());
    }
}
