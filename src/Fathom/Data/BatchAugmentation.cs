using System.Buffers;

namespace Fathom;

/// <summary>A change of a batch that blends its examples, targets included: <see cref="Mixup"/>, <see cref="CutMix"/>. <c>Trainer.BatchAugmentation</c> applies it in every step.</summary>
/// <remarks>Labels become probabilities, which <see cref="Loss.SoftCrossEntropy"/>, and with it <c>Objective.MultiClass</c>, takes as well. For training alone.</remarks>
public abstract record BatchAugmentation
{
    /// <summary>Blends each row of a batch with another of the same batch.</summary>
    /// <param name="x">Examples (N, …).</param>
    /// <param name="y">Labels, Int64 (N), or floating-point targets (N, …).</param>
    /// <param name="classes">The number of classes where y holds labels.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same blends.</param>
    /// <exception cref="ShapeException">x holds no floating-point numbers, y is of another length, or holds labels without <paramref name="classes"/> or beyond them.</exception>
    public abstract (Tensor X, Tensor Y) Apply(Tensor x, Tensor y, int? classes = null, Rng? rng = null);

    /// <summary>A row for each row to be blended with, in random order, Int64 (N).</summary>
    private protected static Tensor Partners(int rows, Rng rng)
    {
        Tensor order = Tensor.Empty([rows], DType.Int64);
        int[] drawn = ArrayPool<int>.Shared.Rent(rows);
        rng.Permutation(drawn.AsSpan(0, rows));
        for (int i = 0; i < rows; i++)
            order.AsSpan<long>()[i] = drawn[i];
        ArrayPool<int>.Shared.Return(drawn);
        return order;
    }

    private protected void Demand(Tensor x, Tensor y)
    {
        if (!x.Type.IsFloating() || x.Rank == 0)
            throw new ShapeException(GetType().Name, "x", $"{x.Type} {x.Shape}", "floating-point rows (N, …)", "There is nothing between two indices.");
        if (y.Rank == 0 || y.Shape[0] != x.Shape[0])
            throw new ShapeException(GetType().Name, "y", $"{y.Type} {y.Shape}", $"{x.Shape[0]} rows, as x {x.Shape}", "Each row of x needs its target.");
    }

    /// <summary>Targets that can be blended: labels as probabilities, others as they are.</summary>
    private protected Tensor Targets(Tensor x, Tensor y, int? classes) => y.Type.IsFloating() ? y : OneHot(y, classes, x.Type);

    private Tensor OneHot(Tensor labels, int? classes, DType type)
    {
        if (classes is not { } count || labels.Type != DType.Int64 || labels.Rank != 1)
            throw new ShapeException(GetType().Name, "y", $"{labels.Type} {labels.Shape}{(classes is null ? " without classes" : "")}", "Int64 labels (N) together with classes, or floating-point targets (N, …)", "Say how many classes there are: Apply(x, y, classes: 3).");
        Tensor probabilities = Tensor.Zeros([labels.Length, count], type);
        ReadOnlySpan<long> all = labels.AsReadOnlySpan<long>();
        for (int i = 0; i < all.Length; i++)
        {
            if ((ulong)all[i] >= (ulong)count)
                throw new ShapeException(GetType().Name, "y", $"label {all[i]} in row {i}", $"labels from 0 to {count - 1}, as classes is {count}");
            probabilities.SetElement((i * count) + (int)all[i], 1);
        }

        return probabilities;
    }
}
