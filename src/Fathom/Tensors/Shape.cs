using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>The lengths of a tensor's axes, outermost first: <c>Shape s = [32, 10];</c>. At most <see cref="MaxRank"/> axes; the empty shape is a scalar.</summary>
/// <remarks>A value of fixed size, so that shapes cost no memory in a training step. Indices count from 0; <c>s[^1]</c> is the last axis.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    /// <summary>The largest number of axes a tensor can have.</summary>
    public const int MaxRank = 8;

    private readonly Lengths _lengths;
    private readonly int _rank;

    /// <summary>Makes a shape from the lengths of its axes.</summary>
    /// <exception cref="ShapeException">More than <see cref="MaxRank"/> axes, a negative length, or more elements than an <see cref="int"/> can count.</exception>
    public Shape(params ReadOnlySpan<int> lengths)
    {
        if (lengths.Length > MaxRank)
            ThrowRank(lengths.Length);
        long count = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0)
                ThrowNegative(i, lengths[i]);
            count *= lengths[i];
            if (count > int.MaxValue)
                ThrowTooLarge(lengths);
            _lengths[i] = lengths[i];
        }

        _rank = lengths.Length;
        Length = (int)count;
    }

    /// <summary>The number of axes.</summary>
    public int Rank => _rank;

    /// <summary>The number of elements: the product of the axes, 1 for a scalar.</summary>
    public int Length { get; }

    /// <summary>The length of axis <paramref name="axis"/>.</summary>
    public int this[int axis]
    {
        get
        {
            if ((uint)axis >= (uint)_rank)
                ThrowAxis(axis);
            return _lengths[axis];
        }
    }

    /// <summary>The length of an axis counted from either end: <c>shape[^1]</c> is the last.</summary>
    public int this[Index axis] => this[axis.GetOffset(_rank)];

    /// <summary>The axes of a range: <c>shape[1..]</c> leaves out the first.</summary>
    /// <exception cref="ShapeException">The range reaches beyond the axes.</exception>
    public Shape this[Range range]
    {
        get
        {
            int start = range.Start.GetOffset(_rank), end = range.End.GetOffset(_rank);
            if (start < 0 || end > _rank || start > end)
                ThrowRange(range);
            return new Shape(AsSpan()[start..end]);
        }
    }

    /// <summary>Whether two shapes have the same axes.</summary>
    public static bool operator ==(in Shape a, in Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ in an axis.</summary>
    public static bool operator !=(in Shape a, in Shape b) => !a.Equals(b);

    /// <summary>A shape from an array of lengths.</summary>
    public static implicit operator Shape(int[] lengths) => new(lengths);

    /// <summary>Makes a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>The lengths as a span over this value.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_lengths)[.._rank];

    /// <summary>The lengths as an array.</summary>
    public int[] ToArray() => AsSpan().ToArray();

    /// <summary>This shape with axis <paramref name="axis"/> set to <paramref name="length"/>.</summary>
    public Shape With(int axis, int length)
    {
        if ((uint)axis >= (uint)_rank)
            ThrowAxis(axis);
        Span<int> lengths = stackalloc int[MaxRank];
        AsSpan().CopyTo(lengths);
        lengths[axis] = length;
        return new Shape(lengths[.._rank]);
    }

    /// <summary>This shape without axis <paramref name="axis"/>.</summary>
    public Shape Without(int axis)
    {
        if ((uint)axis >= (uint)_rank)
            ThrowAxis(axis);
        Span<int> lengths = stackalloc int[MaxRank];
        AsSpan()[..axis].CopyTo(lengths);
        AsSpan()[(axis + 1)..].CopyTo(lengths[axis..]);
        return new Shape(lengths[..(_rank - 1)]);
    }

    /// <summary>This shape with an axis of <paramref name="length"/> inserted before <paramref name="axis"/>.</summary>
    public Shape Insert(int axis, int length)
    {
        if ((uint)axis > (uint)_rank)
            ThrowPlace(axis);
        Span<int> lengths = stackalloc int[MaxRank + 1];
        AsSpan()[..axis].CopyTo(lengths);
        lengths[axis] = length;
        AsSpan()[axis..].CopyTo(lengths[(axis + 1)..]);
        return new Shape(lengths[..(_rank + 1)]);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => _rank == other._rank && AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int length in AsSpan())
            hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>As mathematics writes it: <c>(32, 10)</c>, <c>(5,)</c> for one axis, <c>()</c> for a scalar.</summary>
    public override string ToString() => _rank == 1 ? $"({_lengths[0]},)" : $"({string.Join(", ", ToArray())})";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)ToArray()).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [DoesNotReturn]
    private static void ThrowRank(int rank) =>
        throw new ShapeException($"A shape has at most {MaxRank} axes, got {rank}. Merge axes with Reshape.");

    [DoesNotReturn]
    private static void ThrowNegative(int axis, int length) =>
        throw new ShapeException($"Axis {axis} of a shape is {length}: lengths are 0 or more (only Reshape takes −1, for the axis to be worked out).");

    [DoesNotReturn]
    private static void ThrowTooLarge(ReadOnlySpan<int> lengths) =>
        throw new ShapeException($"A tensor holds at most {int.MaxValue:N0} elements, got ({string.Join(", ", lengths.ToArray())}). Work on smaller batches.");

    [DoesNotReturn]
    private void ThrowAxis(int axis) =>
        throw new ShapeException($"Axis {axis} does not exist: the shape {this} has {_rank} axes, counted from 0.");

    [DoesNotReturn]
    private void ThrowPlace(int axis) =>
        throw new ShapeException($"No axis can be inserted at {axis}: the shape {this} takes one at 0 to {_rank}.");

    [DoesNotReturn]
    private void ThrowRange(Range range) =>
        throw new ShapeException($"The axes {range} do not exist: the shape {this} has {_rank} axes, so a range lies within 0..{_rank} and goes upwards.");

    [InlineArray(MaxRank)]
    private struct Lengths
    {
        private int _first;
    }
}
