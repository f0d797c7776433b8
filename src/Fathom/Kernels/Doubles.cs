using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Every second lane of vectors of doubles, lane by lane: floats are moved as halves of 64-bit lanes, for doubles there is no wider lane.</summary>
internal static class Doubles
{
    public static Vector128<double> Even(Vector128<double> a, Vector128<double> b) =>
        Vector128.Create(a[0], b[0]);

    public static Vector128<double> Odd(Vector128<double> a, Vector128<double> b) =>
        Vector128.Create(a[1], b[1]);

    public static Vector128<double> ZipLower(Vector128<double> a, Vector128<double> b) =>
        Vector128.Create(a[0], b[0]);

    public static Vector128<double> ZipUpper(Vector128<double> a, Vector128<double> b) =>
        Vector128.Create(a[1], b[1]);

    public static Vector256<double> Even(Vector256<double> a, Vector256<double> b) =>
        Vector256.Create(a[0], a[2], b[0], b[2]);

    public static Vector256<double> Odd(Vector256<double> a, Vector256<double> b) =>
        Vector256.Create(a[1], a[3], b[1], b[3]);

    public static Vector256<double> ZipLower(Vector256<double> a, Vector256<double> b) =>
        Vector256.Create(a[0], b[0], a[1], b[1]);

    public static Vector256<double> ZipUpper(Vector256<double> a, Vector256<double> b) =>
        Vector256.Create(a[2], b[2], a[3], b[3]);

    public static Vector512<double> Even(Vector512<double> a, Vector512<double> b) =>
        Vector512.Create(a[0], a[2], a[4], a[6], b[0], b[2], b[4], b[6]);

    public static Vector512<double> Odd(Vector512<double> a, Vector512<double> b) =>
        Vector512.Create(a[1], a[3], a[5], a[7], b[1], b[3], b[5], b[7]);

    public static Vector512<double> ZipLower(Vector512<double> a, Vector512<double> b) =>
        Vector512.Create(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]);

    public static Vector512<double> ZipUpper(Vector512<double> a, Vector512<double> b) =>
        Vector512.Create(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7]);
}
