using System.Numerics;
using System.Numerics.Tensors;

namespace Fathom;

/// <summary>What a data set must be before anything learns from it.</summary>
internal static class DatasetChecks
{
    public static void Check(Dataset data)
    {
        Tensor x = data.X, y = data.Y;
        string where = $"Data set '{data.Name}'";
        CheckTypes(where, x.Shape, x.Type, y.Shape, y.Type);
        if (x.Shape[0] != y.Shape[0])
            throw new ShapeException(where, "Y", $"{y.Shape} with {y.Shape[0]} rows", $"{x.Shape[0]} rows, as X {x.Shape}", "Each row of X needs its label.");
        if (x.Shape[0] == 0)
            throw new DatasetException($"{where} has no rows: X is {x.Shape}. Check the filter or the file it came from.");
        CheckColumns(data, where, x.Length / x.Shape[0], x.Shape);
        CheckFinite(data, x, "X", data.FeatureNames);
        CheckFinite(data, y, "Y", []);
        CheckLabels(data, where);
    }

    /// <summary>The same for rows yet to be made, but for their values.</summary>
    public static void CheckSource(Dataset data)
    {
        RowSource source = data.Source;
        string where = $"Data set '{data.Name}'";
        if (source.Count <= 0)
            throw new DatasetException($"{where} has no rows: its source has {source.Count}. Check the filter or the file it came from.");
        Shape row = source.XShape.Insert(0, 1);
        CheckTypes(where, row, source.XType, source.YShape.Insert(0, 1), source.YType);
        CheckColumns(data, where, row.Length, row);
        CheckLabels(data, where);
    }

    private static void CheckTypes(string where, Shape x, DType xType, Shape y, DType yType)
    {
        if (x.Rank == 0 || xType == DType.Bool)
            throw new ShapeException(where, "X", $"{xType} {x}", "Float32, Float64 or Int64 of shape (rows, …)", "Convert it with To(DType.Float32).");
        if (y.Rank == 0 || yType == DType.Bool)
            throw new ShapeException(where, "Y", $"{yType} {y}", "Int64 labels (rows,) or Float32 (rows, outputs)", "Convert it with To(DType.Int64) for classes, To(DType.Float32) for 0 and 1.");
        if (yType.IsFloating() && y.Rank == 1)
            throw new ShapeException(where, "Y", $"{yType} {y}", "an axis of outputs, as a network gives", $"Write Reshape(-1, 1) to make it ({y.Length}, 1).");
    }

    private static void CheckColumns(Dataset data, string where, int columns, Shape x)
    {
        if (columns == 0)
            throw new DatasetException($"{where} has no features: X is {x}. Every column was left out.");
        if (data.FeatureNames.Count != 0 && data.FeatureNames.Count != columns)
            throw new ShapeException(where, "featureNames", $"{data.FeatureNames.Count} names", $"{columns}, one for each column of X {x}");
    }

    private static void CheckFinite(Dataset data, Tensor tensor, string argument, IReadOnlyList<string> names)
    {
        if (tensor.Type == DType.Float32)
            CheckFinite(data, tensor.AsReadOnlySpan<float>(), tensor.Length / tensor.Shape[0], argument, names);
        else if (tensor.Type == DType.Float64)
            CheckFinite(data, tensor.AsReadOnlySpan<double>(), tensor.Length / tensor.Shape[0], argument, names);
    }

    private static void CheckFinite<T>(Dataset data, ReadOnlySpan<T> values, int columns, string argument, IReadOnlyList<string> names)
        where T : IFloatingPointIeee754<T>
    {
        if (TensorPrimitives.IsFiniteAll(values))
            return;
        int first = -1, count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (T.IsFinite(values[i]))
                continue;
            first = first < 0 ? i : first;
            count++;
        }

        string kind = T.IsNaN(values[first]) ? "NaN" : T.IsPositive(values[first]) ? "+∞" : "−∞";
        (int row, int column) = (first / columns, first % columns);
        string? name = column < names.Count ? names[column] : null;
        string many = count == 1 ? "one value that is" : $"{count} values that are";
        throw new DatasetException(
            $"Data set '{data.Name}': {argument} has {many} not a finite number; the first is {kind} in row {row}, column {column}{(name is null ? "" : $" ('{name}')")}, "
            + "both counted from 0. Fill in or drop missing values first: a network turns one NaN into NaN everywhere.",
            column: name);
    }

    private static void CheckLabels(Dataset data, string where)
    {
        if (data.ClassNames is not { } classes)
            return;
        Shape row = data.Source.YShape;
        if (data.Source.YType != DType.Int64 && (row.Length == 1 ? classes.Count is not (1 or 2) : classes.Count != row.Length))
            throw new ShapeException(where, "classNames", $"{classes.Count} names", row.Length == 1 ? $"2 for a binary Y {row.Insert(0, data.Count)}, or 1 for a single label" : $"{row.Length}, one for each column of Y {row.Insert(0, data.Count)}", "Leave them out for regression; give Int64 labels (rows,) for several classes.");
        data.ForEachPartOfY((start, y) => CheckLabels(y, start, row.Length, classes, where));
    }

    private static void CheckLabels(Tensor y, int start, int outputs, IReadOnlyList<string> classes, string where)
    {
        if (y.Type == DType.Int64)
        {
            ReadOnlySpan<long> labels = y.AsReadOnlySpan<long>();
            for (int i = 0; i < labels.Length; i++)
                if ((ulong)labels[i] >= (ulong)classes.Count)
                    throw new DatasetException($"{where}: the label in row {start + (i / outputs)} is {labels[i]}; the {classes.Count} classes ({Some(classes)}) have the labels 0 to {classes.Count - 1}. Count labels from 0.");
            return;
        }

        for (int i = 0; i < y.Length; i++)
            if (y.GetElement(i) is not (0 or 1))
                throw new DatasetException($"{where}: Y is {y.GetElement(i)} in row {start + (i / outputs)}, column {i % outputs}; with ClassNames ({Some(classes)}) a floating-point Y holds 0 or 1. Leave the class names out for regression.");
    }

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", …" : "");
}
