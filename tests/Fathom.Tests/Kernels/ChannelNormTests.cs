using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>Batch normalization of pictures beside the formulas as they are written, in plain loops of double, at every vector width.</summary>
public sealed class ChannelNormTests
{
    private const double Eps = 1e-3;

    [Fact]
    public void Every_width_gives_what_plain_loops_give()
    {
        foreach (int length in new[] { 16, 17, 31, 64, 70, 4096, 5000 })
        {
            foreach (bool affine in new[] { true, false })
            {
                Compare<double>(length, affine, 1e-10);
                Compare<float>(length, affine, 2e-5);
            }
        }
    }

    private static unsafe void Compare<T>(int length, bool affine, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = 3, c = 2;
        T[] Draw(ulong seed, int count, double low, double high)
        {
            T[] values = new T[count];
            new Rng(seed).Uniform<T>(values, low, high);
            return values;
        }

        // A mean far from 0 beside a small spread: what one pass over squares would lose.
        T[] x = Draw(1, n * c * length, 9, 11), dy = Draw(2, x.Length, -1, 1), w = Draw(3, c, -2, 2), b = Draw(4, c, -2, 2);
        double[] y = new double[x.Length], dx = new double[x.Length], sum = new double[c], sumZ = new double[c];
        for (int channel = 0; channel < c; channel++)
        {
            int[] places = [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(((i * c) + channel) * length, length))];
            double mean = places.Average(i => double.CreateTruncating(x[i]));
            double r = 1 / Math.Sqrt(places.Average(i => Math.Pow(double.CreateTruncating(x[i]) - mean, 2)) + Eps);
            double slope = affine ? double.CreateTruncating(w[channel]) : 1, shift = affine ? double.CreateTruncating(b[channel]) : 0;
            double Z(int i) => (double.CreateTruncating(x[i]) - mean) * r;
            double G(int i) => double.CreateTruncating(dy[i]);
            sum[channel] = places.Sum(G);
            sumZ[channel] = places.Sum(i => G(i) * Z(i));
            foreach (int i in places)
            {
                y[i] = (Z(i) * slope) + shift;
                dx[i] = r * slope * (G(i) - (sum[channel] / places.Length) - (Z(i) * sumZ[channel] / places.Length));
            }
        }

        At<Vec1<T>>();
        At<Vec128<T>>();
        At<Vec256<T>>();
        At<Vec512<T>>();

        void At<V>()
            where V : struct, IVec<V, T>
        {
            T[] gotY = new T[x.Length], gotDx = new T[x.Length], mean = new T[c], variance = new T[c], r = new T[c], gotSum = new T[c], gotSumZ = new T[c];
            fixed (T* px = x, pdy = dy, pw = affine ? w : null, pb = affine ? b : null, py = gotY, pdx = gotDx, pm = mean, pv = variance, pr = r, ps = gotSum, pz = gotSumZ)
            {
                var places = new ChannelNorm.Places<T>(px, n, c, length);
                for (int channel = 0; channel < c; channel++)
                {
                    new ChannelNorm.ForwardJob<T>(places, pw, pb, null, py, pm, pv, pr, Eps, false).Channel<V>(channel);
                    new ChannelNorm.BackwardJob<T>(places, pdy, null, null, pw, pm, pr, pdx, false, ps, pz).Channel<V>(channel);
                }
            }

            Near(y, gotY);
            Near(dx, gotDx);
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
}
