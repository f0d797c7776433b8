using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>Products in the nearest caches beside the plain one, at every vector width.</summary>
public sealed unsafe class SmallProductTests
{
    [Fact]
    public void Every_shape_equals_the_plain_product_at_every_width()
    {
        foreach (int m in new[] { 1, 3, 4, 6, 8, 11, 12, 16, 29 })
        {
            foreach (int n in new[] { 16, 32, 48 })
            {
                foreach (int k in new[] { 0, 1, 7, 40 })
                {
                    foreach (bool transpose in new[] { false, true })
                    {
                        Compare<double>(m, n, k, transpose, 1e-13);
                        Compare<float>(m, n, k, transpose, 2e-5);
                    }
                }
            }
        }
    }

    private static void Compare<T>(int m, int n, int k, bool transpose, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Rows lie further apart than they are long, as those of heads do; what stands between them must stay.
        int lda = (transpose ? m : k) + 3, ldb = n + 5, ldc = n + 2;
        T[] a = Draw(1, lda * Math.Max(m, k)), b = Draw(2, ldb * Math.Max(k, 1)), start = Draw(3, ldc * m);
        foreach (bool add in new[] { false, true })
        {
            T[] expected = [.. start];
            MatMulReference.Run(m, n, k, a, lda, transpose, b, ldb, false, expected, ldc, add);
            foreach (int width in new[] { 512, 256, 128, 0 })
            {
                T[] got = [.. start];
                fixed (T* pa = a, pb = b, pc = got)
                    SmallProduct.RunAt(width, m, n, k, pa, transpose ? 1 : lda, transpose ? lda : 1, pb, ldb, pc, ldc, add);
                for (int i = 0; i < got.Length; i++)
                    Assert.Equal(double.CreateTruncating(expected[i]), double.CreateTruncating(got[i]), tolerance);
            }
        }

        static T[] Draw(ulong seed, int count)
        {
            T[] values = new T[count];
            new Rng(seed).Uniform<T>(values, -1, 1);
            return values;
        }
    }
}
