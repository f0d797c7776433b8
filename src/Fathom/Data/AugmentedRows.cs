using Fathom.Kernels;

namespace Fathom;

/// <summary>The rows of another source, each changed by random numbers of its own and of the epoch.</summary>
internal sealed class AugmentedRows : RowSource
{
    // The first half of a row's numbers is its source's.
    private const uint OwnNumbers = 1u << 31;

    private readonly RowSource _source;
    private readonly Augmentation _change;

    public AugmentedRows(RowSource source, Augmentation change)
    {
        // Rows that are changed already go through both changes in one pass, and draw from one stream.
        (_source, _change) = source is AugmentedRows inner ? (inner._source, inner._change + change) : (source, change);
        if (_source.XType != DType.Float32)
            throw new ShapeException(nameof(Augmentation), "X", $"{_source.XType} rows", "Float32", "Bytes become numbers by x.To(DType.Float32) / 255; indices cannot be augmented.");
        XShape = _change.Plan(_source.XShape);
    }

    public override int Count => _source.Count;

    public override Shape XShape { get; }

    public override Shape YShape => _source.YShape;

    public override DType YType => _source.YType;

    public override bool IsCostly => true;

    public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        Tensor from = Tensor.Empty(_source.XShape.Insert(0, rows.Length), DType.Float32);
        _source.Fill(rows, from, y, epoch);
        ForkJoin.Run(rows.Length, new Job(_change, rows, from.AsReadOnlySpan<float>(), _source.XShape, x.AsSpan<float>(), XShape.Length, epoch));
    }

    public override void FillY(ReadOnlySpan<int> rows, Tensor y) => _source.FillY(rows, y);

    private readonly ref struct Job(Augmentation change, ReadOnlySpan<int> rows, ReadOnlySpan<float> x, Shape shape, Span<float> y, int length, Rng epoch) : IJob
    {
        private readonly ReadOnlySpan<int> _rows = rows;
        private readonly ReadOnlySpan<float> _x = x;
        private readonly Span<float> _y = y;
        private readonly Shape _shape = shape;

        public void Run(int piece) =>
            change.Change(_x.Slice(piece * _shape.Length, _shape.Length), _shape, _y.Slice(piece * length, length), epoch.ForRow(_rows[piece], OwnNumbers));
    }
}
