namespace Fathom;

/// <summary>
/// Places for the boxes of a graph, in rows from top to bottom, so that every arrow runs down, few arrows cross, and boxes stand under what feeds
/// them. An arrow over several rows gets a place in each row it passes, so that it does not run through a box.
/// </summary>
/// <param name="Centres">The centre of each box.</param>
/// <param name="Paths">The points each arrow passes, from the centre of one box to that of the other.</param>
/// <param name="Width">The width of the whole; everything is between 0 and it.</param>
/// <param name="Height">The height of the whole.</param>
/// <remarks>
/// Source: Sugiyama, Tagawa and Toda 1981, "Methods for visual understanding of hierarchical system structures": rows by longest path, order by
/// barycentres. Places within a row are as near to the mean of their neighbours as a minimum gap allows, in least squares.
/// </remarks>
internal sealed record GraphLayout(
    IReadOnlyList<(double X, double Y)> Centres, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Paths, double Width, double Height)
{
    private const double Gap = 28;
    private const double RowGap = 44;
    private const double PassingWidth = 6;
    private const int Sweeps = 12;

    /// <summary>Lays boxes out.</summary>
    /// <param name="sizes">Width and height of each box.</param>
    /// <param name="arrows">Arrows from earlier boxes to later ones.</param>
    public static GraphLayout Of(IReadOnlyList<(double Width, double Height)> sizes, IReadOnlyList<GraphArrow> arrows)
    {
        // The boxes come first among the places; those that arrows pass follow.
        List<int> rows = RowsByLongestPath(sizes.Count, arrows);
        var routes = new List<List<int>>();
        foreach (GraphArrow arrow in arrows)
        {
            var route = new List<int> { arrow.From };
            for (int between = rows[arrow.From] + 1; between < rows[arrow.To]; between++)
            {
                route.Add(rows.Count);
                rows.Add(between);
            }

            route.Add(arrow.To);
            routes.Add(route);
        }

        double[] widths = [.. rows.Select((_, place) => place < sizes.Count ? sizes[place].Width : PassingWidth)];
        double[] x = Horizontal(rows, widths, [.. routes.SelectMany(route => route.Zip(route.Skip(1)))]);
        double[] heights = new double[rows.Count == 0 ? 0 : rows.Max() + 1];
        for (int box = 0; box < sizes.Count; box++)
            heights[rows[box]] = Math.Max(heights[rows[box]], sizes[box].Height);
        double[] middles = new double[heights.Length];
        double bottom = -RowGap;
        for (int row = 0; row < heights.Length; row++)
        {
            middles[row] = bottom + RowGap + (heights[row] / 2);
            bottom += RowGap + heights[row];
        }

        (double X, double Y) At(int place) => (x[place], middles[rows[place]]);
        return new GraphLayout(
            [.. Enumerable.Range(0, sizes.Count).Select(At)],
            [.. routes.Select(route => (IReadOnlyList<(double, double)>)[.. route.Select(At)])],
            Enumerable.Range(0, rows.Count).Select(place => x[place] + (widths[place] / 2)).DefaultIfEmpty().Max(),
            Math.Max(0, bottom));
    }

    /// <summary>Each box stands below all that feed it; what nothing feeds stands just above the first that reads it.</summary>
    private static List<int> RowsByLongestPath(int boxes, IReadOnlyList<GraphArrow> arrows)
    {
        int[] row = new int[boxes];
        foreach (GraphArrow arrow in arrows)                        // ordered by target, and targets by creation: one pass is enough
            row[arrow.To] = Math.Max(row[arrow.To], row[arrow.From] + 1);
        for (int box = 0; box < boxes; box++)
        {
            if (arrows.All(arrow => arrow.To != box))
                row[box] = arrows.Where(arrow => arrow.From == box).Select(arrow => row[arrow.To] - 1).DefaultIfEmpty(0).Min();
        }

        return [.. row];
    }

    private static double[] Horizontal(List<int> rows, double[] widths, List<(int From, int To)> links)
    {
        ILookup<int, int> above = links.ToLookup(link => link.To, link => link.From), below = links.ToLookup(link => link.From, link => link.To);
        int[][] order = [.. rows.Select((row, place) => (row, place)).GroupBy(item => item.row).OrderBy(group => group.Key).Select(group => group.Select(item => item.place).ToArray())];
        double[] x = new double[rows.Count];
        foreach (int[] row in order)
            Spread(row, [.. row.Select((_, i) => 100.0 * i)]);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            // The first half may change the order of a row; then it stands, and boxes only move towards their neighbours.
            bool down = sweep % 2 == 0, reorders = sweep < Sweeps / 2;
            foreach (int row in down ? Enumerable.Range(0, order.Length) : Enumerable.Range(0, order.Length).Reverse())
            {
                double[] wanted = [.. order[row].Select(place => Mean(down ? above[place] : below[place], x[place]))];
                if (reorders)
                {
                    int[] sorted = [.. Enumerable.Range(0, wanted.Length).OrderBy(i => wanted[i])];
                    order[row] = [.. sorted.Select(i => order[row][i])];
                    wanted = [.. sorted.Select(i => wanted[i])];
                }

                Spread(order[row], wanted);
            }
        }

        double left = rows.Count == 0 ? 0 : Enumerable.Range(0, rows.Count).Min(place => x[place] - (widths[place] / 2));
        return [.. x.Select(value => value - left)];

        double Mean(IEnumerable<int> places, double otherwise) => places.Select(place => x[place]).DefaultIfEmpty(otherwise).Average();

        // Least squares under xᵢ₊₁ − xᵢ ≥ gapᵢ: take the gaps off, pool neighbours that stand in the wrong order, put the gaps back.
        void Spread(int[] row, double[] wanted)
        {
            var pools = new List<(double Sum, int Count)>();
            double[] offset = new double[row.Length];
            for (int i = 0; i < row.Length; i++)
            {
                offset[i] = i == 0 ? 0 : offset[i - 1] + ((widths[row[i - 1]] + widths[row[i]]) / 2) + Gap;
                (double Sum, int Count) pool = (wanted[i] - offset[i], 1);
                while (pools.Count > 0 && pools[^1].Sum / pools[^1].Count > pool.Sum / pool.Count)
                {
                    pool = (pool.Sum + pools[^1].Sum, pool.Count + pools[^1].Count);
                    pools.RemoveAt(pools.Count - 1);
                }

                pools.Add(pool);
            }

            int at = 0;
            foreach ((double sum, int count) in pools)
                for (int i = 0; i < count; i++, at++)
                    x[row[at]] = (sum / count) + offset[at];
        }
    }
}
