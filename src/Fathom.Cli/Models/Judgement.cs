using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good a network is on some rows: the loss it was trained by, and figures people know, those of a regression in original units.</summary>
internal sealed class Judgement
{
    private Judgement(Evaluation evaluation, IReadOnlyList<(string Name, double Value)> metrics, double[] predicted, double[] actual)
    {
        Loss = evaluation.Loss;
        Predictions = evaluation.Predictions;
        Metrics = metrics;
        Predicted = predicted;
        Actual = actual;
        Confusion = Predictions.IsClassification ? Predictions.Confusion() : null;
    }

    public double Loss { get; }

    public Predictions Predictions { get; }

    public int Rows => Predictions.Count;

    /// <summary>Figures by their short names, the headline first.</summary>
    public IReadOnlyList<(string Name, double Value)> Metrics { get; }

    /// <summary>Of a classification.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>Regression: predictions in original units.</summary>
    public double[] Predicted { get; }

    /// <summary>Regression: what was right, in original units.</summary>
    public double[] Actual { get; }

    /// <summary>The share of the commonest class: what guessing it would score.</summary>
    public double Guessing
    {
        get
        {
            long commonest = 0;
            for (int c = 0; c < Confusion!.Classes; c++)
                commonest = Math.Max(commonest, Confusion.PerClass(c).Support);
            return (double)commonest / Rows;
        }
    }

    /// <summary>Judges some rows.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">What it is for.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="preprocessor">Gives the original units.</param>
    public static Judgement Of(Layer model, Objective objective, TableRows rows, TablePreprocessor preprocessor)
    {
        Evaluation evaluation = Evaluation.Of(model, objective, rows.Data);
        if (evaluation.Predictions.IsClassification)
        {
            // log_loss is the loss under another name.
            return new Judgement(evaluation, [.. evaluation.Metrics.Where(m => m.Key != "log_loss").Select(m => (m.Key, m.Value))], [], []);
        }

        double[] predicted = new double[evaluation.Predictions.Count];
        for (int i = 0; i < predicted.Length; i++)
            predicted[i] = preprocessor.Original((float)evaluation.Predictions.Outputs[i]);
        return new Judgement(
            evaluation,
            [("rmse", RootMeanSquaredError.Of(predicted, rows.Values)), ("mae", MeanAbsoluteError.Of(predicted, rows.Values)), ("r2", R2.Of(predicted, rows.Values))],
            predicted,
            rows.Values);
    }

    /// <summary>Loss and figures as JSON; what does not exist is null.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["loss"] = Json.Number(Loss) };
        foreach ((string name, double value) in Metrics)
            json[name] = Json.Number(value);
        return json;
    }
}
