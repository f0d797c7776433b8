using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>A tensor (N, C, …) seen as N × C × L: one channel is what stands at one place of axis 1, over all examples and places.</summary>
/// <remarks>Where channels are short, a loop for each would cost more than its work: numbers of channels are then spread to all their places, and whole examples are walked.</remarks>
internal readonly struct Channels(in Shape x)
{
    /// <summary>From this many places on, a channel is a row of its own.</summary>
    private const int Long = 64;

    /// <summary>Examples.</summary>
    public int N { get; } = x[0];

    /// <summary>Channels.</summary>
    public int C { get; } = x[1];

    /// <summary>Places of one channel in one example.</summary>
    public int L { get; } = x[2..].Length;

    /// <summary>Values of a channel.</summary>
    public int Count => N * L;

    /// <summary>The scratch that every method here needs, used only during the call.</summary>
    public int Scratch => L == 1 ? 0 : 2 * C * (L < Long ? L : N);

    private Grid Grid => L < Long ? Grid.Of([N, C * L], [N, C * L], [C * L], [C * L]) : Grid.Of([N, C, L], [N, C, L], [C, 1], [C, 1]);

    private Grid GridOfTwo => L < Long ? Grid.Of([N, C * L], [N, C * L], [N, C * L], [C * L]) : Grid.Of([N, C, L], [N, C, L], [N, C, L], [C, 1]);

    /// <summary>y = Σ fold(x, p) over each channel, or y += that; p is a number of each channel, or absent.</summary>
    public void Sum<F, T>(F fold, ReadOnlySpan<T> x, ReadOnlySpan<T> p, Span<T> y, Span<T> scratch, bool add = false)
        where F : struct, IFold
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (L == 1)
        {
            // Channels side by side: whole rows are added, a vector of channels at a time.
            Fold.Run(fold, x, p, y, 1, N, C, add);
            return;
        }

        int half = scratch.Length / 2;
        Span<T> partial = scratch[..half], center = p.IsEmpty ? default : scratch[half..];
        if (L < Long)
        {
            Fold.Run(fold, x, p.IsEmpty ? p : Spread(p, center), partial, 1, N, C * L);
            Fold.Run(default(SumFold), partial, default, y, C, L, 1, add);
            return;
        }

        for (int at = 0; at < center.Length; at += C)
            p.CopyTo(center[at..]);
        Fold.Run(fold, x, center, partial, N * C, L, 1);
        Fold.Run(default(SumFold), partial, default, y, 1, N, C, add);
    }

    /// <summary>y = f(x, a), or y += that, where a is a number of each channel.</summary>
    public void Map<M, T>(M map, ReadOnlySpan<T> x, ReadOnlySpan<T> a, Span<T> y, Span<T> scratch, bool add = false)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Map(map, Grid, x, Spread(a, scratch), y, add);

    /// <summary>y = f(x, a, b), or y += that, where a and b are numbers of each channel.</summary>
    public void Map<M, T>(M map, ReadOnlySpan<T> x, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, Span<T> scratch, bool add = false)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementwise.Map(map, Grid, x, Spread(a, scratch), Spread(b, scratch[(scratch.Length / 2)..]), y, add);

    /// <summary>y = f(x, z, a), where z is like x and a a number of each channel.</summary>
    public void MapTwo<M, T>(M map, ReadOnlySpan<T> x, ReadOnlySpan<T> z, ReadOnlySpan<T> a, Span<T> y, Span<T> scratch)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Map(map, GridOfTwo, x, z, Spread(a, scratch), y);

    /// <summary>y = y · w + b by channel; either input may be absent.</summary>
    public void ScaleAndShift<T>(in Forward<T> f, int weight, int bias, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Standardize.ScaleAndShift(f.Y(), f.Has(weight) ? Spread(f.X(weight), scratch) : default, f.Has(bias) ? Spread(f.X(bias), scratch[(scratch.Length / 2)..]) : default, Grid);

    /// <summary>Demands (N, C, …) and gives its channels.</summary>
    public static Channels Plan(ref Plan p)
    {
        if (p.Floating(0, "x").Rank < 2)
            p.Throw(0, "x", "at least 2 axes, (N, C, …)", "Rows are examples and axis 1 are the channels; Reshape says which axis is which.");
        return new Channels(p[0]);
    }

    /// <summary>Demands that an input, where it is there, has one number for each channel.</summary>
    public void OnePerChannel(ref Plan p, int i, string argument)
    {
        if (p.Has(i) && p.Floating(i, argument) != new Shape([C]))
            p.Throw(i, argument, $"({C},), one number for each channel of x {p[0]}");
    }

    /// <summary>A number of each channel, at each of its places where channels are short.</summary>
    private ReadOnlySpan<T> Spread<T>(ReadOnlySpan<T> a, Span<T> scratch)
    {
        if (L is 1 or >= Long)
            return a;
        for (int c = 0; c < C; c++)
            scratch.Slice(c * L, L).Fill(a[c]);
        return scratch[..(C * L)];
    }
}
