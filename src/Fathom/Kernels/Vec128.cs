using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>4 floats or 2 doubles.</summary>
internal readonly struct Vec128<T> : IVec<Vec128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vec128(Vector128<T> v) => _v = v;

    public static int Count => Vector128<T>.Count;

    public static Vec128<T> Zero => new(Vector128<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Load(ref readonly T source, nint offset) => new(Vector128.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vec128<T> value, ref T target, nint offset) => value._v.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> operator +(Vec128<T> a, Vec128<T> b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> operator -(Vec128<T> a, Vec128<T> b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> operator *(Vec128<T> a, Vec128<T> b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> operator /(Vec128<T> a, Vec128<T> b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> operator -(Vec128<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Fma(Vec128<T> a, Vec128<T> b, Vec128<T> c) => typeof(T) == typeof(float)
        ? new(Vector128.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>())
        : new(Vector128.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Max(Vec128<T> a, Vec128<T> b) => new(Vector128.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Min(Vec128<T> a, Vec128<T> b) => new(Vector128.Min(a._v, b._v));

    // The processor's own maximum gives its second operand where one is NaN: so x comes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Clamp(Vec128<T> a, Vec128<T> low, Vec128<T> high) => new(Vector128.MinNative(high._v, Vector128.MaxNative(low._v, a._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Abs(Vec128<T> a) => new(Vector128.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Sqrt(Vec128<T> a) => new(Vector128.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Exp(Vec128<T> a) => typeof(T) == typeof(float)
        ? new(ExpSingle(a._v.AsSingle()).As<float, T>())
        : new(Vector128.Exp(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Log(Vec128<T> a) => typeof(T) == typeof(float)
        ? new(Vector128.Log(a._v.AsSingle()).As<float, T>())
        : new(Vector128.Log(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Sin(Vec128<T> a) => typeof(T) == typeof(float)
        ? new(Vector128.Sin(a._v.AsSingle()).As<float, T>())
        : new(Vector128.Sin(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Cos(Vec128<T> a) => typeof(T) == typeof(float)
        ? new(Vector128.Cos(a._v.AsSingle()).As<float, T>())
        : new(Vector128.Cos(a._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> GreaterThan(Vec128<T> a, Vec128<T> b) => new(Vector128.GreaterThan(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> GreaterThanOrEqual(Vec128<T> a, Vec128<T> b) => new(Vector128.GreaterThanOrEqual(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> EqualTo(Vec128<T> a, Vec128<T> b) => new(Vector128.Equals(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Select(Vec128<T> mask, Vec128<T> a, Vec128<T> b) => new(Vector128.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Even(Vec128<T> a, Vec128<T> b) => typeof(T) == typeof(float)
        ? new(Vector128.Narrow(a._v.AsUInt64(), b._v.AsUInt64()).As<uint, T>())
        : new(Doubles.Even(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> Odd(Vec128<T> a, Vec128<T> b) => typeof(T) == typeof(float)
        ? new(Vector128.Narrow(a._v.AsUInt64() >>> 32, b._v.AsUInt64() >>> 32).As<uint, T>())
        : new(Doubles.Odd(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> ZipLower(Vec128<T> a, Vec128<T> b) => typeof(T) == typeof(float)
        ? new((Vector128.WidenLower(a._v.AsUInt32()) | (Vector128.WidenLower(b._v.AsUInt32()) << 32)).As<ulong, T>())
        : new(Doubles.ZipLower(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec128<T> ZipUpper(Vec128<T> a, Vec128<T> b) => typeof(T) == typeof(float)
        ? new((Vector128.WidenUpper(a._v.AsUInt32()) | (Vector128.WidenUpper(b._v.AsUInt32()) << 32)).As<ulong, T>())
        : new(Doubles.ZipUpper(a._v.AsDouble(), b._v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vec128<T> a) => Vector128.Sum(a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vec128<T> a)
    {
        Vector128<T> most = Vector128.MaxNative(a._v, Vector128.Shuffle(a._v.AsInt64(), Vector128.Create(1L, 0L)).As<long, T>());
        if (typeof(T) == typeof(float))
            most = Vector128.MaxNative(most, Vector128.Shuffle(most.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>());
        return most.ToScalar();
    }

    /// <summary>
    /// eˣ = 2ⁿ · eʳ with |r| ≤ ½ ln 2 and the polynomial of Moshier's Cephes (expf.c): 1 ulp, and exactly 1 at 0, which Vector128.Exp
    /// misses. 2ⁿ in two factors, so that results run smoothly into ∞ and through the subnormal numbers to 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ExpSingle(Vector128<float> x)
    {
        // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
        Vector128<float> magic = Vector128.Create(12582912f);
        x = Vector128.MinNative(Vector128.Create(89f), Vector128.MaxNative(Vector128.Create(-104f), x));
        Vector128<float> shifted = Vector128.FusedMultiplyAdd(x, Vector128.Create(1.44269504f), magic);
        Vector128<float> n = shifted - magic;
        Vector128<float> r = Vector128.FusedMultiplyAdd(n, Vector128.Create(-0.693359375f), x);
        r = Vector128.FusedMultiplyAdd(n, Vector128.Create(2.12194440e-4f), r);
        Vector128<float> p = Vector128.FusedMultiplyAdd(Vector128.Create(1.9875691500e-4f), r, Vector128.Create(1.3981999507e-3f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(8.3334519073e-3f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(4.1665795894e-2f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(1.6666665459e-1f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(5.0000001201e-1f));
        p = Vector128.FusedMultiplyAdd(p, r * r, r) + Vector128<float>.One;
        Vector128<int> whole = shifted.AsInt32() - magic.AsInt32();
        Vector128<int> half = whole >> 1;
        Vector128<int> bias = Vector128.Create(127);
        return p * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }
}
