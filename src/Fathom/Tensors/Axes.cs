using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>Some axes of a tensor, in order: <c>x.Sum(0)</c>, <c>x.Sum([0, -1])</c>. Negative ones count from the end; none at all means every axis.</summary>
/// <remarks>A value of fixed size, so that naming axes costs no memory in a training step.</remarks>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly record struct Axes : IEnumerable<int>
{
    // One byte an axis: a tensor has at most 8.
    private readonly ulong _packed;

    /// <summary>Names axes.</summary>
    /// <exception cref="ShapeException">More axes than a tensor can have, or one beyond them.</exception>
    public Axes(params ReadOnlySpan<int> axes)
    {
        if (axes.Length > Shape.MaxRank)
            ThrowCount(axes.Length);
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] is < -Shape.MaxRank or >= Shape.MaxRank)
                ThrowAxis(axes[i]);
            _packed |= (ulong)(byte)axes[i] << (8 * i);
        }

        Count = axes.Length;
    }

    /// <summary>Every axis: what <c>default</c> is.</summary>
    public static Axes All => default;

    /// <summary>The number of axes named; 0 means every axis.</summary>
    public int Count { get; }

    /// <summary>The axis at place <paramref name="i"/>, as it was named.</summary>
    public int this[int i] => (sbyte)(_packed >> (8 * i));

    /// <summary>One axis.</summary>
    public static implicit operator Axes(int axis) => new(axis);

    /// <summary>Makes axes from a collection expression.</summary>
    public static Axes Create(ReadOnlySpan<int> axes) => new(axes);

    /// <summary>Walks the axes as they were named.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <inheritdoc/>
    IEnumerator<int> IEnumerable<int>.GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<int>)this).GetEnumerator();

    /// <summary>As a list, <c>[0, -1]</c>; <c>all</c> for every axis.</summary>
    public override string ToString() => Count == 0 ? "all" : $"[{string.Join(", ", (IEnumerable<int>)this)}]";

    /// <summary>The axes as bits for a tensor of a rank for which a plan has accepted them.</summary>
    internal int Mask(int rank)
    {
        int mask = 0;
        foreach (int axis in this)
            mask |= 1 << (axis < 0 ? axis + rank : axis);
        return Count == 0 ? (1 << rank) - 1 : mask;
    }

    [DoesNotReturn]
    private static void ThrowCount(int count) =>
        throw new ShapeException($"A tensor has at most {Shape.MaxRank} axes; {count} were named.");

    [DoesNotReturn]
    private static void ThrowAxis(int axis) =>
        throw new ShapeException($"Axis {axis} does not exist: a tensor has at most {Shape.MaxRank} axes, 0 to {Shape.MaxRank - 1}, or −1 to −{Shape.MaxRank} from the end.");

    /// <summary>A walk over named axes.</summary>
    public struct Enumerator
    {
        private readonly Axes _axes;
        private int _at;

        internal Enumerator(Axes axes)
        {
            _axes = axes;
            _at = -1;
        }

        /// <summary>The axis.</summary>
        public readonly int Current => _axes[_at];

        /// <summary>Goes on to the next axis.</summary>
        public bool MoveNext() => ++_at < _axes.Count;
    }
}
