namespace Fathom;

/// <summary>
/// Finds before the first epoch what a training step on a full or a partial batch would refuse, as batch normalization refuses a last batch of one
/// row: plans the forward pass in training mode for each number of rows that will occur. Nothing is computed and nothing is changed.
/// </summary>
internal static class BatchCheck
{
    /// <summary>Refuses batches that the model cannot be trained on.</summary>
    /// <param name="model">The network.</param>
    /// <param name="data">Rows of the kind it is to be trained on.</param>
    /// <param name="count">The rows of an epoch.</param>
    /// <param name="batchSize">Rows a batch.</param>
    /// <param name="microBatchSize">Rows of a forward pass where a batch is cut up.</param>
    /// <param name="dropLast">Whether a partial last batch is left out.</param>
    /// <exception cref="ShapeException">A number of rows is refused; the text says which, why it occurs, and what to do.</exception>
    public static void Demand(Layer model, Dataset data, int count, int batchSize, int? microBatchSize, bool dropLast)
    {
        int full = Math.Min(batchSize, count), last = count % full;
        Plan(model, data, full, microBatchSize, "", "Choose a larger batch size.");
        if (last > 0 && !dropLast)
            Plan(model, data, last, microBatchSize, $", the last batch of an epoch ({count} rows in batches of {full} leave {last})", $"Choose another batch size, or leave out the partial batch ({nameof(Trainer.DropLast)}).");
    }

    /// <summary>Plans what one batch is cut into.</summary>
    private static void Plan(Layer model, Dataset data, int rows, int? microBatchSize, string why, string fix)
    {
        int micro = Math.Min(microBatchSize ?? rows, rows), rest = rows % micro;
        Forward(model, data, micro, why, fix);
        if (rest > 0)
            Forward(model, data, rest, $", the last part of a batch of {rows} in parts of {micro}", $"Choose another {nameof(Trainer.MicroBatchSize)}.");
    }

    private static void Forward(Layer model, Dataset data, int rows, string why, string fix)
    {
        using var modes = new ModeScope(model, evaluate: false);
        model.Train();
        try
        {
            ModelSummary.Plan(model, data.Source.XShape.Insert(0, rows), data.Source.XType);
        }
        catch (ShapeException error)
        {
            throw new ShapeException($"Training cannot run on {(rows == 1 ? "a single row" : $"{rows} rows")}{why}. {error.Message} {fix}");
        }
        catch (StepException)
        {
            // A module of the user's own that reads numbers within Forward cannot be planned; its first step will tell.
        }
    }
}
