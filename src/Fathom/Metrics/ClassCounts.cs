namespace Fathom;

/// <summary>Rows of one class: predicted rightly, predicted at all, and there, each counting as much as its weight; and how many are there.</summary>
internal readonly record struct ClassCounts(double Right, double Predicted, double Actual, long Rows)
{
    /// <summary>The counts of every class (one class a row), or of every label (multi-label).</summary>
    public static ClassCounts[] Of(Predictions predictions)
    {
        bool several = predictions.Task == TaskKind.MultiLabel;
        var counts = new ClassCounts[several ? predictions.Width : predictions.Classes];
        ReadOnlySpan<long> labels = predictions.Labels, predicted = predictions.Predicted;
        for (int i = 0; i < labels.Length; i++)
        {
            double weight = RowWeights.At(predictions.Weights, several ? i / counts.Length : i);
            if (several)
            {
                counts[i % counts.Length] += new ClassCounts(weight * (labels[i] & predicted[i]), weight * predicted[i], weight * labels[i], labels[i]);
                continue;
            }

            counts[labels[i]] += new ClassCounts(labels[i] == predicted[i] ? weight : 0, 0, weight, 1);
            counts[predicted[i]] += new ClassCounts(0, weight, 0, 0);
        }

        return counts;
    }

    /// <summary>The counts of one class against all others.</summary>
    public static ClassCounts Of(string metric, ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, long positive)
    {
        Pairs.CheckLengths(metric, "predicted", predicted.Length, "labels", labels.Length);
        double right = 0;
        for (int i = 0; i < labels.Length; i++)
            if (labels[i] == positive && predicted[i] == positive)
                right++;
        return new ClassCounts(right, predicted.Count(positive), labels.Count(positive), labels.Count(positive));
    }

    /// <summary>One figure for all classes.</summary>
    public static ClassScores Average(ReadOnlySpan<ClassCounts> counts, ClassAverage average)
    {
        ClassCounts all = default;
        foreach (ClassCounts c in counts)
            all += c;
        if (average == ClassAverage.Micro)
            return ClassScores.Of(all);

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

        return total == 0 ? new ClassScores(0, 0, 0, 0) : new ClassScores(precision / total, recall / total, f1 / total, all.Rows);
    }

    public static ClassCounts operator +(ClassCounts a, ClassCounts b) => new(a.Right + b.Right, a.Predicted + b.Predicted, a.Actual + b.Actual, a.Rows + b.Rows);

    /// <summary>The scores a metric reports: of class 1 for a binary task unless an average is asked for.</summary>
    public static ClassScores Scores(Predictions predictions, ClassAverage average)
    {
        ClassCounts[] counts = Of(predictions);
        return average == ClassAverage.Auto && predictions.Task == TaskKind.Binary ? ClassScores.Of(counts[1]) : Average(counts, average);
    }
}
