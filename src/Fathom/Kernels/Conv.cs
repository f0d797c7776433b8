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
            PassAt(width, shape, up, s, w, b, t, add, null);
    }

    /// <summary>The pass at a vector width: <see cref="ConvPass{L, V, T, Main}.Run"/>.</summary>
    internal static nint PassAt<T>(int width, in ConvShape shape, bool up, T* s, T* w, T* b, T* t, bool add, T* packed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width == 512)
            return ConvPass<Lanes512<T>, Vector512<T>, T, ConvTile.Eight>.Run(shape, up, s, w, b, t, add, packed);
        if (width == 256)
            return ConvPass<Lanes256<T>, Vector256<T>, T, MatMulTile.Four>.Run(shape, up, s, w, b, t, add, packed);
        if (width == 128 && AdvSimd.IsSupported)     // 32 registers, as with 512 bits
            return ConvPass<Lanes128<T>, Vector128<T>, T, ConvTile.Eight>.Run(shape, up, s, w, b, t, add, packed);
        return width == 128
            ? ConvPass<Lanes128<T>, Vector128<T>, T, MatMulTile.Four>.Run(shape, up, s, w, b, t, add, packed)
            : ConvPass<Lanes1<T>, T, T, MatMulTile.Four>.Run(shape, up, s, w, b, t, add, packed);
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
        {
            if (width == 512)
                ConvWeight<Lanes512<T>, Vector512<T>, T, ConvTile.Eight>.Run(shape, x, y, w, add);
            else if (width == 256)
                ConvWeight<Lanes256<T>, Vector256<T>, T, MatMulTile.Four>.Run(shape, x, y, w, add);
            else if (width == 128 && AdvSimd.IsSupported)
                ConvWeight<Lanes128<T>, Vector128<T>, T, ConvTile.Eight>.Run(shape, x, y, w, add);
            else if (width == 128)
                ConvWeight<Lanes128<T>, Vector128<T>, T, MatMulTile.Four>.Run(shape, x, y, w, add);
            else
                ConvWeight<Lanes1<T>, T, T, MatMulTile.Four>.Run(shape, x, y, w, add);
        }
    }

    /// <summary>The kernels use pointers: what they will touch is checked here, once.</summary>
    private static void Demand<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> weight, ReadOnlySpan<T> small)
    {
        long pictures = (long)shape.N * shape.Groups;
        if (big.Length != pictures * shape.C * shape.BigPlane || small.Length != pictures * shape.K * shape.SmallPlane || weight.Length != shape.Weights)
            throw new ArgumentException($"Conv: {big.Length}, {small.Length} and {weight.Length} numbers do not fit {shape}.");
    }
}
