namespace Fathom;

/// <summary>Which points of a curve are enough to draw it.</summary>
internal static class CurveThinning
{
    /// <summary>
    /// The first, the last, and between them one for each equal piece of the way along the curve (|Δx| + |Δy|): where the curve runs far it keeps its
    /// points, where a thousand lie on one spot it keeps one. Points on a straight line with both neighbours go first.
    /// </summary>
    public static int[] Choose(IReadOnlyList<double> x, IReadOnlyList<double> y, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var bends = new List<int>();
        for (int i = 0; i < x.Count; i++)
        {
            if (i == 0 || i == x.Count - 1 || !IsStraight(x, y, i))
                bends.Add(i);
        }

        if (bends.Count <= most)
            return [.. bends];
        double[] way = new double[bends.Count];
        for (int i = 1; i < way.Length; i++)
            way[i] = way[i - 1] + Math.Abs(x[bends[i]] - x[bends[i - 1]]) + Math.Abs(y[bends[i]] - y[bends[i - 1]]);
        var kept = new List<int> { bends[0] };
        int piece = 0;
        for (int i = 1; i < way.Length - 1; i++)
        {
            int at = (int)(way[i] / way[^1] * (most - 2));
            if (at > piece)
                kept.Add(bends[i]);
            piece = Math.Max(piece, at);
        }

        kept.Add(bends[^1]);
        return [.. kept];
    }

    private static bool IsStraight(IReadOnlyList<double> x, IReadOnlyList<double> y, int i) =>
        (x[i] - x[i - 1]) * (y[i + 1] - y[i]) == (x[i + 1] - x[i]) * (y[i] - y[i - 1]);
}
