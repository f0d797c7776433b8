using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Fathom.Kernels;

/// <summary>Convolutions between a big and a small side, for float and double; what they mean stands in <see cref="ConvReference"/>.</summary>
/// <remarks>Everything is cut, and the path chosen, by the shape alone, so the bits are the same at any number of threads.</remarks>
internal static unsafe class Conv
{
    /// <summary>small = big ∗ weight + bias: a convolution. <paramref name="bias"/> may be empty.</summary>
    internal static void Down<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> small, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Pass(MatMul.Width, shape, false, big, weight, bias, small, add);

    /// <summary>big = what <see cref="Down"/> turned round gives from small, + bias: a transposed convolution, or the gradient of a convolution's input.</summary>
    internal static void Up<T>(in ConvShape shape, ReadOnlySpan<T> small, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> big, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Pass(MatMul.Width, shape, true, small, weight, bias, big, add);

    /// <summary>weight = Σ small · big, the gradient of the weight of either.</summary>
    internal static void Weight<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> small, Span<T> weight, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => WeightAt(MatMul.Width, shape, big, small, weight, add);

    /// <summary><see cref="Down"/> or <see cref="Up"/> at a chosen vector width (0: one lane), for the tests.</summary>
    internal static void Pass<T>(int width, in ConvShape shape, bool up, ReadOnlySpan<T> source, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> target, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Demand(shape, up ? target : source, weight, up ? source : target);
        if (!bias.IsEmpty && bias.Length != shape.Groups * (up ? shape.C : shape.K))
            throw new ArgumentException("Conv: one bias a channel of the target.", nameof(bias));
        if (target.IsEmpty)
            return;
        fixed (T* s = source, w = weight, b = bias, t = target)
            At<PassWork<T>, T>(width, new PassWork<T> { Shape = shape, Up = up, Source = s, Weight = w, Bias = b, Target = t, Add = add });
    }

    /// <summary>The kernels of a convolution in the form in which <see cref="DownMapped"/> reads them, bias included; null where there is no other form.</summary>
    internal static T[]? Mapped<T>(in ConvShape shape, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Winograd.Suits(shape))
            return null;
        if (weight.Length != shape.Weights || (!bias.IsEmpty && bias.Length != shape.Groups * shape.K))
            throw new ArgumentException($"Conv: {weight.Length} numbers and {bias.Length} biases do not fit {shape}.");
        nint count = 0;
        var work = new MapWork<T> { Shape = shape, Count = &count };
        At<MapWork<T>, T>(MatMul.Width, work);
        T[] mapped = new T[count];
        fixed (T* w = weight, b = bias, m = mapped)
            At<MapWork<T>, T>(MatMul.Width, work with { Weight = w, Bias = b, Mapped = m });
        return mapped;
    }

    /// <summary><see cref="Down"/> with kernels that <see cref="Mapped"/> made for any number of pictures of these sizes.</summary>
    internal static void DownMapped<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> mapped, Span<T> small)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (big.Length != (long)shape.N * shape.Groups * shape.C * shape.BigPlane || small.Length != (long)shape.N * shape.Groups * shape.K * shape.SmallPlane)
            throw new ArgumentException($"Conv: {big.Length} and {small.Length} numbers do not fit {shape}.");
        if (small.IsEmpty)
            return;
        fixed (T* s = big, m = mapped, t = small)
            At<MapWork<T>, T>(MatMul.Width, new MapWork<T> { Shape = shape, Source = s, Mapped = m, Target = t });
    }

    /// <summary><see cref="Weight"/> at a chosen vector width (0: one lane), for the tests.</summary>
    internal static void WeightAt<T>(int width, in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> small, Span<T> weight, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Demand(shape, big, weight, small);
        if (small.IsEmpty)
        {
            if (!add)
                weight.Clear();
            return;
        }
        fixed (T* x = big, y = small, w = weight)
            At<WeightWork<T>, T>(width, new WeightWork<T> { Shape = shape, Big = x, Small = y, Weight = w, Add = add });
    }

    /// <summary>Runs a pass at a chosen vector width, with the tile that fits the registers there are.</summary>
    private static void At<W, T>(int width, in W work)
        where W : struct, IWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width == 512)
            work.Run<Lanes512<T>, Vector512<T>, ConvTile.Eight>();
        else if (width == 256)
            work.Run<Lanes256<T>, Vector256<T>, MatMulTile.Four>();
        else if (width == 128 && AdvSimd.IsSupported)     // 32 registers, as with 512 bits
            work.Run<Lanes128<T>, Vector128<T>, ConvTile.Eight>();
        else if (width == 128)
            work.Run<Lanes128<T>, Vector128<T>, MatMulTile.Four>();
        else
            work.Run<Lanes1<T>, T, MatMulTile.Four>();
    }

    /// <summary>The kernels use pointers: what they will touch is checked here, once.</summary>
    private static void Demand<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> weight, ReadOnlySpan<T> small)
    {
        long pictures = (long)shape.N * shape.Groups;
        if (big.Length != pictures * shape.C * shape.BigPlane || small.Length != pictures * shape.K * shape.SmallPlane || weight.Length != shape.Weights)
            throw new ArgumentException($"Conv: {big.Length}, {small.Length} and {weight.Length} numbers do not fit {shape}.");
    }

    private interface IWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        void Run<L, V, Main>()
            where L : struct, ILanes<V, T>
            where V : struct
            where Main : unmanaged;
    }

    private struct PassWork<T> : IWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ConvShape Shape;
        public bool Up, Add;
        public T* Source, Weight, Bias, Target;

        public readonly void Run<L, V, Main>()
            where L : struct, ILanes<V, T>
            where V : struct
            where Main : unmanaged => ConvPass<L, V, T, Main>.Run(Shape, Up, Source, Weight, Bias, Target, Add);
    }

    private struct WeightWork<T> : IWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ConvShape Shape;
        public bool Add;
        public T* Big, Small, Weight;

        public readonly void Run<L, V, Main>()
            where L : struct, ILanes<V, T>
            where V : struct
            where Main : unmanaged => ConvWeight<L, V, T, Main>.Run(Shape, Big, Small, Weight, Add);
    }

    /// <summary>Counts the numbers of mapped kernels, maps them, or passes with them.</summary>
    private struct MapWork<T> : IWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ConvShape Shape;
        public nint* Count;
        public T* Weight, Bias, Mapped, Source, Target;

        public readonly void Run<L, V, Main>()
            where L : struct, ILanes<V, T>
            where V : struct
            where Main : unmanaged
        {
            if (Mapped == null)
                *Count = ConvWinograd<L, V, T, Main>.MappedElements(Shape);
            else if (Source == null)
                ConvWinograd<L, V, T, Main>.Map(Shape, Weight, Bias, Mapped);
            else
                ConvWinograd<L, V, T, Main>.RunMapped(Shape, Source, Mapped, Target);
        }
    }
}
