using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Functions that vectors lack, to a few units in the last place in float and in double, for every vector width.</summary>
internal static class VecMath
{
    /// <summary>A constant in every lane, rounded once from double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(double value)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Broadcast(T.CreateTruncating(value));

    /// <summary>1 / (1 + e⁻ˣ); 0 and 1 at the ends, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, T>(V x)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = Of<V, T>(1);
        return one / (one + V.Exp(-x));
    }

    /// <summary>eˣ − 1 without cancellation near 0.</summary>
    /// <remarks>Below ½ the rational approximation of Moshier 1989, "Methods and programs for mathematical functions" (Cephes, unity.c):
    /// r = x·P(x²), eˣ − 1 = 2r / (Q(x²) − r).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V, T>(V x)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V z = x * x;
        V r = V.Fma(V.Fma(Of<V, T>(1.2617719307481059087798E-4), z, Of<V, T>(3.0299440770744196129956E-2)), z, Of<V, T>(9.9999999999999999991025E-1)) * x;
        V q = V.Fma(V.Fma(V.Fma(Of<V, T>(3.0019850513866445504159E-6), z, Of<V, T>(2.5244834034968410419224E-3)), z, Of<V, T>(2.2726554820815502876593E-1)), z, Of<V, T>(2));
        r = r / (q - r);
        V far = V.Exp(x) - Of<V, T>(1);
        return V.Select(V.GreaterThan(Of<V, T>(0.5), V.Abs(x)), r + r, far);
    }

    /// <summary>log(1 + x) without cancellation near 0; −∞ at −1, NaN below.</summary>
    /// <remarks>With u = 1 + x rounded, log(u)·x / (u − 1): the rounding of u cancels (Goldberg 1991, "What every computer scientist should
    /// know about floating-point arithmetic", theorem 4).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, T>(V x)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = Of<V, T>(1);
        V u = one + x;
        V log = V.Log(u);
        V corrected = log * (x / (u - one));
        V near = V.Select(V.EqualTo(u, one), x, corrected);
        return V.Select(V.EqualTo(x, Of<V, T>(double.PositiveInfinity)), x, near);
    }

    /// <summary>tanh x = −t / (t + 2) with t = e^(−2|x|) − 1, and the sign of x.</summary>
    /// <remarks>In float with one division: (1 − e) / (1 + e) with e = e^(−2|x|) from 0.625 on, nearer 0 the polynomial of Moshier's Cephes (tanhf.c).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, T>(V x)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            V a = V.Abs(x), e = V.Exp(Of<V, T>(-2) * a), z = x * x;
            V far = (Of<V, T>(1) - e) / (Of<V, T>(1) + e);
            V p = V.Fma(Of<V, T>(-5.70498872745E-3), z, Of<V, T>(2.06390887954E-2));
            p = V.Fma(p, z, Of<V, T>(-5.37397155531E-2));
            p = V.Fma(p, z, Of<V, T>(1.33314422036E-1));
            p = V.Fma(p, z, Of<V, T>(-3.33332819422E-1));
            V near = x * V.Fma(p, z, Of<V, T>(1));
            return V.Select(V.GreaterThan(Of<V, T>(0.625), a), near, V.Select(V.GreaterThan(V.Zero, x), -far, far));
        }

        V t = Expm1<V, T>(Of<V, T>(-2) * V.Abs(x));
        V y = -t / (t + Of<V, T>(2));
        return V.Select(V.GreaterThan(V.Zero, x), -y, V.Select(V.EqualTo(x, V.Zero), x, y));
    }

    /// <summary>log(1 + eˣ) = max(x, 0) + log1p(e^(−|x|)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V, T>(V x)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Max(x, V.Zero) + Log1p<V, T>(V.Exp(-V.Abs(x)));

    /// <summary>The error function 2/√π ∫₀ˣ e^(−t²) dt, and e^(−x²), which its derivative needs.</summary>
    /// <remarks>Rational approximations of Cody 1969, "Rational Chebyshev approximations for the error function", Math. Comp. 23: x·R(x²) up
    /// to 0.46875, 1 − e^(−x²)·R(|x|) beyond, where above 4 the second has all the digits that 1 − 1.5·10⁻⁸ leaves visible.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V, T>(V x, out V gauss)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V z = x * x;
        gauss = V.Exp(-z);

        V p = Of<V, T>(1.85777706184603153E-1);
        p = V.Fma(p, z, Of<V, T>(3.16112374387056560E0));
        p = V.Fma(p, z, Of<V, T>(1.13864154151050156E2));
        p = V.Fma(p, z, Of<V, T>(3.77485237685302021E2));
        p = V.Fma(p, z, Of<V, T>(3.20937758913846947E3));
        V q = z + Of<V, T>(2.36012909523441209E1);
        q = V.Fma(q, z, Of<V, T>(2.44024637934444173E2));
        q = V.Fma(q, z, Of<V, T>(1.28261652607737228E3));
        q = V.Fma(q, z, Of<V, T>(2.84423683343917062E3));
        V near = x * p / q;

        // Beyond 6 the complement is below half a unit in the last place of 1, in double too; the clamp keeps the powers finite.
        V a = V.Min(V.Abs(x), Of<V, T>(6));
        p = Of<V, T>(2.15311535474403846E-8);
        p = V.Fma(p, a, Of<V, T>(5.64188496988670089E-1));
        p = V.Fma(p, a, Of<V, T>(8.88314979438837594E0));
        p = V.Fma(p, a, Of<V, T>(6.61191906371416295E1));
        p = V.Fma(p, a, Of<V, T>(2.98635138197400131E2));
        p = V.Fma(p, a, Of<V, T>(8.81952221241769090E2));
        p = V.Fma(p, a, Of<V, T>(1.71204761263407058E3));
        p = V.Fma(p, a, Of<V, T>(2.05107837782607147E3));
        p = V.Fma(p, a, Of<V, T>(1.23033935479799725E3));
        q = a + Of<V, T>(1.57449261107098347E1);
        q = V.Fma(q, a, Of<V, T>(1.17693950891312499E2));
        q = V.Fma(q, a, Of<V, T>(5.37181101862009858E2));
        q = V.Fma(q, a, Of<V, T>(1.62138957456669019E3));
        q = V.Fma(q, a, Of<V, T>(3.29079923573345963E3));
        q = V.Fma(q, a, Of<V, T>(4.36261909014324716E3));
        q = V.Fma(q, a, Of<V, T>(3.43936767414372164E3));
        q = V.Fma(q, a, Of<V, T>(1.23033935480374942E3));
        V far = Of<V, T>(1) - (gauss * p / q);
        far = V.Select(V.GreaterThan(V.Zero, x), -far, far);
        return V.Select(V.GreaterThan(Of<V, T>(0.46875), V.Abs(x)), near, far);
    }

    /// <summary>The normal distribution Φ(x) = ½ (1 + erf(x/√2)), and e^(−x²/2), which its derivative needs.</summary>
    /// <remarks>In float the smaller side Φ(−|x|) = e^(−x²/2)·R(|x|), without cancellation however small it is (the rounding of x² leaves a relative error of some x²/2 units:
    /// 4·10⁻⁶ at −12), where R is a rational function fitted by iterated least squares to
    /// e^(x²/2)·Φ(−x) on 0…14 (relative error 6·10⁻⁹); beyond 14 the exponential is 0. Half the instructions of <see cref="Erf"/>, one division instead of two.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Normal<V, T>(V x, out V gauss)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float))
            return Of<V, T>(0.5) * (Of<V, T>(1) + Erf<V, T>(x * Of<V, T>(0.70710678118654757), out gauss));
        gauss = V.Exp(Of<V, T>(-0.5) * x * x);
        V a = V.Clamp(V.Abs(x), V.Zero, Of<V, T>(14));
        V p = V.Fma(Of<V, T>(0.00407757264), a, Of<V, T>(0.0403723126));
        p = V.Fma(p, a, Of<V, T>(0.182461128));
        p = V.Fma(p, a, Of<V, T>(0.437249982));
        p = V.Fma(p, a, Of<V, T>(0.5));
        V q = V.Fma(Of<V, T>(0.0102208301), a, Of<V, T>(0.10120519));
        q = V.Fma(q, a, Of<V, T>(0.467427241));
        q = V.Fma(q, a, Of<V, T>(1.19928784));
        q = V.Fma(q, a, Of<V, T>(1.67238492));
        q = V.Fma(q, a, Of<V, T>(1));
        V tail = gauss * p / q;
        return V.Select(V.GreaterThan(x, V.Zero), Of<V, T>(1) - tail, tail);
    }
}
