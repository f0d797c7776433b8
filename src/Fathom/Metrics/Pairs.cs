using System.Diagnostics.CodeAnalysis;

namespace Fathom;

/// <summary>Checks that metrics share.</summary>
internal static class Pairs
{
    public static void CheckLengths(string metric, string first, int firstLength, string second, int secondLength)
    {
        if (firstLength != secondLength)
            ThrowLengths(metric, first, firstLength, second, secondLength);
    }

    public static void CheckClass(string metric, string name, ReadOnlySpan<long> classes, int i, int count)
    {
        if ((ulong)classes[i] >= (ulong)count)
            ThrowClass(metric, name, classes[i], i, count);
    }

    /// <summary>Scores (N, width) against one label a row.</summary>
    public static void CheckRows(string metric, int scores, int labels, int classes)
    {
        if (scores != (long)labels * classes || (classes < 1 && labels > 0))
            throw new ArgumentException($"{metric}: {scores} scores for {labels} labels of {classes} classes; expected {(long)labels * classes}, one for each class of each row.");
    }

    /// <summary>How many values a row has, as there is one weight for each row; without weights it makes no difference.</summary>
    public static int OutputsARow(string metric, int values, ReadOnlySpan<double> weights)
    {
        int outputs = weights.IsEmpty ? 1 : values / weights.Length;
        RowWeights.Check(metric, weights, outputs == 0 || values % outputs != 0 ? values : values / outputs);
        return outputs;
    }

    [DoesNotReturn]
    private static void ThrowLengths(string metric, string first, int firstLength, string second, int secondLength) =>
        throw new ArgumentException($"{metric}: {first} has {firstLength} entries, {second} has {secondLength}; give one of each for every row.");

    [DoesNotReturn]
    private static void ThrowClass(string metric, string name, long got, int i, int count) =>
        throw new ArgumentException($"{metric}: {name}[{i}] is {got}; the {count} classes are counted from 0 to {count - 1}.");
}
