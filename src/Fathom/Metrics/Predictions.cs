using System.Diagnostics.CodeAnalysis;

namespace Fathom;

/// <summary>What an evaluation pass collects, batch by batch: a network's predictions beside what was right.</summary>
/// <remarks><code>
/// task         outputs given to Add                          right answers given to Add
/// Binary       (n, 1) probability of class 1                 (n, 1) Float32 or (n,) Int64: 0 or 1
/// MultiClass   (n, C) probability of each class              (n,) Int64 classes
/// MultiLabel   (n, L) probability of each label              (n, L) Float32: 0 or 1
/// Regression   (n, outputs) values                           (n, outputs) Float32
/// NextToken    (n, T, V) probability of each token           (n, T) Int64 tokens; −100 leaves a place out
/// </code>
/// Of tokens no V probabilities are kept: each place is a row of its own with the probability of the right token, that token, and the predicted one.
/// Everything is kept in double. <see cref="Clear"/> keeps the memory, so that an evaluation each epoch allocates nothing.
/// </remarks>
public sealed partial class Predictions
{
    private double[] _outputs = [];
    private double[] _targets = [];
    private long[] _labels = [];
    private long[] _predicted = [];
    private double[] _weights = [];
    private int _predictedRows;
    private bool _weighted;

    /// <summary>Collects predictions for one kind of task.</summary>
    /// <param name="task">What the network was asked for.</param>
    /// <param name="classNames">The classes in the order of their labels, for reports; may be null.</param>
    /// <param name="threshold">Binary and multi-label: predicted is 1 from this probability on; .5 by default.</param>
    public Predictions(TaskKind task, IReadOnlyList<string>? classNames = null, double threshold = 0.5)
    {
        Task = task;
        ClassNames = classNames;
        Threshold = threshold;
    }

    /// <summary>What the network was asked for.</summary>
    public TaskKind Task { get; }

    /// <summary>The classes in the order of their labels, or null.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>From this probability on the prediction is 1, where <see cref="Thresholds"/> does not say otherwise.</summary>
    public double Threshold { get; }

    /// <summary>Multi-label: a threshold for each label; empty, the default, for <see cref="Threshold"/> everywhere.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [];

    /// <summary>The number of rows so far; of tokens, the number of places that count.</summary>
    public int Count { get; private set; }

    /// <summary>Values a row: 1 for a binary task and for tokens, else classes, labels or outputs. 0 before the first <see cref="Add"/>.</summary>
    public int Width { get; private set; }

    /// <summary>The number of classes: 2 for a binary task, the labels for a multi-label one, the tokens there are for next tokens, 0 for regression.</summary>
    public int Classes => Task switch { TaskKind.Binary => 2, TaskKind.Regression => 0, TaskKind.NextToken => _vocabulary, _ => Width > 0 ? Width : ClassNames?.Count ?? 0 };

    /// <summary>Whether there are classes at all.</summary>
    public bool IsClassification => Task != TaskKind.Regression;

    /// <summary>Probabilities or values, (Count, Width), row by row; of tokens the probability of the right one, (Count,).</summary>
    public ReadOnlySpan<double> Outputs => _outputs.AsSpan(0, Count * Width);

    /// <summary>Regression: what was right, (Count, Width).</summary>
    public ReadOnlySpan<double> Targets => _targets.AsSpan(0, IsClassification ? 0 : Count * Width);

    /// <summary>Classification: the right class of each row, (Count,); multi-label: 0 or 1, (Count, Width).</summary>
    public ReadOnlySpan<long> Labels => _labels.AsSpan(0, LabelsPerRow * Count);

    /// <summary>Classification: the predicted class of each row (the most probable; of equals the first), in the layout of <see cref="Labels"/>.</summary>
    public ReadOnlySpan<long> Predicted
    {
        get
        {
            Predict();
            return _predicted.AsSpan(0, LabelsPerRow * Count);
        }
    }

    /// <summary>How much each row counts in metrics, (Count,); empty when no row was added with a weight.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, _weighted ? Count : 0);

    /// <summary>Whether there is a probability of every class.</summary>
    internal bool HasProbabilities => IsClassification && Task != TaskKind.NextToken;

    private int LabelsPerRow => Task switch { TaskKind.Regression => 0, TaskKind.MultiLabel => Width, _ => 1 };

    /// <summary>Adds the rows of a batch; its values are copied, so a step may end.</summary>
    /// <param name="outputs">Probabilities (not logits) or values, (n, width).</param>
    /// <param name="right">Labels or targets of the same rows.</param>
    /// <param name="weights">How much each row counts in metrics, (n,), numbers of at least 0; none for 1 each.</param>
    /// <exception cref="ShapeException">Shapes or types are not those of the task, or the width differs from earlier rows.</exception>
    /// <exception cref="ArgumentException">A label is none of the classes, or a weight is negative or not finite.</exception>
    public void Add(Tensor outputs, Tensor right, Tensor weights = default)
    {
        if (Task == TaskKind.NextToken)
        {
            AddTokens(outputs, right, weights);
            return;
        }

        CheckOutputs(outputs);
        int rows = outputs.Shape[0], width = outputs.Length / Math.Max(1, rows);
        bool whole = Task is TaskKind.Regression or TaskKind.MultiLabel;
        int perRow = whole ? width : 1;
        if (right.Rank == 0 || right.Shape[0] != rows || right.Length != (long)rows * perRow || (Task == TaskKind.MultiClass && right.Type != DType.Int64))
            ThrowRight(outputs, right, whole);
        if (!weights.IsNone && (weights.Length != rows || !weights.Type.IsFloating()))
            throw new ShapeException("Predictions", "weights", $"{weights.Type} {weights.Shape}", $"Float32 or Float64 ({rows},), one for each row of outputs {outputs.Shape}");
        if (rows == 0)
            return;

        Width = width;
        int at = Count * Width;
        Reserve(ref _outputs, at + outputs.Length);
        CopyNumbers(outputs, _outputs.AsSpan(at, outputs.Length));
        if (IsClassification)
        {
            Reserve(ref _labels, (Count + rows) * perRow);
            CopyLabels(right, _labels.AsSpan(Count * perRow, rows * perRow));
        }
        else
        {
            Reserve(ref _targets, at + right.Length);
            CopyNumbers(right, _targets.AsSpan(at, right.Length));
        }

        AddWeights(weights, rows);
        Count += rows;
    }

    /// <summary>One label, class (against all others) or output alone, so that every metric can be had for it: <c>new R2().Compute(predictions.Column(1))</c>.</summary>
    /// <param name="index">Which, from 0 to <see cref="Width"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The predictions are of tokens, of whose probabilities only one is kept.</exception>
    public Predictions Column(int index)
    {
        if (Task == TaskKind.NextToken)
            throw new ArgumentException("Predictions: of tokens the probability of the right one alone is kept, so there are no columns of others. PerClass() and Confusion() tell tokens apart.");
        if ((uint)index >= (uint)Width)
            throw new ArgumentOutOfRangeException(nameof(index), $"Predictions: column {index} was asked for; they have {Width} columns, counted from 0.");
        string[]? names = Width == 1 && ClassNames?.Count == 2 ? [.. ClassNames] : ClassNames is { } known && index < known.Count ? [$"not {known[index]}", known[index]] : null;
        var column = new Predictions(IsClassification ? TaskKind.Binary : TaskKind.Regression, IsClassification ? names : null, ThresholdOf(index))
        {
            Count = Count,
            Width = 1,
            _outputs = ColumnOf(Outputs, index),
            _targets = IsClassification ? [] : ColumnOf(Targets, index),
            _weights = Weights.ToArray(),
            _weighted = _weighted,
        };
        if (Task == TaskKind.MultiClass)
        {
            // The predicted class is the most probable one, whatever its probability.
            column._labels = Array.ConvertAll(Labels.ToArray(), label => label == index ? 1L : 0);
            column._predicted = Array.ConvertAll(Predicted.ToArray(), predicted => predicted == index ? 1L : 0);
            column._predictedRows = Count;
        }
        else if (IsClassification)
        {
            column._labels = ColumnOf(Labels, index);
        }

        return column;
    }

    /// <summary>How well each class or label is found: precision, recall, F1 and rows.</summary>
    /// <exception cref="ArgumentException">The task is a regression.</exception>
    public IReadOnlyList<ClassScores> PerClass() => IsClassification
        ? [.. ClassCounts.Of(this).Select(counts => ClassScores.Of(counts))]
        : throw new ArgumentException("Scores of classes need classes; these predictions are of a Regression task. Column(i) gives each output alone, for any metric.");

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear() => (Count, Width, _vocabulary, _predictedRows, _weighted) = (0, 0, 0, 0, false);

    /// <summary>The confusion matrix of a binary or multi-class task or of tokens: it counts rows, whatever their weights.</summary>
    /// <exception cref="ArgumentException">The task has no single class a row.</exception>
    public ConfusionMatrix Confusion() => Task is TaskKind.Binary or TaskKind.MultiClass or TaskKind.NextToken
        ? ConfusionMatrix.Of(Predicted, Labels, Classes, ClassNames)
        : throw new ArgumentException($"A confusion matrix needs one class a row; these predictions are of a {Task} task.");

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
    }

    private T[] ColumnOf<T>(ReadOnlySpan<T> all, int index)
    {
        var column = new T[Count];
        for (int row = 0; row < column.Length; row++)
            column[row] = all[(row * Width) + index];
        return column;
    }

    private double ThresholdOf(int index) => Thresholds.Count == 0 ? Threshold : Thresholds[index];

    /// <summary>Rows without weights count 1 as soon as others have them.</summary>
    private void AddWeights(Tensor weights, int rows)
    {
        if (weights.IsNone && !_weighted)
            return;
        Reserve(ref _weights, Count + rows);
        if (!_weighted)
            _weights.AsSpan(0, Count).Fill(1);
        _weighted = true;
        Span<double> added = _weights.AsSpan(Count, rows);
        if (weights.IsNone)
        {
            added.Fill(1);
            return;
        }

        CopyNumbers(weights, added);
        RowWeights.Check("Predictions", added, rows);
    }

    private static void CopyNumbers(Tensor from, Span<double> to, int start = 0)
    {
        if (from.Type == DType.Float64)
        {
            from.AsReadOnlySpan<double>().Slice(start, to.Length).CopyTo(to);
            return;
        }

        ReadOnlySpan<float> values = from.AsReadOnlySpan<float>().Slice(start, to.Length);
        for (int i = 0; i < values.Length; i++)
            to[i] = values[i];
    }

    private void CopyLabels(Tensor from, Span<long> to)
    {
        int classes = Task == TaskKind.MultiClass ? Width : 2;
        for (int i = 0; i < to.Length; i++)
        {
            double label = from.GetElement(i);
            if (!(label >= 0 && label < classes && label == Math.Floor(label)))
                throw new ArgumentException($"Predictions: the label in row {i / (to.Length / from.Shape[0])} of the batch is {label}; the {classes} classes of this {Task} task have the labels 0 to {classes - 1}.", nameof(from));
            to[i] = (long)label;
        }
    }

    private void Predict()
    {
        int perRow = LabelsPerRow;
        Reserve(ref _predicted, Count * perRow);
        for (int row = _predictedRows; row < Count; row++)
        {
            ReadOnlySpan<double> outputs = _outputs.AsSpan(row * Width, Width);
            if (Task == TaskKind.MultiClass)
                _predicted[row] = TopK.Best(outputs);
            else
                for (int j = 0; j < perRow; j++)
                    _predicted[(row * perRow) + j] = outputs[j] >= ThresholdOf(j) ? 1 : 0;
        }

        _predictedRows = Count;
    }

    private void CheckOutputs(Tensor outputs)
    {
        bool fits = outputs.Rank == 2 && outputs.Type.IsFloating() && outputs.Shape[1] switch
        {
            0 => false,
            1 => Task != TaskKind.MultiClass,
            _ => Task != TaskKind.Binary,
        };
        if (!fits)
            throw new ShapeException("Predictions", "outputs", $"{outputs.Type} {outputs.Shape}", Task switch
            {
                TaskKind.Binary => "(rows, 1), the probability of class 1",
                TaskKind.MultiClass => "(rows, classes) with 2 classes or more",
                TaskKind.MultiLabel => "(rows, labels)",
                _ => "(rows, outputs)",
            });
        if (Thresholds.Count > 0 && Thresholds.Count != outputs.Shape[1])
            throw new ShapeException("Predictions", "outputs", outputs.Shape.ToString(), $"{Thresholds.Count} columns, as there are {Thresholds.Count} thresholds");
        if (Width != 0 && outputs.Shape[1] != Width)
            throw new ShapeException("Predictions", "outputs", outputs.Shape.ToString(), $"{Width} columns, as in the rows before");
    }

    [DoesNotReturn]
    private void ThrowRight(Tensor outputs, Tensor right, bool whole) => throw new ShapeException(
        "Predictions",
        whole ? "targets" : "labels",
        $"{right.Type} {right.Shape}",
        whole ? $"{outputs.Shape}, as the outputs" : Task == TaskKind.Binary ? $"({outputs.Shape[0]}, 1) or ({outputs.Shape[0]},)" : $"Int64 ({outputs.Shape[0]},)");
}
