using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good a network is on some rows: the loss it was trained by, and figures people know, those of a regression in original units.</summary>
internal sealed class Judgement : IOutcome
{
    private Judgement(Evaluation evaluation, Objective objective, IReadOnlyList<string> targets, double[] predicted, double[] actual)
    {
        Loss = evaluation.Loss;
        Objective = objective;
        Predictions = evaluation.Predictions;
        Targets = targets;
        Predicted = predicted;
        Actual = actual;
        Confusion = Predictions.Task is TaskKind.Binary or TaskKind.MultiClass ? Predictions.Confusion() : null;
        Parts = Predictions.Task == TaskKind.MultiLabel ? [.. Enumerable.Range(0, Targets.Count).Select(LabelFigures)]
            : Targets.Count > 1 ? [.. Enumerable.Range(0, Targets.Count).Select(OutputFigures)]
            : [];

        // log_loss is the loss under another name.
        Metrics = Predictions.IsClassification ? [.. evaluation.Metrics.Where(m => m.Key != "log_loss").Select(m => (m.Key, m.Value))]
            : Parts.Count == 0 ? OutputFigures(0)
            : [.. Parts[0].Select((figure, i) => (figure.Name, Parts.Average(part => part[i].Value)))];
    }

    public double Loss { get; }

    public Objective Objective { get; }

    public Predictions Predictions { get; }

    public int Rows => Predictions.Count;

    /// <summary>The columns that are predicted.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Figures by their short names, the headline first; of several outputs the plain mean of each one's.</summary>
    public IReadOnlyList<(string Name, double Value)> Metrics { get; }

    /// <summary>The same for each label or output, in the order of <see cref="Targets"/>; empty where there is one thing to predict.</summary>
    public IReadOnlyList<IReadOnlyList<(string Name, double Value)>> Parts { get; }

    /// <summary>The rows the network fails on most, with their values; null where rows have no table.</summary>
    public ReportTable? Worst { get; private init; }

    /// <summary>Of a classification with one class a row.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>Outputs of a regression; 0 for classes and labels.</summary>
    public int Outputs => Predictions.IsClassification ? 0 : Targets.Count;

    /// <summary>Regression: predictions in original units, row by row.</summary>
    public double[] Predicted { get; }

    /// <summary>Regression: what was right, in original units, row by row.</summary>
    public double[] Actual { get; }

    /// <summary>The share of the commonest class, or set of labels: what guessing it would score.</summary>
    public double Guessing
    {
        get
        {
            if (Confusion is not null)
                return (double)Enumerable.Range(0, Confusion.Classes).Max(c => Confusion.PerClass(c).Support) / Rows;
            int perRow = Predictions.Labels.Length / Rows;
            var sets = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int row = 0; row < Rows; row++)
            {
                string set = string.Join(',', Predictions.Labels.Slice(row * perRow, perRow).ToArray());
                sets[set] = sets.GetValueOrDefault(set) + 1;
            }

            return (double)sets.Values.Max() / Rows;
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
        string[] targets = [.. preprocessor.Targets.Select(target => target.Name)];
        if (evaluation.Predictions.IsClassification)
            return new Judgement(evaluation, objective, targets, [], []) { Worst = WorstRows.Of(rows, evaluation.Predictions, preprocessor, []) };

        ReadOnlySpan<double> outputs = evaluation.Predictions.Outputs;
        double[] predicted = new double[outputs.Length];
        for (int i = 0; i < predicted.Length; i++)
            predicted[i] = preprocessor.Original((float)outputs[i], i % preprocessor.Targets.Count);
        return new Judgement(evaluation, objective, targets, predicted, rows.Values) { Worst = WorstRows.Of(rows, evaluation.Predictions, preprocessor, predicted) };
    }

    /// <summary>Judges rows whose labels are classes.</summary>
    public static Judgement Of(Layer model, Objective objective, Dataset data, int batchSize) => new(Evaluation.Of(model, objective, data, batchSize), objective, [data.TargetName], [], []);

    /// <summary>One output of values that lie row by row.</summary>
    public double[] Column(double[] values, int output) => [.. Enumerable.Range(0, Rows).Select(row => values[(row * Targets.Count) + output])];

    /// <summary>Loss and figures as JSON, those of each label or output under its name; what does not exist is null.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = Figures(Metrics);
        json.Insert(0, "loss", Json.Number(Loss));
        if (Parts.Count > 0)
            json[Predictions.IsClassification ? "labels" : "outputs"] = new JsonObject(Targets.Zip(Parts, (name, part) => KeyValuePair.Create(name, (JsonNode?)Figures(part))));
        return json;
    }

    public void Write(TextWriter text) => JudgementView.Write(text, this);

    public PartEvaluation Describe(string part) => JudgementView.Describe(this, part);

    private static JsonObject Figures(IReadOnlyList<(string Name, double Value)> figures) =>
        new(figures.Select(figure => KeyValuePair.Create(figure.Name, Json.Number(figure.Value))));

    private IReadOnlyList<(string Name, double Value)> LabelFigures(int label)
    {
        Predictions one = Predictions.Column(label);
        return [.. Fathom.Metrics.For(TaskKind.Binary).Where(metric => metric is not LogLoss).Select(metric => (metric.Name, metric.Compute(one)))];
    }

    private IReadOnlyList<(string Name, double Value)> OutputFigures(int output)
    {
        double[] predicted = Column(Predicted, output), actual = Column(Actual, output);
        return [("rmse", RootMeanSquaredError.Of(predicted, actual)), ("mae", MeanAbsoluteError.Of(predicted, actual)), ("r2", R2.Of(predicted, actual))];
    }
}
