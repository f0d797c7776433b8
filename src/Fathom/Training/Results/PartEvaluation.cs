namespace Fathom;

/// <summary>How good a network is on one part of the data, as plain data of a bounded size: figures, and all that a report draws of them.</summary>
/// <remarks>What makes no sense for a task is empty or null. <see cref="Of(string, Predictions, IReadOnlyList{string}?)"/> fills in what follows from predictions; a command adds figures and worst samples.</remarks>
/// <example><code>
/// PartEvaluation test = PartEvaluation.Of("test", Evaluation.Of(model, objective, testRows).Predictions);
/// </code></example>
public sealed record PartEvaluation
{
    // More classes than this are no longer read off a matrix; pairs and classes that fare worst are.
    private const int MostClasses = 50;
    private const int MostCurves = 10;
    private const int MostOutputs = 8;
    private const int MostMistakes = 15;
    private const int CurvePoints = 200;

    /// <summary>The part: <c>test</c> or <c>validation</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many rows there are.</summary>
    public required long Rows { get; init; }

    /// <summary>What a row is called: row, image, window.</summary>
    public string Noun { get; init; } = "row";

    /// <summary>Figures, the most telling first.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];

    /// <summary>The confusion matrix; null where there is none, or above 50 classes.</summary>
    public ReportConfusion? Confusion { get; init; }

    /// <summary>The pairs of classes most often taken for each other.</summary>
    public IReadOnlyList<ReportMistake> Mistakes { get; init; } = [];

    /// <summary>Class by class or label by label; above 50 classes those with the lowest F1.</summary>
    public IReadOnlyList<ReportClass> Classes { get; init; } = [];

    /// <summary>Whether probabilities mean what they say.</summary>
    public ReportCalibration? Calibration { get; init; }

    /// <summary>Regression: the residuals of each output.</summary>
    public IReadOnlyList<ReportResiduals> Residuals { get; init; } = [];

    /// <summary>More figures: of each label or output, of forecasts.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Charts of lines, such as forecasts.</summary>
    public IReadOnlyList<ReportCurves> Charts { get; init; } = [];

    /// <summary>Sentences about it.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The rows with the highest loss.</summary>
    public ReportTable? Worst { get; init; }

    /// <summary>The images with the highest loss.</summary>
    public ReportPictures? WorstPictures { get; init; }

    /// <summary>What a language model wrote; null for other tasks.</summary>
    public string? Sample { get; init; }

    /// <summary>How the sample was drawn.</summary>
    public string SampledBy { get; init; } = "";

    /// <summary>What follows from predictions: confusion matrix and mistakes, classes with their curves, calibration, residuals.</summary>
    /// <param name="name">The part: <c>test</c>.</param>
    /// <param name="predictions">Predictions beside what was right.</param>
    /// <param name="outputs">Names of classes, labels or a regression's outputs; those of the predictions, or numbers, when null.</param>
    public static PartEvaluation Of(string name, Predictions predictions, IReadOnlyList<string>? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var part = new PartEvaluation { Name = name, Rows = predictions.Count };
        if (predictions.Count == 0)
            return part;
        if (predictions.Task == TaskKind.Regression)
        {
            return part with
            {
                Residuals = [.. Enumerable.Range(0, Math.Min(predictions.Width, MostOutputs)).Select(j => OutputResiduals(predictions, j, outputs?[j] ?? $"output {j}"))],
            };
        }

        ConfusionMatrix? confusion = predictions.Task == TaskKind.MultiLabel ? null : predictions.Confusion();
        IReadOnlyList<string> names = outputs ?? confusion?.ClassNames ?? predictions.ClassNames ?? [.. Enumerable.Range(0, predictions.Width).Select(j => $"label {j}")];
        return part with
        {
            Confusion = confusion is { Classes: <= MostClasses } ? Counts(confusion, names) : null,
            Mistakes = confusion is null ? [] : [.. MistakesOf(confusion, names).Take(MostMistakes)],
            Classes = ClassesOf(predictions, names),
            Calibration = predictions.Task == TaskKind.NextToken ? null : CalibrationOf(predictions, names),
        };
    }

    private static ReportResiduals OutputResiduals(Predictions predictions, int output, string name)
    {
        Predictions one = predictions.Column(output);
        return ReportResiduals.Of(name, one.Outputs, one.Targets);
    }

    private static ReportConfusion Counts(ConfusionMatrix confusion, IReadOnlyList<string> names) => new(
        [.. names],
        [.. Enumerable.Range(0, confusion.Classes).Select(right => (IReadOnlyList<long>)[.. Enumerable.Range(0, confusion.Classes).Select(predicted => confusion[right, predicted])])]);

    private static IEnumerable<ReportMistake> MistakesOf(ConfusionMatrix confusion, IReadOnlyList<string> names) =>
        from right in Enumerable.Range(0, confusion.Classes)
        from predicted in Enumerable.Range(0, confusion.Classes)
        where right != predicted && confusion[right, predicted] > 0
        orderby confusion[right, predicted] descending, right, predicted
        select new ReportMistake(names[right], names[predicted], confusion[right, predicted], (double)confusion[right, predicted] / confusion.PerClass(right).Support);

    private static IReadOnlyList<ReportClass> ClassesOf(Predictions predictions, IReadOnlyList<string> names)
    {
        IReadOnlyList<ClassScores> scores = predictions.PerClass();
        IEnumerable<int> shown = Enumerable.Range(0, scores.Count);
        if (scores.Count > MostClasses)
            shown = shown.Where(c => scores[c].Support > 0).OrderBy(c => scores[c].F1).ThenBy(c => c).Take(MostClasses).Order();
        ReportClass[] classes = [.. shown.Select(c => new ReportClass(names[c], scores[c].Precision, scores[c].Recall, scores[c].F1, scores[c].Support))];
        if (predictions.Task == TaskKind.NextToken)
            return classes;

        // One curve tells all of two classes; of many classes those that are told apart worst are drawn.
        int[] numbers = predictions.Task == TaskKind.Binary ? [1] : [.. shown];
        var curves = new List<(int At, RocCurve Roc, PrecisionRecallCurve PrecisionRecall)>();
        for (int i = 0; i < numbers.Length; i++)
        {
            Predictions one = predictions.Column(predictions.Task == TaskKind.Binary ? 0 : numbers[i]);
            curves.Add((predictions.Task == TaskKind.Binary ? 1 : i, RocCurve.Of(one.Outputs, one.Labels, one.Weights), PrecisionRecallCurve.Of(one.Outputs, one.Labels, one.Weights)));
        }

        foreach ((int at, RocCurve roc, PrecisionRecallCurve precision) in curves.Where(curve => !double.IsNaN(curve.Roc.Area)).OrderBy(curve => curve.Roc.Area).ThenBy(curve => curve.At).Take(MostCurves))
        {
            RocCurve thinRoc = roc.Thin(CurvePoints);
            PrecisionRecallCurve thinPrecision = precision.Thin(CurvePoints);
            classes[at] = classes[at] with
            {
                Roc = new ReportCurve(roc.Area, Fathom.Figures.Short(thinRoc.FalsePositiveRate), Fathom.Figures.Short(thinRoc.TruePositiveRate)),
                PrecisionRecall = new ReportCurve(precision.Area, Fathom.Figures.Short(thinPrecision.Recall), Fathom.Figures.Short(thinPrecision.Precision)),
            };
        }

        return classes;
    }

    private static ReportCalibration? CalibrationOf(Predictions predictions, IReadOnlyList<string> names)
    {
        // A network that diverged gives NaN, which no bin takes.
        foreach (double probability in predictions.Outputs)
        {
            if (!double.IsFinite(probability))
                return null;
        }

        Calibration calibration = Fathom.Calibration.Of(predictions);
        string of = predictions.Task switch { TaskKind.Binary => names[1], TaskKind.MultiClass => "the predicted class", _ => "a label" };
        return new ReportCalibration(of, calibration.ExpectedError, calibration.MaximumError, calibration.Brier, calibration.Bins);
    }
}
