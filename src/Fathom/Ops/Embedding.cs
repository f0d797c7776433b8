namespace Fathom.Ops
{
    /// <summary>Rows of a table picked by number: y[i, …] = weight[index[i, …]].</summary>
    /// <param name="PaddingIndex">A row that is read as any other and never gets a gradient; −1 for none.</param>
    /// <remarks><code>
    /// shapes    weight (V, D), index Int64 (…) → y (…, D)
    /// gradient  dweight = the sum of dy over the places that picked a row, in their order
    /// keeps     index
    /// differs   from torch.nn.functional.embedding: nothing
    /// source    Bengio et al. 2003, "A neural probabilistic language model": rows of a table
    /// </code></remarks>
    /// <exception cref="ShapeException">weight has not 2 axes, or index is not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or too large; the text names it, its place and the size.</exception>
    public readonly record struct Embedding(long PaddingIndex) : IOp<Embedding>
    {
        static BackwardReads IOp<Embedding>.Reads => BackwardReads.Input1;

        void IOp<Embedding>.Plan(ref Plan p)
        {
            p.Floating(0, "weight");
            p.Rank(0, 2, "weight");
            p.Is(1, DType.Int64, "index");
            p.Result(p[1].Insert(p[1].Rank, p[0][1]));
        }

        void IOp<Embedding>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<long> index = f.X<long>(1);
            (int rows, int width) = (f.Shape(0)[0], f.Shape(0)[1]);
            Indices.Check(index, rows, nameof(Embedding));
            new IndexSelect.Pick(index, 1, rows, width).Move(f.X(0), f.Y());
        }

        void IOp<Embedding>.Backward<T>(in Backward<T> b) =>
            IndexSelect.Scatter(b.DY(), b.X<long>(1), b.DX(0), 1, b.Shape(0)[0], b.Shape(0)[1], PaddingIndex);

        void IOp<Embedding>.Cost(ref Cost cost) => cost.ReadsPart(0, cost.YShape().Length);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor weight)
        {
            /// <inheritdoc cref="Ops.Embedding"/>
            /// <param name="index">The wanted rows, Int64, of any shape.</param>
            /// <param name="paddingIndex">A row without gradient; −1 for none.</param>
            public Tensor Embedding(Tensor index, long paddingIndex = -1) => new Ops.Embedding(paddingIndex).Run(weight, index);
        }
    }
}
