using System.Globalization;
using System.Numerics;

namespace Fathom;

/// <summary>What objectives ask of outputs and targets before a loss is worked out, so that the text can speak of the task.</summary>
internal static class HeadChecks
{
    /// <summary>Refuses an output that is not (N, columns).</summary>
    public static void Output(string objective, Tensor output, bool fits, string expected, string remedy)
    {
        if (output.Rank != 2 || !fits)
            throw new ShapeException(objective, "output", output.Shape.ToString(), expected, remedy);
    }

    /// <summary>Refuses targets that are no 0, no 1 and no probability between.</summary>
    public static void ZeroToOne(string objective, Tensor targets, int firstRow = 0)
    {
        if (targets.Cell.Block is null)
            return;
        if (targets.Type == DType.Float32)
            ZeroToOne(objective, targets.AsReadOnlySpan<float>(), targets.Shape, firstRow);
        else if (targets.Type == DType.Float64)
            ZeroToOne(objective, targets.AsReadOnlySpan<double>(), targets.Shape, firstRow);
    }

    /// <summary>Refuses class numbers that are none of the network's outputs; probabilities of classes pass.</summary>
    public static void Classes(string objective, Tensor targets, int classes, long ignored, int firstRow = 0)
    {
        if (targets.Type != DType.Int64)
            return;
        ReadOnlySpan<long> labels = targets.AsReadOnlySpan<long>();
        int places = Math.Max(1, labels.Length / Math.Max(1, targets.Shape[0]));
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] != ignored && (ulong)labels[row] >= (ulong)classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(targets),
                    $"{objective}: the label in row {firstRow + (row / places)}{(places > 1 ? $", place {row % places}," : "")} is {labels[row]}; expected a class number from 0 to {classes - 1}: there are {classes} classes, one for each output of the network. Number the classes from 0, and mark rows to leave out with {ignored}.");
            }
        }
    }

    private static void ZeroToOne<T>(string objective, ReadOnlySpan<T> values, in Shape shape, int firstRow)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] >= T.Zero && values[i] <= T.One)
                continue;
            int columns = Math.Max(1, values.Length / Math.Max(1, shape[0]));
            string label = columns > 1 ? $", label {i % columns}," : "";
            throw new ArgumentOutOfRangeException(
                "targets",
                $"{objective}: the target in row {firstRow + (i / columns)}{label} is {values[i].ToString(null, CultureInfo.InvariantCulture)}; expected 0 or 1, or a probability between: there are 2 classes. Number several classes from 0 as Int64 labels (N,) and use MultiClassObjective.");
        }
    }
}
