using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

public sealed class FoldTests
{
    [Fact]
    public void Rows_and_columns_fold_alike_at_every_width_and_as_one_loop_does()
    {
        foreach (int n in new[] { 0, 1, 3, 8, 15, 16, 17, 64, 65, 129, 300, 9000 })
        {
            foreach (int inner in new[] { 1, 2, 7, 16, 19, 33, 70 })
            {
                Compare(default(SumFold), n, inner, (a, x, p) => a + x);
                Compare(default(DeviationFold), n, inner, (a, x, p) => a + ((x - p) * (x - p)));
                Compare(default(ExpFold), n, inner, (a, x, p) => a + Math.Exp(x - p));
                Compare(default(MaxFold), n, inner, (a, x, p) => Math.Max(a, x));
                Compare(default(MinFold), n, inner, (a, x, p) => Math.Min(a, x));
            }
        }
    }

    [Fact]
    public void Adding_starts_from_what_is_there()
    {
        double[] x = [1, 2, 3, 4, 5, 6], y = [10, 20, 30];
        Fold.Run<SumFold, double>(default, x, default, y, 1, 2, 3, add: true);
        Assert.Equal([15, 27, 39], y);
        Fold.Run<SumFold, double>(default, x, default, y, 3, 2, 1, add: true);
        Assert.Equal([18, 34, 50], y);
    }

    [Fact]
    public void A_NaN_anywhere_reaches_its_sum_and_its_maximum()
    {
        for (int at = 0; at < 37; at++)
        {
            float[] x = new float[37], y = new float[2];
            x[at] = float.NaN;
            Fold.Run<SumFold, float>(default, x, default, y.AsSpan(0, 1), 1, 37, 1);
            Fold.Run<MaxFold, float>(default, x, default, y.AsSpan(1, 1), 1, 37, 1);
            Assert.All(y, v => Assert.True(float.IsNaN(v)));
        }
    }

    private static unsafe void Compare<F>(F fold, int n, int inner, Func<double, double, double, double> step)
        where F : struct, IFold
    {
        double[] x = new double[n * inner], p = new double[inner], expected = new double[inner];
        new Rng(1).Uniform<double>(x, -1, 1);
        new Rng(2).Uniform<double>(p, -1, 1);
        for (int j = 0; j < inner; j++)
        {
            expected[j] = F.Identity;
            for (int r = 0; r < n; r++)
                expected[j] = step(expected[j], x[(r * inner) + j], p[j]);
        }

        double[] y = new double[inner];
        Fold.Run(fold, x, p, y, 1, n, inner);
        Near(expected, y);
        Near(expected, At<Vec1<double>>());
        Near(expected, At<Vec128<double>>());
        Near(expected, At<Vec256<double>>());
        Near(expected, At<Vec512<double>>());

        double[] At<V>()
            where V : struct, IVec<V, double>
        {
            double[] result = new double[inner];
            fixed (double* px = x, pp = p, py = result)
            {
                if (inner == 1)
                    result[0] = Fold.Row<V, double, F>(fold, px, n, *pp);
                else
                    Fold.Columns<V, double, F>(fold, px, pp, py, n, inner, inner, false);
            }

            return result;
        }
    }

    private static void Near(double[] expected, double[] got) => Assert.Equal(expected, got, (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12 * (1 + Math.Abs(a)));
}
