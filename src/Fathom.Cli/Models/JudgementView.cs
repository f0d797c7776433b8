namespace Fathom.Cli;

/// <summary>Figures, confusion matrix and classes of a <see cref="Judgement"/>, as text and as blocks of a report.</summary>
internal static class JudgementView
{
    private const int MostClasses = 20;

    private static readonly Dictionary<string, string> Names = new()
    {
        ["accuracy"] = "accuracy",
        ["precision"] = "precision",
        ["recall"] = "recall",
        ["f1"] = "F1",
        ["roc_auc"] = "ROC-AUC",
        ["pr_auc"] = "PR-AUC",
        ["rmse"] = "RMSE",
        ["mae"] = "MAE",
        ["r2"] = "R²",
    };

    public static string NameOf(string metric) => Names.GetValueOrDefault(metric, metric);

    /// <summary>Writes everything a terminal can show.</summary>
    public static void Write(TextWriter text, Judgement judgement, string target)
    {
        text.WriteLine(Figures(judgement, target));
        if (judgement.Confusion is not { } confusion)
            return;
        text.WriteLine();
        text.WriteLine("Confusion matrix (rows: true classes; columns: predicted)");
        text.WriteLine(Matrix(confusion));
        text.WriteLine();
        text.WriteLine(Classes(confusion));
    }

    /// <summary>The figures, each with what it means.</summary>
    public static TextTable Figures(Judgement judgement, string target)
    {
        var table = new TextTable("", TextColumn.Right(""), "") { MaxCellWidth = 100 };
        foreach ((string name, double value) in judgement.Metrics)
            table.Add(NameOf(name), name is "rmse" or "mae" ? Display.Number(value, 5) : Display.Fixed(value), Meaning(name, judgement, target));
        return table.Add("loss", Display.Fixed(judgement.Loss), judgement.Confusion is null ? "mean squared error in standard units" : "cross-entropy");
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

    private static string Meaning(string metric, Judgement judgement, string target)
    {
        string of = judgement.Predictions.Task == TaskKind.Binary ? $"of '{judgement.Confusion!.ClassNames[1]}'" : "mean of classes";
        return metric switch
        {
            "accuracy" => $"share of right answers (always guessing the commonest class: {Display.Fixed(judgement.Guessing)})",
            "precision" or "recall" or "f1" or "pr_auc" => of,
            "roc_auc" => judgement.Predictions.Task == TaskKind.Binary ? "chance that a row of the class scores above one that is not" : "mean of each class against the rest",
            "rmse" => $"root mean squared error, in units of {target}",
            "mae" => $"mean absolute error, in units of {target}",
            "r2" => "share of the variance explained (always guessing the mean: 0)",
            _ => "",
        };
    }
}
