using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>8 floats or 4 doubles.</summary>
internal readonly struct Vec256<T> : IVec<Vec256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vec256(Vector256<T> v) => _v = v;

    public static int Count => Vector256<T>.Count;

    public static Vec256<T> Zero => new(Vector256<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Load(ref readonly T source, nint offset) => new(Vector256.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vec256<T> value, ref T target, nint offset) => value._v.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> operator +(Vec256<T> a, Vec256<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> operator -(Vec256<T> a, Vec256<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> operator *(Vec256<T> a, Vec256<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> operator /(Vec256<T> a, Vec256<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> operator -(Vec256<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Fma(Vec256<T> a, Vec256<T> b, Vec256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>())
        : new(Vector256.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Max(Vec256<T> a, Vec256<T> b) => new(Vector256.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Min(Vec256<T> a, Vec256<T> b) => new(Vector256.Min(a._v, b._v));

    // The processor's own maximum gives its second operand where one is NaN: so x comes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Clamp(Vec256<T> a, Vec256<T> low, Vec256<T> high) => new(Vector256.MinNative(high._v, Vector256.MaxNative(low._v, a._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Abs(Vec256<T> a) => new(Vector256.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Sqrt(Vec256<T> a) => new(Vector256.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Exp(Vec256<T> a) => typeof(T) == typeof(float)
        ? new(ExpSingle(a._v.AsSingle()).As<float, T>())
        : new(Vector256.Exp(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Log(Vec256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.Log(a._v.AsSingle()).As<float, T>())
        : new(Vector256.Log(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Sin(Vec256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.Sin(a._v.AsSingle()).As<float, T>())
        : new(Vector256.Sin(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Cos(Vec256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.Cos(a._v.AsSingle()).As<float, T>())
        : new(Vector256.Cos(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> GreaterThan(Vec256<T> a, Vec256<T> b) => new(Vector256.GreaterThan(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> GreaterThanOrEqual(Vec256<T> a, Vec256<T> b) => new(Vector256.GreaterThanOrEqual(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> EqualTo(Vec256<T> a, Vec256<T> b) => new(Vector256.Equals(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Select(Vec256<T> mask, Vec256<T> a, Vec256<T> b) => new(Vector256.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Even(Vec256<T> a, Vec256<T> b) => typeof(T) == typeof(float)
        ? new(Vector256.Narrow(a._v.AsUInt64(), b._v.AsUInt64()).As<uint, T>())
        : new(Doubles.Even(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> Odd(Vec256<T> a, Vec256<T> b) => typeof(T) == typeof(float)
        ? new(Vector256.Narrow(a._v.AsUInt64() >>> 32, b._v.AsUInt64() >>> 32).As<uint, T>())
        : new(Doubles.Odd(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> ZipLower(Vec256<T> a, Vec256<T> b) => typeof(T) == typeof(float)
        ? new((Vector256.WidenLower(a._v.AsUInt32()) | (Vector256.WidenLower(b._v.AsUInt32()) << 32)).As<ulong, T>())
        : new(Doubles.ZipLower(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec256<T> ZipUpper(Vec256<T> a, Vec256<T> b) => typeof(T) == typeof(float)
        ? new((Vector256.WidenUpper(a._v.AsUInt32()) | (Vector256.WidenUpper(b._v.AsUInt32()) << 32)).As<ulong, T>())
        : new(Doubles.ZipUpper(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vec256<T> a) => Vector256.Sum(a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vec256<T> a) => Vec128<T>.Largest(new Vec128<T>(Vector128.MaxNative(a._v.GetLower(), a._v.GetUpper())));

    /// <summary>
    /// eˣ = 2ⁿ · eʳ with |r| ≤ ½ ln 2 and the polynomial of Moshier's Cephes (expf.c): 1 ulp, and exactly 1 at 0, which Vector256.Exp
    /// misses. 2ⁿ in two factors, so that results run smoothly into ∞ and through the subnormal numbers to 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpSingle(Vector256<float> x)
    {
        // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
        Vector256<float> magic = Vector256.Create(12582912f);
        x = Vector256.MinNative(Vector256.Create(89f), Vector256.MaxNative(Vector256.Create(-104f), x));
        Vector256<float> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(1.44269504f), magic);
        Vector256<float> n = shifted - magic;
        Vector256<float> r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(2.12194440e-4f), r);
        Vector256<float> p = Vector256.FusedMultiplyAdd(Vector256.Create(1.9875691500e-4f), r, Vector256.Create(1.3981999507e-3f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(8.3334519073e-3f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(4.1665795894e-2f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1.6666665459e-1f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(5.0000001201e-1f));
        p = Vector256.FusedMultiplyAdd(p, r * r, r) + Vector256<float>.One;
        Vector256<int> whole = shifted.AsInt32() - magic.AsInt32();
        Vector256<int> half = whole >> 1;
        Vector256<int> bias = Vector256.Create(127);
        return p * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }
}
