namespace Fathom;

/// <summary>The running statistics of batch (and tracking instance) normalization, taken anew: needed after weights were averaged or changed otherwise than by training.</summary>
public static class RunningStatistics
{
    /// <summary>Forgets a model's running statistics and takes them from one pass over data, each batch counting alike.</summary>
    /// <remarks><code>
    /// formula   running = (batch₁ + … + batchₙ)/n, of the means and of the unbiased variances
    /// shapes    data (N, …)
    /// differs   from torch.optim.swa_utils.update_bn: everything else stays in evaluation mode, so dropout drops nothing; a last batch of one row, which has no variance, is left out
    /// source    Izmailov et al. 2018, arXiv:1803.05407, section 3.2
    /// </code></remarks>
    /// <param name="model">The model; one without running statistics is left alone.</param>
    /// <param name="data">The training data.</param>
    /// <param name="batchSize">Rows at a time, as in training; 32 by default.</param>
    /// <exception cref="ShapeException">The model refuses the rows; its statistics are as before.</exception>
    public static void Recompute(Layer model, Dataset data, int batchSize = 32)
    {
        Require.Positive(batchSize, nameof(batchSize));
        RunningNormalization[] layers = [.. model.Descendants().Select(item => item.Module).OfType<RunningNormalization>().Where(layer => layer.TracksRunningStats).Distinct()];
        if (layers.Length == 0)
            return;
        double?[] momenta = [.. layers.Select(layer => layer.Momentum)];
        var before = new WeightCopy(model);
        before.Take();
        bool done = false;
        using ModeScope modes = model.Evaluating();
        try
        {
            foreach (RunningNormalization layer in layers)
            {
                layer.ResetRunningStatistics();
                layer.IsTraining = true;
            }

            Pass(model, data, batchSize, layers);
            done = true;
        }
        finally
        {
            for (int i = 0; i < layers.Length; i++)
                layers[i].Momentum = momenta[i];
            if (!done)
                before.Restore();
        }
    }

    private static void Pass(Layer model, Dataset data, int batchSize, RunningNormalization[] layers)
    {
        int seen = 0;
        using (Tape.NoGradients())
        {
            foreach ((Tensor x, _) in data.Steps(batchSize, dropLast: data.Count > 1 && data.Count % batchSize == 1))
            {
                seen++;
                foreach (RunningNormalization layer in layers)
                    layer.Momentum = 1.0 / seen;
                model.Forward(x);
            }
        }
    }
}
