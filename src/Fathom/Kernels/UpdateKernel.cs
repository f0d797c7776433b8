using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>
/// One pass over a parameter, its gradient and its state: clipping, weight decay and the rule itself read and write each element once.
/// </summary>
internal static unsafe class UpdateKernel
{
    private const int LaneBytes = 64;

    /// <summary>g ← scale·g + decay·w, w ← shrink·w, then the rule, for <paramref name="count"/> elements behind <paramref name="from"/>.</summary>
    public static void Run<T, TRule>(in UpdateTask task, nint from, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Vec512<T>, T, TRule>(task, from, count);
        else if (Vector256.IsHardwareAccelerated)
            Run<Vec256<T>, T, TRule>(task, from, count);
        else
            Run<Vec128<T>, T, TRule>(task, from, count);
    }

    /// <summary>The same at a chosen vector width.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, T, TRule>(in UpdateTask task, nint from, nint count)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule
    {
        Vectors<V> memory = default;
        Span<V> constants = memory;
        for (int i = 0; i < UpdateTask.MaxConstants; i++)
            constants[i] = V.Broadcast(T.CreateTruncating(task.Constants[i]));
        V scale = V.Broadcast(T.CreateTruncating(task.Scale)), decay = V.Broadcast(T.CreateTruncating(task.Decay)), shrink = V.Broadcast(T.CreateTruncating(task.Shrink));

        // In a local: asked for in the loop, it was a call that put every register aside.
        V tiny = V.Broadcast(typeof(T) == typeof(float) ? T.CreateTruncating(1.17549435e-38f) : T.CreateTruncating(2.2250738585072014e-308));
        T* w = (T*)task.W + from, g = (T*)task.G + from;
        T* s0 = task.S0 == null ? null : (T*)task.S0 + from, s1 = task.S1 == null ? null : (T*)task.S1 + from, s2 = task.S2 == null ? null : (T*)task.S2 + from;
        nint at = 0;
        for (; at <= count - V.Count; at += V.Count)
            One<V, T, TRule>(constants, scale, decay, shrink, tiny, w + at, g + at, s0 == null ? null : s0 + at, s1 == null ? null : s1 + at, s2 == null ? null : s2 + at);

        nint rest = count - at;
        if (rest == 0)
            return;

        // The tail runs through the same vector code on a padded copy, so an element's bits do not depend on its place.
        byte* pad = stackalloc byte[5 * LaneBytes];
        new Span<byte>(pad, 5 * LaneBytes).Clear();
        T* pw = (T*)pad, pg = (T*)(pad + LaneBytes), p0 = (T*)(pad + (2 * LaneBytes)), p1 = (T*)(pad + (3 * LaneBytes)), p2 = (T*)(pad + (4 * LaneBytes));
        Copy(w + at, pw, rest);
        Copy(g + at, pg, rest);
        if (s0 != null)
            Copy(s0 + at, p0, rest);
        if (s1 != null)
            Copy(s1 + at, p1, rest);
        if (s2 != null)
            Copy(s2 + at, p2, rest);
        One<V, T, TRule>(constants, scale, decay, shrink, tiny, pw, pg, p0, p1, p2);
        Copy(pw, w + at, rest);
        if (s0 != null)
            Copy(p0, s0 + at, rest);
        if (s1 != null)
            Copy(p1, s1 + at, rest);
        if (s2 != null)
            Copy(p2, s2 + at, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<V, T, TRule>(ReadOnlySpan<V> c, V scale, V decay, V shrink, V tiny, T* w, T* g, T* s0, T* s1, T* s2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule
    {
        V vw = V.Load(in *w, 0);
        V vg = V.Fma(decay, vw, V.Load(in *g, 0) * scale);
        vw *= shrink;
        V v0 = s0 == null ? V.Zero : V.Load(in *s0, 0);
        V v1 = s1 == null ? V.Zero : V.Load(in *s1, 0);
        V v2 = s2 == null ? V.Zero : V.Load(in *s2, 0);
        TRule.Apply<V, T>(c, vg, ref vw, ref v0, ref v1, ref v2);
        V.Store(vw, ref *w, 0);
        if (s0 != null)
            V.Store(Flush<V, T>(v0, tiny), ref *s0, 0);
        if (s1 != null)
            V.Store(Flush<V, T>(v1, tiny), ref *s1, 0);
        if (s2 != null)
            V.Store(Flush<V, T>(v2, tiny), ref *s2, 0);
    }

    /// <summary>
    /// Averages of gradients that have ceased (dead units) fade into subnormal numbers, which most processors compute a hundred times slower;
    /// they become 0 instead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Flush<V, T>(V state, V tiny)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Select(V.GreaterThan(tiny, V.Abs(state)), V.Zero, state);

    private static void Copy<T>(T* source, T* target, nint count)
        where T : unmanaged => new ReadOnlySpan<T>(source, (int)count).CopyTo(new Span<T>(target, (int)count));

    [InlineArray(UpdateTask.MaxConstants)]
    private struct Vectors<V>
    {
        private V _first;
    }
}
