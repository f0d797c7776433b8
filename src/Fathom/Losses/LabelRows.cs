using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>
/// What losses on integer labels share. Scores x (N, C), (C) or (N, C, …) fall into rows of C numbers, one row a label; a row may be left out by its
/// label, and a class may count more or less.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly ref struct LabelRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<long> _labels;
    private readonly ReadOnlySpan<T> _weights;
    private readonly long _ignored;

    /// <summary>Rows in forward, which refuses labels that are no classes.</summary>
    public LabelRows(in Forward<T> f, long ignored, string operation, string scores)
        : this(f.Shape(0), f.X<long>(1), f.Has(2) ? f.X(2) : default, ignored)
    {
        for (int row = 0; row < Count; row++)
        {
            if (!Skips(row) && (ulong)_labels[row] >= (ulong)Classes)
                ThrowLabel(operation, scores, row);
        }
    }

    /// <summary>The same rows in backward.</summary>
    public LabelRows(in Backward<T> b, long ignored)
        : this(b.Shape(0), b.X<long>(1), b.Has(2) ? b.X(2) : default, ignored)
    {
    }

    private LabelRows(in Shape x, ReadOnlySpan<long> labels, ReadOnlySpan<T> weights, long ignored)
    {
        (Outer, Classes, Inner) = Split.At(x, LabelRows.ClassAxis(x));
        _labels = labels;
        _weights = weights;
        _ignored = ignored;
    }

    /// <summary>The number of rows.</summary>
    public int Count => _labels.Length;

    /// <summary>C.</summary>
    public int Classes { get; }

    /// <summary>The number of examples.</summary>
    public int Outer { get; }

    /// <summary>The number of rows of one example, as pixels of an image.</summary>
    public int Inner { get; }

    /// <summary>Whether a row does not count.</summary>
    public bool Skips(int row) => _labels[row] == _ignored;

    /// <summary>A row's label.</summary>
    public int Label(int row) => (int)_labels[row];

    /// <summary>How much a class counts.</summary>
    public T Weight(int label) => _weights.IsEmpty ? T.One : _weights[label];

    /// <summary>Where a row's number for a class stands.</summary>
    public int At(int row, int label) => (((row / Inner * Classes) + label) * Inner) + (row % Inner);

    /// <summary>How much the rows that count weigh together.</summary>
    /// <param name="weighted">By the weights of their labels, or each as 1.</param>
    public T Total(bool weighted)
    {
        T total = T.Zero;
        for (int row = 0; row < Count; row++)
        {
            if (!Skips(row))
                total += weighted ? Weight(Label(row)) : T.One;
        }

        return total;
    }

    [DoesNotReturn]
    private void ThrowLabel(string operation, string scores, int row) => throw new ArgumentOutOfRangeException(
        null, $"{operation}: label {row} is {_labels[row]}; expected a class number from 0 to {Classes - 1}, as {scores} have {Classes} classes. Number the classes from 0, and mark rows to leave out with ignoredLabel.");
}

/// <summary>The shapes and the reduction of losses on integer labels.</summary>
internal static class LabelRows
{
    /// <summary>Classes are axis 1, or the only one.</summary>
    public static int ClassAxis(in Shape x) => x.Rank == 1 ? 0 : 1;

    /// <summary>Demands that scores, labels and class weights fit, declares the result, and gives the shape of a number for each row.</summary>
    public static Shape Plan(ref Plan p, string scores, Reduction reduction)
    {
        Shape x = p.Floating(0, scores);
        p.Is(1, DType.Int64, "labels");
        Shape rows = Rows(ref p, scores);
        if (p[1] != rows)
            p.Throw(1, "labels", $"{rows}: a class number for each row of {scores} {x}, whose classes are axis {ClassAxis(x)}");
        p.Result(reduction == Reduction.None ? rows : []);
        return rows;
    }

    /// <summary>Demands a class axis and weights that fit it, and gives the shape without that axis.</summary>
    public static Shape Rows(ref Plan p, string scores)
    {
        Shape x = p[0];
        if (x.Rank == 0)
            p.Throw(0, scores, "at least one axis, the classes");
        int axis = ClassAxis(x);
        if (p.Has(2) && (p.Floating(2, "class weights").Rank != 1 || p[2][0] != x[axis]))
            p.Throw(2, "class weights", $"({x[axis]},), one for each class of {scores} {x}");
        return x.Without(axis);
    }

    /// <summary>The upstream gradient of every row; the mean divides by <paramref name="total"/>.</summary>
    public static ReadOnlySpan<T> Upstream<T>(in Backward<T> b, int rows, T total, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (reduction == Reduction.None)
            return b.DY();
        Span<T> upstream = b.Scratch(rows);
        upstream.Fill(b.DY()[0] / (reduction == Reduction.Mean ? total : T.CreateTruncating(PairLoss.Divisor(Examples(b.Shape(0)), 1, reduction))));
        return upstream;
    }

    /// <summary>Reduces the losses of rows to the result; the mean divides by <paramref name="total"/>.</summary>
    public static void Reduce<T>(in Forward<T> f, ReadOnlySpan<T> losses, T total, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        PairLoss.Reduce(f, losses, reduction, PairLoss.Divisor(Examples(f.Shape(0)), double.CreateTruncating(total), reduction));

    /// <summary>The place for the losses of rows: the result itself, or scratch.</summary>
    public static Span<T> Losses<T>(in Forward<T> f, int rows, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => reduction == Reduction.None ? f.Y() : f.Scratch(rows);

    /// <summary>How many examples there are: scores (C) are one, whatever C is.</summary>
    private static int Examples(in Shape x) => x.Rank == 1 ? 1 : x[0];
}
