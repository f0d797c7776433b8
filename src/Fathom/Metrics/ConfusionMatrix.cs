using System.Text;

namespace Fathom;

/// <summary>How often each class was taken for each: rows are what is right, columns what was predicted.</summary>
/// <remarks>As in scikit-learn, 0 stands where a figure would be 0 / 0, and the macro average is over classes that occur at all.</remarks>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    private ConfusionMatrix(long[] counts, int classes, IReadOnlyList<string> classNames)
    {
        _counts = counts;
        Classes = classes;
        ClassNames = classNames;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The classes in the order of their labels; the labels themselves when no names were given.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of rows.</summary>
    public long Total => _counts.Sum();

    /// <summary>The share on the diagonal; NaN without rows.</summary>
    public double Accuracy
    {
        get
        {
            long right = 0;
            for (int c = 0; c < Classes; c++)
                right += this[c, c];
            return (double)right / Total;
        }
    }

    /// <summary>Every class counts the same: the mean over classes that occur among labels or predictions.</summary>
    public ClassScores Macro => Average(ClassAverage.Macro);

    /// <summary>Every row counts the same.</summary>
    public ClassScores Micro => Average(ClassAverage.Micro);

    /// <summary>The mean weighted by the rows of each class.</summary>
    public ClassScores Weighted => Average(ClassAverage.Weighted);

    /// <summary>How many rows of class <paramref name="actual"/> were predicted as <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <summary>Counts rows.</summary>
    /// <param name="predicted">The predicted classes, (N,).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classNames">Their names, for printing.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a class is outside 0 … classes − 1.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, int classes, IReadOnlyList<string>? classNames = null)
    {
        Pairs.CheckLengths("ConfusionMatrix", "predicted", predicted.Length, "labels", labels.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (classNames is not null && classNames.Count != classes)
            throw new ArgumentException($"ConfusionMatrix: {classNames.Count} class names for {classes} classes; give one each.", nameof(classNames));
        long[] counts = new long[classes * classes];
        for (int i = 0; i < labels.Length; i++)
        {
            Pairs.CheckClass("ConfusionMatrix", "predicted", predicted, i, classes);
            Pairs.CheckClass("ConfusionMatrix", "labels", labels, i, classes);
            counts[((int)labels[i] * classes) + (int)predicted[i]]++;
        }

        return new ConfusionMatrix(counts, classes, classNames ?? [.. Enumerable.Range(0, classes).Select(c => c.ToString())]);
    }

    /// <summary>How well one class is found.</summary>
    public ClassScores PerClass(int c) => ClassScores.Of(Count(c));

    /// <summary>One figure for all classes; <see cref="ClassAverage.Auto"/> is class 1 of two classes, else the macro average.</summary>
    public ClassScores Average(ClassAverage average) =>
        average == ClassAverage.Auto && Classes == 2 ? PerClass(1) : ClassCounts.Average(Counts(), average);

    /// <summary>The counts as a table, right classes down, predicted ones across.</summary>
    public override string ToString()
    {
        const string corner = "right \\ predicted";
        int first = Math.Max(corner.Length, ClassNames.Max(name => name.Length));
        int[] widths = [.. Enumerable.Range(0, Classes).Select(p => Math.Max(ClassNames[p].Length, Enumerable.Range(0, Classes).Max(a => this[a, p].ToString().Length)))];
        var text = new StringBuilder(corner.PadRight(first));
        for (int p = 0; p < Classes; p++)
            text.Append("  ").Append(ClassNames[p].PadLeft(widths[p]));
        for (int a = 0; a < Classes; a++)
        {
            text.Append('\n').Append(ClassNames[a].PadRight(first));
            for (int p = 0; p < Classes; p++)
                text.Append("  ").Append(this[a, p].ToString().PadLeft(widths[p]));
        }

        return text.ToString();
    }

    internal ClassCounts[] Counts() => [.. Enumerable.Range(0, Classes).Select(Count)];

    private ClassCounts Count(int c)
    {
        long predicted = 0, actual = 0;
        for (int other = 0; other < Classes; other++)
        {
            predicted += this[other, c];
            actual += this[c, other];
        }

        return new ClassCounts(this[c, c], predicted, actual, actual);
    }
}
