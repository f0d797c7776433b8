namespace Fathom;

/// <summary>Rows of one class: predicted rightly, predicted at all, and there.</summary>
internal readonly record struct ClassCounts(long Right, long Predicted, long Actual)
{
    /// <summary>The counts of every class (one class a row), or of every label (multi-label).</summary>
    public static ClassCounts[] Of(Predictions predictions)
    {
        if (predictions.Task != TaskKind.MultiLabel)
            return predictions.Classes == 0 ? [] : predictions.Confusion().Counts();
        var counts = new ClassCounts[predictions.Width];
        ReadOnlySpan<long> labels = predictions.Labels, predicted = predictions.Predicted;
        for (int i = 0; i < labels.Length; i++)
        {
            ref ClassCounts c = ref counts[i % counts.Length];
            c = new ClassCounts(c.Right + (labels[i] & predicted[i]), c.Predicted + predicted[i], c.Actual + labels[i]);
        }

        return counts;
    }

    /// <summary>The counts of one class against all others.</summary>
    public static ClassCounts Of(string metric, ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, long positive)
    {
        Pairs.CheckLengths(metric, "predicted", predicted.Length, "labels", labels.Length);
        long right = 0;
        for (int i = 0; i < labels.Length; i++)
            if (labels[i] == positive && predicted[i] == positive)
                right++;
        return new ClassCounts(right, predicted.Count(positive), labels.Count(positive));
    }

    /// <summary>One figure for all classes.</summary>
    public static ClassScores Average(ReadOnlySpan<ClassCounts> counts, ClassAverage average)
    {
        long right = 0, predicted = 0, actual = 0;
        foreach (ClassCounts c in counts)
            (right, predicted, actual) = (right + c.Right, predicted + c.Predicted, actual + c.Actual);
        if (average == ClassAverage.Micro)
            return ClassScores.Of(new ClassCounts(right, predicted, actual));

        double precision = 0, recall = 0, f1 = 0, total = 0;
        foreach (ClassCounts c in counts)
        {
            ClassScores scores = ClassScores.Of(c);
            double weight = average == ClassAverage.Weighted ? c.Actual : c.Actual + c.Predicted > 0 ? 1 : 0;
            precision += weight * scores.Precision;
            recall += weight * scores.Recall;
            f1 += weight * scores.F1;
            total += weight;
        }

        return total == 0 ? new ClassScores(0, 0, 0, 0) : new ClassScores(precision / total, recall / total, f1 / total, actual);
    }

    /// <summary>The scores a metric reports: of class 1 for a binary task unless an average is asked for.</summary>
    public static ClassScores Scores(Predictions predictions, ClassAverage average)
    {
        ClassCounts[] counts = Of(predictions);
        return average == ClassAverage.Auto && predictions.Task == TaskKind.Binary ? ClassScores.Of(counts[1]) : Average(counts, average);
    }
}
