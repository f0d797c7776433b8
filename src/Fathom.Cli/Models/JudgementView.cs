namespace Fathom.Cli;

/// <summary>Figures, confusion matrix and classes of a <see cref="Judgement"/>, as text and for a report.</summary>
internal static class JudgementView
{
    private const int MostClasses = 20;

    private const int MostOutputs = 8;

    public static string NameOf(string metric) => MetricWords.NameOf(metric);

    /// <summary>Writes everything a terminal can show.</summary>
    public static void Write(TextWriter text, Judgement judgement)
    {
        text.WriteLine(Figures(judgement));
        if (judgement.Parts.Count > 0)
        {
            text.WriteLine();
            text.WriteLine(PartTable(judgement));
        }

        if (judgement.Confusion is not { } confusion)
            return;
        text.WriteLine();
        text.WriteLine("Confusion matrix (rows: true classes; columns: predicted)");
        text.WriteLine(Matrix(confusion));
        text.WriteLine();
        text.WriteLine(Classes(confusion));
    }

    /// <summary>Everything for a report.</summary>
    public static PartEvaluation Describe(Judgement judged, string part)
    {
        PartEvaluation described = judged.Outputs == 0
            ? PartEvaluation.Of(part, judged.Predictions, judged.Targets.Count > 1 ? judged.Targets : null)
            : new PartEvaluation
            {
                Name = part,
                Rows = judged.Rows,
                Residuals = [.. Enumerable.Range(0, Math.Min(judged.Outputs, MostOutputs)).Select(j => ReportResiduals.Of(judged.Targets[j], judged.Column(judged.Predicted, j), judged.Column(judged.Actual, j)))],
            };
        return described with
        {
            Figures = [.. judged.Metrics.Select(figure => Figure(figure.Name, figure.Value, judged)), new ReportFigure("loss", "loss", judged.Loss, Display.Fixed(judged.Loss), LossText(judged.Objective))],
            Tables = judged.Parts.Count > 0 ? [PartFigures(judged)] : [],
            Worst = judged.Worst,
        };
    }

    /// <summary>The figures, each with what it means.</summary>
    public static TextTable Figures(Judgement judgement)
    {
        var table = new TextTable("", TextColumn.Right(""), "") { MaxCellWidth = 100 };
        foreach ((string name, double value) in judgement.Metrics)
            table.Add(NameOf(name), Shown(name, value), Meaning(name, judgement));
        return table.Add("loss", Display.Fixed(judgement.Loss), LossText(judgement.Objective));
    }

    private static ReportFigure Figure(string name, double value, Judgement judged)
    {
        bool isHeadline = name is "accuracy" or "hamming_loss" or "roc_auc" or "f1" or "f1_micro" or "r2" or "rmse" or "mae";
        return new ReportFigure(name, NameOf(name), value, Shown(name, value), Meaning(name, judged), isHeadline);
    }

    private static ReportTable PartFigures(Judgement judged)
    {
        bool labels = judged.Predictions.IsClassification;
        string[] columns = [labels ? "label" : "output", .. judged.Parts[0].Select(figure => NameOf(figure.Name))];
        return new ReportTable(
            labels ? "Each label on its own" : "Each output on its own",
            columns,
            [.. judged.Targets.Select((target, j) => (IReadOnlyList<string>)[target, .. judged.Parts[j].Select(figure => Shown(figure.Name, figure.Value))])])
        { Figures = [.. Enumerable.Range(1, columns.Length - 1)] };
    }

    /// <summary>The figures of each label or output, a line each.</summary>
    public static TextTable PartTable(Judgement judgement)
    {
        bool labels = judgement.Predictions.IsClassification;
        IEnumerable<string> names = judgement.Parts[0].Select(figure => NameOf(figure.Name));
        var table = new TextTable([labels ? "label" : "output", .. names.Select(TextColumn.Right), .. labels ? [TextColumn.Right("rows")] : (TextColumn[])[]]);
        IReadOnlyList<ClassScores> scores = labels ? judgement.Predictions.PerClass() : [];
        for (int j = 0; j < judgement.Targets.Count; j++)
        {
            IEnumerable<string> figures = judgement.Parts[j].Select(figure => Shown(figure.Name, figure.Value));
            table.Add([judgement.Targets[j], .. figures, .. labels ? [Display.Count(scores[j].Support)] : (string[])[]]);
        }

        return table;
    }

    public static ConfusionMatrixView Matrix(ConfusionMatrix confusion)
    {
        long[,] counts = new long[confusion.Classes, confusion.Classes];
        for (int a = 0; a < confusion.Classes; a++)
        {
            for (int p = 0; p < confusion.Classes; p++)
                counts[a, p] = confusion[a, p];
        }

        return new ConfusionMatrixView(counts, confusion.ClassNames);
    }

    /// <summary>Precision, recall and F1 of each class; of many classes those with the lowest F1.</summary>
    public static TextTable Classes(ConfusionMatrix confusion)
    {
        bool many = confusion.Classes > MostClasses;
        var table = new TextTable("class", TextColumn.Right("precision"), TextColumn.Right("recall"), TextColumn.Right("F1"), TextColumn.Right("rows"))
        {
            Caption = many ? $"The {MostClasses} of {confusion.Classes} classes with the lowest F1" : null,
        };
        IEnumerable<int> classes = Enumerable.Range(0, confusion.Classes);
        if (many)
            classes = classes.OrderBy(c => confusion.PerClass(c).F1).Take(MostClasses);
        foreach (int c in classes)
            Row(confusion.ClassNames[c], confusion.PerClass(c));
        table.AddRule();
        Row("mean of classes", confusion.Macro);
        return table;

        void Row(string name, ClassScores scores) =>
            table.Add(name, Display.Fixed(scores.Precision), Display.Fixed(scores.Recall), Display.Fixed(scores.F1), Display.Count(scores.Support));
    }

    private static string Shown(string name, double value) => name is "rmse" or "mae" ? Display.Number(value, 5) : Display.Fixed(value);

    private static string LossText(Objective objective) => objective switch
    {
        RegressionObjective { Error: RegressionLoss.MeanAbsoluteError } => "mean absolute error in standard units",
        RegressionObjective { Error: RegressionLoss.Huber } => "Huber loss in standard units",
        RegressionObjective => "mean squared error in standard units",
        BinaryObjective { PositiveWeight: not 1 } or MultiClassObjective { ClassWeights.Count: > 0 } or MultiLabelObjective { PositiveWeights.Count: > 0 } => "cross-entropy, weighted",
        _ => "cross-entropy",
    };

    private static string Meaning(string metric, Judgement judgement)
    {
        TaskKind task = judgement.Predictions.Task;
        string of = task == TaskKind.Binary ? $"of '{judgement.Confusion!.ClassNames[1]}'" : task == TaskKind.MultiLabel ? "mean of labels" : "mean of classes";
        string units = judgement.Targets.Count == 1 ? $"in units of {judgement.Targets[0]}" : "mean of the outputs, each in its own units";
        return metric switch
        {
            "accuracy" when task == TaskKind.MultiLabel => $"share of rows with every label right (always guessing the commonest set: {Display.Fixed(judgement.Guessing)})",
            "hamming_loss" => "share of single labels that are wrong",
            "f1_micro" => "all labels' counts together",
            "accuracy" => $"share of right answers (always guessing the commonest class: {Display.Fixed(judgement.Guessing)})",
            "precision" or "recall" or "f1" or "f1_macro" or "pr_auc" => of,
            "roc_auc" => judgement.Predictions.Task == TaskKind.Binary ? "chance that a row of the class scores above one that is not" : task == TaskKind.MultiLabel ? of : "mean of each class against the rest",
            "rmse" => $"root mean squared error, {units}",
            "mae" => $"mean absolute error, {units}",
            "r2" => $"share of the variance explained (always guessing the mean: 0){(judgement.Outputs > 1 ? ", mean of the outputs" : "")}",
            _ => "",
        };
    }
}
