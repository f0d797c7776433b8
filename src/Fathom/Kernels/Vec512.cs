using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>16 floats or 8 doubles.</summary>
internal readonly struct Vec512<T> : IVec<Vec512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vec512(Vector512<T> v) => _v = v;

    public static int Count => Vector512<T>.Count;

    public static Vec512<T> Zero => new(Vector512<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Load(ref readonly T source, nint offset) => new(Vector512.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vec512<T> value, ref T target, nint offset) => value._v.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> operator +(Vec512<T> a, Vec512<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> operator -(Vec512<T> a, Vec512<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> operator *(Vec512<T> a, Vec512<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> operator /(Vec512<T> a, Vec512<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> operator -(Vec512<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Fma(Vec512<T> a, Vec512<T> b, Vec512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Max(Vec512<T> a, Vec512<T> b) => new(Vector512.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Min(Vec512<T> a, Vec512<T> b) => new(Vector512.Min(a._v, b._v));

    // The processor's own maximum gives its second operand where one is NaN: so x comes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Clamp(Vec512<T> a, Vec512<T> low, Vec512<T> high) => new(Vector512.MinNative(high._v, Vector512.MaxNative(low._v, a._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Abs(Vec512<T> a) => new(Vector512.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Sqrt(Vec512<T> a) => new(Vector512.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Exp(Vec512<T> a) => typeof(T) == typeof(float)
        ? new(ExpSingle(a._v.AsSingle()).As<float, T>())
        : new(Vector512.Exp(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Log(Vec512<T> a) => typeof(T) == typeof(float)
        ? new(Vector512.Log(a._v.AsSingle()).As<float, T>())
        : new(Vector512.Log(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Sin(Vec512<T> a) => typeof(T) == typeof(float)
        ? new(Vector512.Sin(a._v.AsSingle()).As<float, T>())
        : new(Vector512.Sin(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Cos(Vec512<T> a) => typeof(T) == typeof(float)
        ? new(Vector512.Cos(a._v.AsSingle()).As<float, T>())
        : new(Vector512.Cos(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> GreaterThan(Vec512<T> a, Vec512<T> b) => new(Vector512.GreaterThan(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> GreaterThanOrEqual(Vec512<T> a, Vec512<T> b) => new(Vector512.GreaterThanOrEqual(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> EqualTo(Vec512<T> a, Vec512<T> b) => new(Vector512.Equals(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Select(Vec512<T> mask, Vec512<T> a, Vec512<T> b) => new(Vector512.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Even(Vec512<T> a, Vec512<T> b) => typeof(T) == typeof(float)
        ? new(Vector512.Narrow(a._v.AsUInt64(), b._v.AsUInt64()).As<uint, T>())
        : new(Doubles.Even(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> Odd(Vec512<T> a, Vec512<T> b) => typeof(T) == typeof(float)
        ? new(Vector512.Narrow(a._v.AsUInt64() >>> 32, b._v.AsUInt64() >>> 32).As<uint, T>())
        : new(Doubles.Odd(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> ZipLower(Vec512<T> a, Vec512<T> b) => typeof(T) == typeof(float)
        ? new((Vector512.WidenLower(a._v.AsUInt32()) | (Vector512.WidenLower(b._v.AsUInt32()) << 32)).As<ulong, T>())
        : new(Doubles.ZipLower(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec512<T> ZipUpper(Vec512<T> a, Vec512<T> b) => typeof(T) == typeof(float)
        ? new((Vector512.WidenUpper(a._v.AsUInt32()) | (Vector512.WidenUpper(b._v.AsUInt32()) << 32)).As<ulong, T>())
        : new(Doubles.ZipUpper(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vec512<T> a) => Vector512.Sum(a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vec512<T> a) => Vec256<T>.Largest(new Vec256<T>(Vector256.MaxNative(a._v.GetLower(), a._v.GetUpper())));

    /// <summary>
    /// eˣ = 2ⁿ · eʳ with |r| ≤ ½ ln 2 and the polynomial of Moshier's Cephes (expf.c): 1 ulp, and exactly 1 at 0, which Vector512.Exp
    /// misses. 2ⁿ in two factors, so that results run smoothly into ∞ and through the subnormal numbers to 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpSingle(Vector512<float> x)
    {
        // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
        Vector512<float> magic = Vector512.Create(12582912f);
        x = Vector512.MinNative(Vector512.Create(89f), Vector512.MaxNative(Vector512.Create(-104f), x));
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), magic);
        Vector512<float> n = shifted - magic;
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.FusedMultiplyAdd(Vector512.Create(1.9875691500e-4f), r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<float>.One;
        if (Avx512F.IsSupported)
            return Avx512F.Scale(p, n);
        Vector512<int> whole = shifted.AsInt32() - magic.AsInt32();
        Vector512<int> half = whole >> 1;
        Vector512<int> bias = Vector512.Create(127);
        return p * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }
}
