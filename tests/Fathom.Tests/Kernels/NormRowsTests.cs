using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>Layer and RMS normalization of rows beside the formulas as they are written, in plain loops of double, at every vector width.</summary>
public sealed class NormRowsTests
{
    private const double Eps = 1e-3;

    [Fact]
    public void Every_width_gives_what_plain_loops_give()
    {
        foreach (int n in new[] { 1, 5, 16, 33, 64, 130, 5000 })
        {
            foreach (bool centers in new[] { true, false })
            {
                foreach (bool affine in new[] { true, false })
                {
                    Compare<double>(n, centers, affine, 1e-10);
                    Compare<float>(n, centers, affine, 2e-5);
                }
            }
        }
    }

    [Fact]
    public void Pieces_of_rows_join_to_the_sum_over_all_rows()
    {
        const int rows = 1000, n = 24;
        double[] x = Draw<double>(1, rows * n, 9, 11), dy = Draw<double>(2, rows * n, -1, 1), y = new double[x.Length], mean = new double[rows], r = new double[rows];
        NormRows.Forward<double>(x, default, default, y, mean, r, rows, n, Eps);
        double[] sums = new double[NormRows.Scratch(rows, n)], dw = new double[n], db = [.. Enumerable.Repeat(100.0, n)];
        Assert.True(sums.Length > 2 * n, "several pieces");
        NormRows.Backward<double>(x, dy, default, mean, r, default, false, sums, rows, n);
        NormRows.Join<double>(sums, bias: false, dw, add: false, n);
        NormRows.Join<double>(sums, bias: true, db, add: true, n);
        for (int j = 0; j < n; j++)
        {
            Assert.Equal(Enumerable.Range(0, rows).Sum(row => dy[(row * n) + j] * y[(row * n) + j]), dw[j], 1e-9);
            Assert.Equal(100 + Enumerable.Range(0, rows).Sum(row => dy[(row * n) + j]), db[j], 1e-9);
        }
    }

    private static unsafe void Compare<T>(int n, bool centers, bool affine, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A mean far from 0 beside a small spread: what one pass over squares would lose.
        const int rows = 3;
        T[] x = Draw<T>(1, rows * n, 9, 11), dy = Draw<T>(2, x.Length, -1, 1), w = Draw<T>(3, n, -2, 2), b = Draw<T>(4, n, -2, 2), start = Draw<T>(5, x.Length, -1, 1);
        double[] y = new double[x.Length], dx = new double[x.Length], sumZ = new double[n], sum = new double[n];
        for (int row = 0; row < rows; row++)
        {
            int[] places = [.. Enumerable.Range(row * n, n)];
            double mean = centers ? places.Average(i => double.CreateTruncating(x[i])) : 0;
            double r = 1 / Math.Sqrt(places.Average(i => Math.Pow(double.CreateTruncating(x[i]) - mean, 2)) + Eps);
            double Z(int i) => (double.CreateTruncating(x[i]) - mean) * r;
            double G(int i) => double.CreateTruncating(dy[i]) * (affine ? double.CreateTruncating(w[i % n]) : 1);
            double meanG = centers ? places.Average(G) : 0, meanGZ = places.Average(i => G(i) * Z(i));
            foreach (int i in places)
            {
                y[i] = affine ? (Z(i) * double.CreateTruncating(w[i % n])) + double.CreateTruncating(b[i % n]) : Z(i);
                dx[i] = r * (G(i) - meanG - (Z(i) * meanGZ));
                sumZ[i % n] += double.CreateTruncating(dy[i]) * Z(i);
                sum[i % n] += double.CreateTruncating(dy[i]);
            }
        }

        At<Vec1<T>>();
        At<Vec128<T>>();
        At<Vec256<T>>();
        At<Vec512<T>>();

        void At<V>()
            where V : struct, IVec<V, T>
        {
            T[] gotY = new T[x.Length], gotDx = new T[x.Length], added = [.. start], mean = new T[rows], r = new T[rows], gotSum = new T[n], gotSumZ = new T[n];
            fixed (T* px = x, pdy = dy, pw = affine ? w : null, pb = affine ? b : null, py = gotY, pdx = gotDx, pa = added, pm = centers ? mean : null, pr = r, ps = gotSum, pz = gotSumZ)
            {
                new NormRows.ForwardRows<T> { X = px, W = pw, B = pb, Y = py, Mean = pm, R = pr, N = n, Eps = Eps }.Rows<V>(0, 0, rows);
                new NormRows.BackwardRows<T> { X = px, DY = pdy, W = pw, Mean = pm, R = pr, DX = pdx, N = n, Sum = ps, SumZ = pz }.Rows<V>(0, 0, rows);
                new NormRows.BackwardRows<T> { X = px, DY = pdy, W = pw, Mean = pm, R = pr, DX = pa, N = n, Add = true }.Rows<V>(0, 0, rows);
            }

            Near(y, gotY);
            Near(dx, gotDx);
            Near([.. dx.Select((d, i) => d + double.CreateTruncating(start[i]))], added);
            Near(sum, gotSum);
            Near(sumZ, gotSumZ);
        }

        void Near(double[] expected, T[] got)
        {
            double scale = 1 + expected.Max(Math.Abs);
            for (int i = 0; i < got.Length; i++)
                Assert.Equal(expected[i], double.CreateTruncating(got[i]), tolerance * scale);
        }
    }

    private static T[] Draw<T>(ulong seed, int count, double low, double high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        new Rng(seed).Uniform<T>(values, low, high);
        return values;
    }
}
