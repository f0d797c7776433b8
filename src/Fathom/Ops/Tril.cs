using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The lower triangle of matrices: y[…, i, j] = x[…, i, j] where j ≤ i + Diagonal, 0 elsewhere.</summary>
    /// <param name="Diagonal">The last diagonal that stays: 0 the main one, above it positive, below it negative.</param>
    /// <remarks><code>
    /// shapes    x (…, M, N) → y (…, M, N)
    /// gradient  dx = the lower triangle of dy
    /// keeps     nothing
    /// differs   from torch.tril: nothing
    /// source    definition; the gradient is masked alike
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer than 2 axes.</exception>
    public readonly record struct Tril(int Diagonal) : IOp<Tril>
    {
        static BackwardReads IOp<Tril>.Reads => BackwardReads.Nothing;

        void IOp<Tril>.Plan(ref Plan p)
        {
            if (p.Floating(0, "x").Rank < 2)
                p.Throw(0, "x", "at least 2 axes, the rows and columns of matrices");
            p.Result(p[0]);
        }

        void IOp<Tril>.Forward<T>(in Forward<T> f)
        {
            ref readonly Shape shape = ref f.Shape(0);
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y();
            y.Clear();
            int n = shape[^1];
            for (int row = 0; row < shape[..^1].Length; row++)
                x.Slice(row * n, Stays(row % shape[^2], n)).CopyTo(y[(row * n)..]);
        }

        void IOp<Tril>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape shape = ref b.Shape(0);
            ReadOnlySpan<T> dy = b.DY();
            Span<T> dx = b.DX(0);
            int n = shape[^1];
            for (int row = 0; row < shape[..^1].Length; row++)
            {
                int stays = Stays(row % shape[^2], n);
                Binary.Accumulate(dy.Slice(row * n, stays), dx.Slice(row * n, stays), add: true);
            }
        }

        private int Stays(int row, int n) => (int)Math.Clamp((long)row + Diagonal + 1, 0, n);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Tril"/>
            /// <param name="diagonal">The last diagonal that stays; 0, the main one, by default.</param>
            public Tensor Tril(int diagonal = 0) => new Ops.Tril(diagonal).Run(x);
        }
    }
}
