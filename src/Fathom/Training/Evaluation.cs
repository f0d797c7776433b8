namespace Fathom;

/// <summary>How well a network does on rows it was not trained on: loss, predictions, metrics.</summary>
public sealed class Evaluation
{
    private Evaluation(double loss, Predictions predictions, IReadOnlyDictionary<string, double> metrics)
    {
        Loss = loss;
        Predictions = predictions;
        Metrics = metrics;
    }

    /// <summary>The mean loss over the rows.</summary>
    public double Loss { get; }

    /// <summary>All predictions beside what was right.</summary>
    public Predictions Predictions { get; }

    /// <summary>The objective's metrics by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>Predicts and judges all rows, in evaluation mode and without recording; the mode is put back afterwards.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">What it is for.</param>
    /// <param name="data">The rows.</param>
    /// <param name="batchSize">Rows at a time: memory, not results, depends on it.</param>
    public static Evaluation Of(Layer model, Objective objective, Dataset data, int batchSize = 1024)
    {
        Predictions predictions = objective.NewPredictions(data.ClassNames);
        double sum = 0, weight = 0;
        using (model.Evaluating())
        using (Tape.NoGradients())
        {
            var predictor = Predictor.Over(model);
            foreach ((Tensor x, Tensor y) in data.Steps(batchSize))
            {
                Tensor output = predictor.Predict(x);
                double counts = objective.BatchWeight(y);
                if (counts != 0)
                    sum += objective.Loss(output, y).ToScalar() * counts;
                weight += counts;
                int[]? counted = objective.CountedRows(y);
                predictions.Add(objective.Predict(counted is null ? output : Rows.Gather(output, counted)), counted is null ? y : Rows.Gather(y, counted));
            }
        }

        return new Evaluation(sum / weight, predictions, objective.Metrics.ToDictionary(metric => metric.Name, metric => metric.Compute(predictions)));
    }
}
