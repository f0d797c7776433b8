using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>What attention does to single rows of scores, at a chosen vector width.</summary>
/// <remarks>A row counts from column <c>from</c> to <c>to</c>; its memory reaches whole vectors (<see cref="Room"/>) beyond, which are written as zeros, so that no
/// loop needs a rest. Plain reference: <see cref="AttentionReference"/>.</remarks>
internal static unsafe class AttentionRows
{
    /// <summary>The elements that a row of <paramref name="columns"/> takes: whole vectors of any width.</summary>
    public static int Room(int columns) => (columns + 15) & ~15;

    /// <summary>x = softmax(scale · x) over the columns that count, 0 elsewhere; gives the largest scale · x and Σ e^(scale · x − largest), for <see cref="LogSums"/>.</summary>
    /// <param name="x">Scores, replaced by weights; memory for whole vectors up to <paramref name="room"/>.</param>
    /// <param name="from">The first column that counts.</param>
    /// <param name="to">Behind the last column that counts; above <paramref name="from"/>.</param>
    /// <param name="room">Columns to write, a number of whole vectors.</param>
    /// <param name="scale">A factor above 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Largest, T Sum) Softmax<V, T>(T* x, nint from, nint to, nint room, T scale)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beside the columns that count stands one of them: it changes no maximum, and its exponential costs no more than another's, as e^−∞ would.
        (nint first, nint last) = Border<V, T>(x, from, to, x[from]);

        // A NaN need not show in the maximum: it stays in its lane, and so in the sum.
        V largest = V.Load(ref *x, first), factor = V.Broadcast(scale);
        for (nint j = first + V.Count; j < last; j += V.Count)
        {
            V value = V.Load(ref *x, j);
            largest = V.Select(V.GreaterThan(value, largest), value, largest);
        }

        T max = V.Largest(largest) * scale;
        V shift = V.Broadcast(-max), sum = V.Zero;
        for (nint j = first; j < last; j += V.Count)
        {
            V e = V.Exp(V.Fma(V.Load(ref *x, j), factor, shift));
            if (j == first || j == last - V.Count)
                e = Inside<V, T>(e, j, from, to);
            V.Store(e, ref *x, j);
            sum += e;
        }

        T total = V.Sum(sum);
        V share = V.Broadcast(T.One / total);
        for (nint j = first; j < last; j += V.Count)
            V.Store(V.Load(ref *x, j) * share, ref *x, j);
        Zero(x, first, last, room);
        return (max, total);
    }

    /// <summary>sum = largest + log(sum), row by row: log Σ e^score.</summary>
    public static void LogSums<V, T>(T* largest, T* sum, nint rows)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Row<V, T, Reads2<PlusLog>>(new(default), largest, false, sum, false, null, false, sum, rows, false);

    /// <summary>x = e^(scale · x − logSum) over the columns that count, 0 elsewhere: <see cref="Softmax"/> again from the sum it gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Again<V, T>(T* x, nint from, nint to, nint room, T scale, T logSum)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (nint first, nint last) = Border<V, T>(x, from, to, x[from]);
        V factor = V.Broadcast(scale), shift = V.Broadcast(-logSum);
        for (nint j = first; j < last; j += V.Count)
            V.Store(V.Exp(V.Fma(V.Load(ref *x, j), factor, shift)), ref *x, j);
        Border<V, T>(x, from, to, T.Zero);
        Zero(x, first, last, room);
    }

    /// <summary>dp = scale · p · (dp − Σ p · dp) over the columns that count, 0 elsewhere: from weights' gradients to those of scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient<V, T>(T* p, T* dp, nint from, nint to, nint room, T scale)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // p is 0 beside the columns that count, and so becomes dp.
        (nint first, nint last) = Border<V, T>(dp, from, to, T.Zero);
        V dot = V.Zero, factor = V.Broadcast(scale);
        for (nint j = first; j < last; j += V.Count)
            dot = V.Fma(V.Load(ref *p, j), V.Load(ref *dp, j), dot);
        V mean = V.Broadcast(V.Sum(dot));
        for (nint j = first; j < last; j += V.Count)
            V.Store(factor * V.Load(ref *p, j) * (V.Load(ref *dp, j) - mean), ref *dp, j);
        Zero(dp, first, last, room);
    }

    /// <summary>x = a · x + b, element by element.</summary>
    public static void Add<V, T>(T* x, T* b, nint n, T a)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Row<V, T, Reads3<ScaleAndAdd>>(new(default), x, false, &a, true, b, false, x, n, false);

    /// <summary>x = x · m, element by element.</summary>
    public static void Multiply<V, T>(T* x, T* m, nint n)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Row<V, T, Reads2<Product>>(new(default), x, false, m, false, null, false, x, n, false);

    /// <summary>The whole vectors that hold the columns; what they hold besides becomes <paramref name="beside"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (nint First, nint Last) Border<V, T>(T* x, nint from, nint to, T beside)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint first = from & -V.Count, last = (to + V.Count - 1) & -V.Count;
        V other = V.Broadcast(beside);
        if (first < from)
            V.Store(V.Select(V.EqualTo(V.Load(ref Flags<T>.Start[Flags<T>.Rise - (from - first)], 0), V.Zero), other, V.Load(ref *x, first)), ref *x, first);
        if (to < last)
            V.Store(V.Select(V.EqualTo(V.Load(ref Flags<T>.Start[Flags<T>.Fall - (to - last + V.Count)], 0), V.Zero), other, V.Load(ref *x, last - V.Count)), ref *x, last - V.Count);
        return (first, last);
    }

    /// <summary>A vector of a row with zeros beside the columns that count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Inside<V, T>(V value, nint j, nint from, nint to)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (j < from)
            value = V.Select(V.EqualTo(V.Load(ref Flags<T>.Start[Flags<T>.Rise - (from - j)], 0), V.Zero), V.Zero, value);
        if (to < j + V.Count)
            value = V.Select(V.EqualTo(V.Load(ref Flags<T>.Start[Flags<T>.Fall - (to - j)], 0), V.Zero), V.Zero, value);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zero<T>(T* x, nint first, nint last, nint room)
        where T : unmanaged
    {
        if (first > 0)
            new Span<T>(x, (int)first).Clear();
        if (room > last)
            new Span<T>(x + last, (int)(room - last)).Clear();
    }

    /// <summary>Zeros, ones, zeros: read from the right place, a vector that says which of its lanes count. Whole vectors, as single numbers written here would hold up the reading of their vector.</summary>
    private static class Flags<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const int Rise = 16, Fall = 32;

        public static readonly T* Start = Make();

        private static T* Make()
        {
            T[] flags = GC.AllocateArray<T>(48, pinned: true);
            flags.AsSpan(Rise, Fall - Rise).Fill(T.One);
            s_keep = flags;
            return (T*)Unsafe.AsPointer(ref flags[0]);
        }

        private static T[]? s_keep;
    }

    private readonly struct ScaleAndAdd : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V a, V b) => V.Fma(x, a, b);
    }

    private readonly struct PlusLog : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V largest, V sum) => largest + V.Log(sum);
    }

    private readonly struct Product : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V m) => x * m;
    }
}
