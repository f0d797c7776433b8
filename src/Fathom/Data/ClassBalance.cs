namespace Fathom;

/// <summary>Weights that make up for classes of unequal size, computed from labels: give it the training part only.</summary>
/// <remarks><code>
/// class weights      w[c] = n / (C · n[c])      as scikit-learn's class_weight="balanced": the weights of all rows add up to n
/// positive weight    w = n[0] / n[1]            the same proportion for one logit: both classes count the same
/// source             King and Zeng 2001, "Logistic regression in rare events data"
/// </code>
/// For the loss: <see cref="MultiClassObjective.ClassWeights"/>, <see cref="BinaryObjective.PositiveWeight"/>, <see cref="MultiLabelObjective.PositiveWeights"/>.
/// The other way is to draw rare classes more often: <see cref="Sampler.Balanced"/>.</remarks>
public static class ClassBalance
{
    /// <summary>The weight of each class of a binary or multi-class set, in the order of the labels.</summary>
    /// <exception cref="DatasetException">The set has no one class a row, or a class has no row.</exception>
    public static double[] ClassWeights(Dataset data)
    {
        long[] counts = Counts(data, "ClassWeights");
        return Array.ConvertAll(counts, count => (double)data.Count / (counts.Length * count));
    }

    /// <summary>The weight of class 1 of a binary set, against 1 for class 0.</summary>
    /// <exception cref="DatasetException">The set is not binary, or a class has no row.</exception>
    public static double PositiveWeight(Dataset data)
    {
        long[] counts = Counts(data, "PositiveWeight");
        return counts.Length == 2
            ? (double)counts[0] / counts[1]
            : throw new DatasetException($"PositiveWeight: data set '{data.Name}' has {counts.Length} classes; one positive weight is for two. Use ClassWeights.");
    }

    /// <summary>The weight of a 1 of each label of a multi-label set, against 1 for a 0.</summary>
    /// <exception cref="DatasetException">Y holds no labels, or a label is never, or always, 1.</exception>
    public static double[] PositiveWeights(Dataset data)
    {
        if (!data.Y.Type.IsFloating() || data.Y.Rank != 2)
            throw new DatasetException($"PositiveWeights: Y of '{data.Name}' is {data.Y.Type} {data.Y.Shape}; expected Float32 (rows, labels) of 0 and 1.");
        int labels = data.Y.Shape[1];
        double[] weights = new double[labels];
        for (int j = 0; j < labels; j++)
        {
            long ones = 0;
            for (int row = 0; row < data.Count; row++)
                ones += data.Y.GetElement((row * labels) + j) == 1 ? 1 : 0;
            if (ones == 0 || ones == data.Count)
                throw new DatasetException($"PositiveWeights: label '{(data.ClassNames is { } names && j < names.Count ? names[j] : j.ToString())}' is {(ones == 0 ? 0 : 1)} in all {data.Count} rows of '{data.Name}', so it has no balance. Leave the label out, or bring rows of the other kind.");
            weights[j] = (double)(data.Count - ones) / ones;
        }

        return weights;
    }

    /// <summary>The class of each row, and how many rows each class has.</summary>
    internal static (int[] OfRow, long[] Counts) Classes(Dataset data, string caller)
    {
        Tensor y = data.Y;
        bool binary = y.Type.IsFloating() && y.Length == data.Count && data.ClassNames is not { Count: not 2 };
        if (!binary && (y.Type != DType.Int64 || y.Length != data.Count))
            throw new DatasetException($"{caller}: classes to balance are needed, one a row; Y of '{data.Name}' is {y.Type} {y.Shape}. A regression has no classes{(y.Type.IsFloating() ? "; for labels use PositiveWeights" : "")}.");
        int[] ofRow = new int[data.Count];
        int most = binary ? 1 : (data.ClassNames?.Count ?? 1) - 1;
        for (int i = 0; i < ofRow.Length; i++)
        {
            double label = y.GetElement(i);
            if (!(label >= 0 && label < int.MaxValue && label == Math.Floor(label) && (!binary || label <= 1)))
                throw new DatasetException($"{caller}: the label in row {i} of '{data.Name}' is {label}; expected {(binary ? "0 or 1" : "classes numbered from 0")}. A regression has no classes to balance.");
            ofRow[i] = (int)label;
            most = Math.Max(most, ofRow[i]);
        }

        if (most > data.Count && most >= (data.ClassNames?.Count ?? 0))
            throw new DatasetException($"{caller}: the labels of '{data.Name}' reach {most} in {data.Count} rows; number the classes from 0 without gaps.");
        long[] counts = new long[most + 1];
        foreach (int c in ofRow)
            counts[c]++;
        return (ofRow, counts);
    }

    private static long[] Counts(Dataset data, string caller)
    {
        long[] counts = Classes(data, caller).Counts;
        int empty = Array.IndexOf(counts, 0);
        return empty < 0
            ? counts
            : throw new DatasetException($"{caller}: class {(data.ClassNames is { } names ? $"'{names[empty]}'" : empty.ToString())} of '{data.Name}' has no row, so it cannot be balanced. Leave the class out, or bring rows of it.");
    }
}
