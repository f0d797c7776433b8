using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>One lane: the plain reference of every vector kernel.</summary>
internal readonly struct Vec1<T> : IVec<Vec1<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _v;

    private Vec1(T v) => _v = v;

    public static int Count => 1;

    public static Vec1<T> Zero => default;

    public static Vec1<T> Load(ref readonly T source, nint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    public static void Store(Vec1<T> value, ref T target, nint offset) => Unsafe.Add(ref target, offset) = value._v;

    public static Vec1<T> Broadcast(T value) => new(value);

    public static Vec1<T> operator +(Vec1<T> a, Vec1<T> b) => new(a._v + b._v);

    public static Vec1<T> operator -(Vec1<T> a, Vec1<T> b) => new(a._v - b._v);

    public static Vec1<T> operator *(Vec1<T> a, Vec1<T> b) => new(a._v * b._v);

    public static Vec1<T> operator /(Vec1<T> a, Vec1<T> b) => new(a._v / b._v);

    public static Vec1<T> operator -(Vec1<T> a) => new(-a._v);

    public static Vec1<T> Fma(Vec1<T> a, Vec1<T> b, Vec1<T> c) => new(T.FusedMultiplyAdd(a._v, b._v, c._v));

    public static Vec1<T> Max(Vec1<T> a, Vec1<T> b) => new(T.Max(a._v, b._v));

    public static Vec1<T> Min(Vec1<T> a, Vec1<T> b) => new(T.Min(a._v, b._v));

    public static Vec1<T> Clamp(Vec1<T> a, Vec1<T> low, Vec1<T> high) => new(a._v < low._v ? low._v : a._v > high._v ? high._v : a._v);

    public static Vec1<T> Abs(Vec1<T> a) => new(T.Abs(a._v));

    public static Vec1<T> Sqrt(Vec1<T> a) => new(T.Sqrt(a._v));

    public static Vec1<T> Exp(Vec1<T> a) => new(T.Exp(a._v));

    public static Vec1<T> Log(Vec1<T> a) => new(T.Log(a._v));

    public static Vec1<T> Sin(Vec1<T> a) => new(T.Sin(a._v));

    public static Vec1<T> Cos(Vec1<T> a) => new(T.Cos(a._v));

    public static Vec1<T> GreaterThan(Vec1<T> a, Vec1<T> b) => new(a._v > b._v ? T.One : T.Zero);

    public static Vec1<T> GreaterThanOrEqual(Vec1<T> a, Vec1<T> b) => new(a._v >= b._v ? T.One : T.Zero);

    public static Vec1<T> EqualTo(Vec1<T> a, Vec1<T> b) => new(a._v == b._v ? T.One : T.Zero);

    public static Vec1<T> Select(Vec1<T> mask, Vec1<T> a, Vec1<T> b) => mask._v == T.Zero ? b : a;

    public static Vec1<T> Even(Vec1<T> a, Vec1<T> b) => a;

    public static Vec1<T> Odd(Vec1<T> a, Vec1<T> b) => b;

    public static Vec1<T> ZipLower(Vec1<T> a, Vec1<T> b) => a;

    public static Vec1<T> ZipUpper(Vec1<T> a, Vec1<T> b) => b;

    public static T Sum(Vec1<T> a) => a._v;

    public static T Largest(Vec1<T> a) => a._v;
}
