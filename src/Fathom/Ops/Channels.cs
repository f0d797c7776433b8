using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>A tensor (N, C, …) seen as N × C × L: one channel is what stands at one place of axis 1, over all examples and places.</summary>
internal readonly struct Channels(in Shape x)
{
    /// <summary>Examples.</summary>
    public int N { get; } = x[0];

    /// <summary>Channels.</summary>
    public int C { get; } = x[1];

    /// <summary>Places of one channel in one example.</summary>
    public int L { get; } = x[2..].Length;

    /// <summary>Values of a channel.</summary>
    public int Count => N * L;

    /// <summary>The scratch that <see cref="Sum"/> needs.</summary>
    public int Scratch => L == 1 ? 0 : 2 * N * C;

    /// <summary>The walk over x with two numbers of each channel.</summary>
    public Grid Spread() => Grid.Of([N, C, L], [N, C, L], [C, 1], [C, 1]);

    /// <summary>The walk over two tensors like x with one number of each channel.</summary>
    public Grid SpreadOne() => Grid.Of([N, C, L], [N, C, L], [N, C, L], [C, 1]);

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

        Span<T> partial = scratch[..(N * C)], center = p.IsEmpty ? default : scratch[(N * C)..];
        for (int at = 0; at < center.Length; at += C)
            p.CopyTo(center[at..]);
        Fold.Run(fold, x, center, partial, N * C, L, 1);
        Fold.Run(default(SumFold), partial, default, y, 1, N, C, add);
    }

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
}
