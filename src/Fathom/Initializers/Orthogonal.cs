using System.Numerics.Tensors;

namespace Fathom;

/// <summary>A random orthogonal matrix times a gain: W·Wᵀ = gain²·I (or Wᵀ·W, when W is tall), so that no direction grows or shrinks. For recurrent layers.</summary>
/// <remarks><code>
/// weight (out, in, kernel…) is taken as a matrix of out rows
/// normal vectors, orthonormalized by Gram and Schmidt's method, twice for accuracy: every orthogonal matrix is equally likely
/// source   Saxe, McClelland and Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning", arXiv:1312.6120
/// </code></remarks>
public sealed record Orthogonal : Initializer
{
    /// <summary>An orthogonal start.</summary>
    /// <param name="gain">The activation's <see cref="Fathom.Gain"/>, 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is negative or no finite number.</exception>
    public Orthogonal(double gain = Fathom.Gain.Linear) => Gain = CheckScale(gain, nameof(gain));

    /// <summary>The factor.</summary>
    public double Gain { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        Fans.Of(w.Shape);
        int rows = w.Shape[0], columns = w.Length / rows;
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double[] vectors = new double[count * length];
        rng.Normal<double>(vectors);
        for (int i = 0; i < count; i++)
        {
            Span<double> v = vectors.AsSpan(i * length, length);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++)
                {
                    ReadOnlySpan<double> u = vectors.AsSpan(j * length, length);
                    TensorPrimitives.MultiplyAdd(u, -TensorPrimitives.Dot(u, v), v, v);
                }

                TensorPrimitives.Divide(v, TensorPrimitives.Norm<double>(v), v);
            }
        }

        TensorPrimitives.Multiply(vectors, Gain, vectors);
        Write(w, rows <= columns ? vectors : Transposed(vectors, count, length));
    }

    private static double[] Transposed(double[] matrix, int rows, int columns)
    {
        double[] result = new double[matrix.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                result[(j * rows) + i] = matrix[(i * columns) + j];
        return result;
    }
}
