namespace Fathom;

/// <summary>The five filters of PNG rows: each byte less what its neighbours predict.</summary>
/// <remarks><code>
/// 0 none      1 sub: left      2 up: above      3 average: ⌊(left + above) / 2⌋      4 Paeth: of left, above and corner the nearest to left + above − corner
/// source      PNG specification, third edition, 9; Paeth 1991
/// </code></remarks>
internal static class PngFilter
{
    public const int Kinds = 5;

    /// <summary>Adds predictions to a row in place.</summary>
    /// <param name="kind">Which filter, 0 to 4.</param>
    /// <param name="row">The bytes of the row.</param>
    /// <param name="above">The row above, unfiltered; zeros for the first.</param>
    /// <param name="by">Bytes from a pixel to the next.</param>
    public static void Undo(int kind, Span<byte> row, ReadOnlySpan<byte> above, int by)
    {
        for (int i = 0; kind != 0 && i < row.Length; i++)
            row[i] += Predict(kind, row, above, i, by);
    }

    /// <summary>What a row becomes under a filter.</summary>
    public static void Apply(int kind, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered, int by)
    {
        for (int i = 0; i < row.Length; i++)
            filtered[i] = (byte)(row[i] - Predict(kind, row, above, i, by));
    }

    private static byte Predict(int kind, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int i, int by)
    {
        int left = i >= by ? row[i - by] : 0, up = above[i], corner = i >= by ? above[i - by] : 0;
        return kind switch
        {
            0 => 0,
            1 => (byte)left,
            2 => (byte)up,
            3 => (byte)((left + up) / 2),
            _ => Paeth(left, up, corner),
        };
    }

    private static byte Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - (2 * corner));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}
