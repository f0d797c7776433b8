namespace Fathom.Cli;

/// <summary>Figures, confusion matrix and classes of a <see cref="Judgement"/>, as text and as blocks of a report.</summary>
internal static class JudgementView
{
    private const int MostClasses = 20;

    // More classes than this fill the page's width.
    private const int SideBySide = 4;
    private const int MostScatters = 8;
    private const int MostPoints = 1_500;

    private static readonly Dictionary<string, string> Names = new()
    {
        ["accuracy"] = "accuracy",
        ["precision"] = "precision",
        ["recall"] = "recall",
        ["f1"] = "F1",
        ["f1_macro"] = "F1 (macro)",
        ["f1_micro"] = "F1 (micro)",
        ["hamming_loss"] = "Hamming loss",
        ["roc_auc"] = "ROC-AUC",
        ["pr_auc"] = "PR-AUC",
        ["rmse"] = "RMSE",
        ["mae"] = "MAE",
        ["r2"] = "R²",
        ["perplexity"] = "perplexity",
        ["bits_per_character"] = "bits per character",
    };

    public static string NameOf(string metric) => Names.GetValueOrDefault(metric, metric);

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

    /// <summary>The figures for the head of a report.</summary>
    public static IEnumerable<(string Name, string Shown)> Headlines(Judgement judgement) =>
        from figure in judgement.Metrics
        where figure.Name is "accuracy" or "hamming_loss" or "roc_auc" or "f1" or "f1_micro" or "r2" or "rmse" or "mae"
        select (NameOf(figure.Name), figure.Name is "rmse" or "mae" ? Display.Number(figure.Value) : Display.Fixed(figure.Value));

    /// <summary>Adds figures, confusion matrix, classes, labels and scatters to a report.</summary>
    public static void AddTo(HtmlReport report, Judgement judged)
    {
        report.Add(Figures(judged));
        if (judged.Confusion is { Classes: > SideBySide } wide)
            report.Add(Matrix(wide)).Add(Classes(wide));
        else if (judged.Confusion is { } confusion)
            report.AddRow(Matrix(confusion), Classes(confusion));
        if (judged.Parts.Count > 0)
            report.Add(PartTable(judged));
        foreach (int output in Enumerable.Range(0, Math.Min(judged.Outputs, MostScatters)))
            report.Add(Scatter(judged, output, judged.Targets[output]));
    }

    /// <summary>The figures, each with what it means.</summary>
    public static TextTable Figures(Judgement judgement)
    {
        var table = new TextTable("", TextColumn.Right(""), "") { MaxCellWidth = 100 };
        foreach ((string name, double value) in judgement.Metrics)
            table.Add(NameOf(name), Shown(name, value), Meaning(name, judgement));
        return table.Add("loss", Display.Fixed(judgement.Loss), LossText(judgement.Objective));
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

    /// <summary>Regression: predicted against true values of the test part, for one output.</summary>
    private static LineChart Scatter(Judgement judgement, int output, string target)
    {
        double[] actual = judgement.Column(judgement.Actual, output), predicted = judgement.Column(judgement.Predicted, output);
        // Every k-th row: enough to see, and the same picture every time.
        int step = (judgement.Rows + MostPoints - 1) / MostPoints;
        var rows = Enumerable.Range(0, judgement.Rows).Where(i => i % step == 0).ToList();
        double low = Math.Min(actual.Min(), predicted.Min()), high = Math.Max(actual.Max(), predicted.Max());
        return new LineChart
        {
            Title = "Predicted against true",
            XLabel = $"true {target}",
            YLabel = "predicted",
            Series =
            {
                new ChartSeries("test rows", rows.Select(i => actual[i]), rows.Select(i => predicted[i]), SeriesStyle.Points),
                new ChartSeries("perfect", [low, high], [low, high], SeriesStyle.Reference),
            },
        };
    }
}
