using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>
/// One pass over a parameter, its gradient and its state: clipping, weight decay and the rule itself read and write each element once.
/// </summary>
internal static class UpdateKernel
{
    private const int MaxConstants = 8;

    /// <summary>g ← scale·g + decay·w, w ← shrink·w, then the rule.</summary>
    /// <param name="scale">The clipping coefficient, 1 without.</param>
    /// <param name="decay">λ of L2 decay, 0 without.</param>
    /// <param name="shrink">1 − lr·λ of decoupled decay, 1 without.</param>
    /// <param name="constants">The rule's numbers.</param>
    public static void Run<T, TRule>(double scale, double decay, double shrink, ReadOnlySpan<double> constants, Span<T> w, ReadOnlySpan<T> g, Span<T> s0, Span<T> s1, Span<T> s2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Vec512<T>, T, TRule>(scale, decay, shrink, constants, w, g, s0, s1, s2);
        else if (Vector256.IsHardwareAccelerated)
            Run<Vec256<T>, T, TRule>(scale, decay, shrink, constants, w, g, s0, s1, s2);
        else
            Run<Vec128<T>, T, TRule>(scale, decay, shrink, constants, w, g, s0, s1, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, T, TRule>(double scale, double decay, double shrink, ReadOnlySpan<double> constants, Span<T> w, ReadOnlySpan<T> g, Span<T> s0, Span<T> s1, Span<T> s2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule
    {
        Vectors<V> c = default;
        for (int i = 0; i < constants.Length; i++)
            c[i] = V.Broadcast(T.CreateTruncating(constants[i]));
        V vScale = V.Broadcast(T.CreateTruncating(scale));
        V vDecay = V.Broadcast(T.CreateTruncating(decay));
        V vShrink = V.Broadcast(T.CreateTruncating(shrink));
        ref T rw = ref MemoryMarshal.GetReference(w);
        ref T rg = ref MemoryMarshal.GetReference(g);
        // An absent slot reads and writes a dummy vector, so that the loop has one form.
        Span<T> none = stackalloc T[V.Count];
        none.Clear();
        bool has0 = !s0.IsEmpty, has1 = !s1.IsEmpty, has2 = !s2.IsEmpty;
        ref T r0 = ref MemoryMarshal.GetReference(has0 ? s0 : none);
        ref T r1 = ref MemoryMarshal.GetReference(has1 ? s1 : none);
        ref T r2 = ref MemoryMarshal.GetReference(has2 ? s2 : none);
        int width = V.Count;
        int i0 = 0;
        for (; i0 <= w.Length - width; i0 += width)
            One<V, T, TRule>(c, vScale, vDecay, vShrink, ref Unsafe.Add(ref rw, i0), ref Unsafe.Add(ref rg, i0), ref Unsafe.Add(ref r0, has0 ? i0 : 0), ref Unsafe.Add(ref r1, has1 ? i0 : 0), ref Unsafe.Add(ref r2, has2 ? i0 : 0));

        int rest = w.Length - i0;
        if (rest == 0)
            return;

        // The tail runs through the same vector code on a padded copy, so an element's bits do not depend on its place.
        Span<T> pad = stackalloc T[5 * width];
        pad.Clear();
        w[i0..].CopyTo(pad);
        g[i0..].CopyTo(pad[width..]);
        if (has0)
            s0[i0..].CopyTo(pad[(2 * width)..]);
        if (has1)
            s1[i0..].CopyTo(pad[(3 * width)..]);
        if (has2)
            s2[i0..].CopyTo(pad[(4 * width)..]);
        ref T p = ref MemoryMarshal.GetReference(pad);
        One<V, T, TRule>(c, vScale, vDecay, vShrink, ref p, ref Unsafe.Add(ref p, width), ref Unsafe.Add(ref p, 2 * width), ref Unsafe.Add(ref p, 3 * width), ref Unsafe.Add(ref p, 4 * width));
        pad[..rest].CopyTo(w[i0..]);
        if (has0)
            pad.Slice(2 * width, rest).CopyTo(s0[i0..]);
        if (has1)
            pad.Slice(3 * width, rest).CopyTo(s1[i0..]);
        if (has2)
            pad.Slice(4 * width, rest).CopyTo(s2[i0..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<V, T, TRule>(ReadOnlySpan<V> c, V scale, V decay, V shrink, ref T w, ref readonly T g, ref T s0, ref T s1, ref T s2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule
    {
        V vw = V.Load(in w, 0);
        V vg = V.Fma(decay, vw, V.Load(in g, 0) * scale);
        vw *= shrink;
        V v0 = V.Load(in s0, 0);
        V v1 = V.Load(in s1, 0);
        V v2 = V.Load(in s2, 0);
        TRule.Apply<V, T>(c, vg, ref vw, ref v0, ref v1, ref v2);
        V.Store(vw, ref w, 0);
        V.Store(Flush<V, T>(v0), ref s0, 0);
        V.Store(Flush<V, T>(v1), ref s1, 0);
        V.Store(Flush<V, T>(v2), ref s2, 0);
    }

    /// <summary>
    /// Averages of gradients that have ceased (dead units) fade into subnormal numbers, which most processors compute a hundred times slower;
    /// they become 0 instead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Flush<V, T>(V state)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        V.Select(V.GreaterThan(V.Broadcast(SmallestNormal<T>()), V.Abs(state)), V.Zero, state);

    private static T SmallestNormal<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(1.17549435e-38f) : T.CreateTruncating(2.2250738585072014e-308);

    [InlineArray(MaxConstants)]
    private struct Vectors<V>
    {
        private V _first;
    }
}
