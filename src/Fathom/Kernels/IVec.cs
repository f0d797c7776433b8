using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>
/// A vector of <see cref="Count"/> lanes of <typeparamref name="T"/>. Kernels are written once over this contract and run at 512, 256 and
/// 128 bits and at width 1 (<see cref="Vec1{T}"/>), which is the plain reference: same code, one lane.
/// </summary>
/// <remarks>Offsets are counted in elements. Comparisons return all-ones or all-zero lanes, to be used with <see cref="Select"/>.</remarks>
internal interface IVec<V, T>
    where V : struct, IVec<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }
    static abstract V Zero { get; }
    static abstract V Load(ref readonly T source, nint offset);
    static abstract void Store(V value, ref T target, nint offset);
    static abstract V Broadcast(T value);
    static abstract V operator +(V a, V b);
    static abstract V operator -(V a, V b);
    static abstract V operator *(V a, V b);
    static abstract V operator /(V a, V b);
    static abstract V operator -(V a);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>The larger lane; NaN when either is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller lane; NaN when either is NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>a between two bounds; NaN where a is NaN. Fewer instructions than <see cref="Max"/> and <see cref="Min"/>.</summary>
    static abstract V Clamp(V a, V low, V high);
    static abstract V Abs(V a);
    static abstract V Sqrt(V a);
    static abstract V Exp(V a);
    static abstract V Log(V a);
    static abstract V Sin(V a);
    static abstract V Cos(V a);
    static abstract V GreaterThan(V a, V b);
    static abstract V GreaterThanOrEqual(V a, V b);
    static abstract V EqualTo(V a, V b);

    /// <summary>Lane by lane: mask ? a : b.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>The lanes 0, 2, 4, … of a followed by b.</summary>
    static abstract V Even(V a, V b);

    /// <summary>The lanes 1, 3, 5, … of a followed by b.</summary>
    static abstract V Odd(V a, V b);

    /// <summary>The first half of a₀, b₀, a₁, b₁, …</summary>
    static abstract V ZipLower(V a, V b);

    /// <summary>The second half of a₀, b₀, a₁, b₁, …</summary>
    static abstract V ZipUpper(V a, V b);

    /// <summary>The sum of the lanes in a fixed order.</summary>
    static abstract T Sum(V a);

    /// <summary>The largest lane; which one where a lane is NaN is not said.</summary>
    static abstract T Largest(V a);
}
