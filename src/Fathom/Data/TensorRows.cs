namespace Fathom;

/// <summary>Rows that stand in two tensors: what a <see cref="Dataset"/> of tensors is made of.</summary>
internal sealed class TensorRows(Tensor x, Tensor y) : RowSource
{
    public override int Count => x.Shape[0];

    public override Shape XShape => x.Shape.Without(0);

    public override DType XType => x.Type;

    public override Shape YShape => y.Shape.Without(0);

    public override DType YType => y.Type;

    internal override Batch? Tensors => new Batch(x, y);

    public override void Fill(ReadOnlySpan<int> rows, Tensor toX, Tensor toY, Rng epoch)
    {
        Rows.Copy(x, rows, toX);
        Rows.Copy(y, rows, toY);
    }

    public override void FillY(ReadOnlySpan<int> rows, Tensor toY) => Rows.Copy(y, rows, toY);

    internal override Batch Make(ReadOnlySpan<int> rows, Rng epoch) => new(Rows.Gather(x, rows), Rows.Gather(y, rows));

    internal override RowSource Subset(ReadOnlySpan<int> rows) => new TensorRows(Rows.Gather(x, rows).Keep(), Rows.Gather(y, rows).Keep());

    internal override RowSource Part(int start, int end) => new TensorRows(x[start..end].Keep(), y[start..end].Keep());
}
