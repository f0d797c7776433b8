namespace Fathom;

/// <summary>Batches for experiments: the rows again and again, each pass in a new order, partial batches left out.</summary>
internal static class Cycle
{
    /// <summary>Calls <paramref name="step"/> with batch after batch, each in an open <see cref="Step"/>, until it gives false.</summary>
    public static void Over(Dataset data, int batchSize, Rng order, Sampler? sampler, CancellationToken cancel, Func<Tensor, Tensor, bool> step)
    {
        while (true)
        {
            foreach ((Tensor x, Tensor y) in data.Steps(batchSize, shuffle: true, dropLast: true, rng: order, sampler: sampler))
            {
                cancel.ThrowIfCancellationRequested();
                if (!step(x, y))
                    return;
            }
        }
    }

    /// <summary>A training step whose every failure to give a finite loss is NaN, the gradient norm's under clipping included.</summary>
    public static double TryStep(Trainer trainer, Tensor x, Tensor y)
    {
        try
        {
            return trainer.TrainStep(x, y);
        }
        catch (NotFiniteException)
        {
            return double.NaN;
        }
    }
}
