using System.Buffers;

namespace Fathom;

/// <summary>Some rows of another source, by number: nothing is copied. What is random in a row stays that of its number in the source.</summary>
internal sealed class SubsetRows(RowSource source, int[] rows) : RowSource
{
    public override int Count => rows.Length;

    public override Shape XShape => source.XShape;

    public override DType XType => source.XType;

    public override Shape YShape => source.YShape;

    public override DType YType => source.YType;

    public override bool IsCostly => source.IsCostly;

    public override void Fill(ReadOnlySpan<int> places, Tensor x, Tensor y, Rng epoch)
    {
        int[] own = Rent(places);
        source.Fill(own.AsSpan(0, places.Length), x, y, epoch);
        ArrayPool<int>.Shared.Return(own);
    }

    public override void FillY(ReadOnlySpan<int> places, Tensor y)
    {
        int[] own = Rent(places);
        source.FillY(own.AsSpan(0, places.Length), y);
        ArrayPool<int>.Shared.Return(own);
    }

    internal override RowSource Subset(ReadOnlySpan<int> places) => new SubsetRows(source, Own(places, new int[places.Length]));

    private int[] Rent(ReadOnlySpan<int> places) => Own(places, ArrayPool<int>.Shared.Rent(places.Length));

    private int[] Own(ReadOnlySpan<int> places, int[] own)
    {
        for (int i = 0; i < places.Length; i++)
            own[i] = rows[places[i]];
        return own;
    }
}
