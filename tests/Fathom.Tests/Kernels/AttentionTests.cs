using System.Runtime.Intrinsics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>The kernel of attention against plain loops: at every vector width, in every cut.</summary>
public sealed unsafe class AttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 5, 7, 4)]
    [InlineData(1, 2, 1, 33, 8)]
    [InlineData(3, 1, 7, 7, 5)]
    [InlineData(1, 2, 48, 48, 16)]
    [InlineData(2, 2, 64, 64, 32)]
    [InlineData(1, 1, 100, 131, 20)]
    [InlineData(1, 1, 13, 3000, 3)]
    public void Every_shape_causal_window_and_length_equals_the_plain_loops(int batches, int heads, int queries, int keys, int width)
    {
        foreach ((bool causal, int? window, bool lengths) in new[] { (false, (int?)null, false), (true, null, false), (false, 4, false), (true, 3, false), (false, null, true) })
        {
            Compare<double>(batches, heads, queries, keys, width, causal, window, lengths, 1e-12);
            Compare<float>(batches, heads, queries, keys, width, causal, window, lengths, 1e-5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(64)]
    public void Rows_are_alike_at_every_width(int columns)
    {
        for (int from = 0; from < columns; from += 3)
        {
            for (int to = from + 1; to <= columns; to += 4)
            {
                float[] reference = Rows<Vec1<float>>(columns, from, to);
                Assert.All(reference[..from].Concat(reference[to..AttentionRows.Room(columns)]), value => Assert.Equal(0, value));
                Assert.Equal(1, reference[from..to].Sum(), 1e-6f);
                Near(reference, Rows<Vec128<float>>(columns, from, to));
                if (Vector256.IsHardwareAccelerated)
                    Near(reference, Rows<Vec256<float>>(columns, from, to));
                if (Vector512.IsHardwareAccelerated)
                    Near(reference, Rows<Vec512<float>>(columns, from, to));
            }
        }
    }

    /// <summary>A softmax, computed again from its sum, and its gradient, one behind the other.</summary>
    private static float[] Rows<V>(int columns, int from, int to)
        where V : struct, IVec<V, float>
    {
        int room = AttentionRows.Room(columns);
        float[] scores = new float[room], weights = new float[room], again = new float[room], gradient = new float[room];
        new Rng(1).Normal<float>(scores, 0, 5);
        new Rng(2).Normal<float>(gradient);
        scores.CopyTo(weights, 0);
        scores.CopyTo(again, 0);
        fixed (float* w = weights, a = again, g = gradient)
        {
            (float largest, float sum) = AttentionRows.Softmax<V, float>(w, from, to, room, 0.7f);
            AttentionRows.LogSums<V, float>(&largest, &sum, 1);
            Assert.Equal(Math.Log(scores[from..to].Sum(x => Math.Exp(0.7 * x))), sum, 1e-5);
            AttentionRows.Again<V, float>(a, from, to, room, 0.7f, sum);
            AttentionRows.Gradient<V, float>(w, g, from, to, room, 0.5f);
        }

        Near(weights, again);
        return [.. weights, .. gradient];
    }

    private static void Near(float[] expected, float[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(expected[i], got[i], 2e-6f + (4e-6f * Math.Abs(expected[i])));
    }

    private static void Compare<T>(int batches, int heads, int queries, int keys, int width, bool causal, int? window, bool lengths, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        DType type = typeof(T) == typeof(float) ? DType.Float32 : DType.Float64;
        Tensor q = new Rng(1).Normal([batches, queries, heads * width], type: type), k = new Rng(2).Normal([batches, keys, heads * width], type: type);
        Tensor v = new Rng(3).Normal([batches, keys, heads * 2], type: type), mask = new Rng(4).Normal([queries, keys], type: type);
        long[] counts = [.. Enumerable.Range(0, batches).Select(n => Math.Max(1, keys - (2L * n) - 1))];
        Tensor y = q.ScaledDotProductAttention(k, v, mask, lengths ? Tensor.From(counts, [batches]) : default, causal, window, heads);
        for (int n = 0; n < batches; n++)
        {
            for (int h = 0; h < heads; h++)
            {
                T[,] bias = new T[queries, keys], weights = new T[queries, keys], expected = new T[queries, 2];
                for (int i = 0; i < queries; i++)
                {
                    for (int j = 0; j < keys; j++)
                    {
                        int ahead = j - (i + keys - queries);
                        bool forbidden = (causal && ahead > 0) || (window is { } w && Math.Abs(ahead) >= w) || (lengths && j >= counts[n]);
                        bias[i, j] = forbidden ? T.NegativeInfinity : T.CreateChecked(mask.GetElement((i * keys) + j));
                    }
                }

                AttentionReference.Run(Head<T>(q, n, h, width), Head<T>(k, n, h, width), Head<T>(v, n, h, 2), bias, T.CreateChecked(1 / Math.Sqrt(width)), weights, expected);
                T[,] got = Head<T>(y, n, h, 2);
                for (int i = 0; i < queries; i++)
                {
                    for (int e = 0; e < 2; e++)
                        Assert.Equal(double.CreateChecked(expected[i, e]), double.CreateChecked(got[i, e]), tolerance);
                }
            }
        }
    }

    private static T[,] Head<T>(Tensor x, int n, int h, int width)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var rows = new T[x.Shape[1], width];
        for (int i = 0; i < x.Shape[1]; i++)
        {
            for (int e = 0; e < width; e++)
                rows[i, e] = T.CreateChecked(x.GetElement((((n * x.Shape[1]) + i) * x.Shape[2]) + (h * width) + e));
        }

        return rows;
    }
}
