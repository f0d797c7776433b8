using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Attention of one head in plain loops: what <see cref="Attention"/> means. For tests only.</summary>
internal static class AttentionReference
{
    /// <summary>y (L, Ev) = softmax(scale · q · kᵀ + bias) · v, the softmax over each query's keys; −∞ in the bias forbids a key.</summary>
    /// <param name="q">(L, E).</param>
    /// <param name="k">(S, E).</param>
    /// <param name="v">(S, Ev).</param>
    /// <param name="bias">(L, S).</param>
    /// <param name="scale">The factor of the scores.</param>
    /// <param name="weights">(L, S), filled with the softmax.</param>
    /// <param name="y">(L, Ev).</param>
    public static void Run<T>(T[,] q, T[,] k, T[,] v, T[,] bias, T scale, T[,] weights, T[,] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < q.GetLength(0); i++)
        {
            T largest = T.NegativeInfinity, sum = T.Zero;
            for (int j = 0; j < k.GetLength(0); j++)
            {
                T score = T.Zero;
                for (int e = 0; e < q.GetLength(1); e++)
                    score += q[i, e] * k[j, e];
                weights[i, j] = (scale * score) + bias[i, j];
                largest = T.Max(largest, weights[i, j]);
            }

            for (int j = 0; j < k.GetLength(0); j++)
                sum += weights[i, j] = T.Exp(weights[i, j] - largest);
            for (int e = 0; e < v.GetLength(1); e++)
                y[i, e] = T.Zero;
            for (int j = 0; j < k.GetLength(0); j++)
            {
                weights[i, j] /= sum;
                for (int e = 0; e < v.GetLength(1); e++)
                    y[i, e] += weights[i, j] * v[j, e];
            }
        }
    }
}
