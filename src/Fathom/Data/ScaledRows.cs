namespace Fathom;

/// <summary>The rows of another source with X scaled.</summary>
internal sealed class ScaledRows(RowSource source, FeatureScaler scaler) : RowSource
{
    public override int Count => source.Count;

    public override Shape XShape => source.XShape;

    public override DType XType => source.XType;

    public override Shape YShape => source.YShape;

    public override DType YType => source.YType;

    public override bool IsCostly => source.IsCostly;

    public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        source.Fill(rows, x, y, epoch);
        scaler.TransformInPlace(x);
    }

    public override void FillY(ReadOnlySpan<int> rows, Tensor y) => source.FillY(rows, y);
}
