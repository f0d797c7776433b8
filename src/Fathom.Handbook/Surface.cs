namespace Fathom.Handbook;

/// <summary>A hill to race on: a height over the plane, written with the library's operations, so that the tape gives its slope.</summary>
/// <param name="Name">Its name in the command.</param>
/// <param name="Formula">Its height as a textbook writes it.</param>
/// <param name="Height">The height, element by element.</param>
/// <param name="Start">Where a race starts.</param>
/// <param name="Minima">The lowest places.</param>
/// <param name="Lowest">The height there.</param>
/// <param name="X">The part of the plane to draw, horizontally.</param>
/// <param name="Y">The part of the plane to draw, vertically.</param>
internal sealed record Surface(
    string Name,
    string Formula,
    Func<Tensor, Tensor, Tensor> Height,
    (double X, double Y) Start,
    (double X, double Y)[] Minima,
    double Lowest,
    (double Min, double Max) X,
    (double Min, double Max) Y)
{
    private const int Cells = 90;
    private const int Levels = 13;

    /// <summary>All of them, easy ones first. Beale's is of 1958, Rosenbrock's of 1960.</summary>
    public static IReadOnlyList<Surface> All { get; } =
    [
        new("bowl", "½(x² + y²)", (x, y) => 0.5 * (x.Square() + y.Square()), (-4, 3), [(0, 0)], 0, (-5, 5), (-4, 4)),
        new("ravine", "½(x² + 30y²)", (x, y) => 0.5 * (x.Square() + (30 * y.Square())), (-4.5, 1), [(0, 0)], 0, (-5, 2), (-1.5, 1.5)),
        new("rosenbrock", "(1 − x)² + 100(y − x²)²", (x, y) => (1 - x).Square() + (100 * (y - x.Square()).Square()), (-1.2, 1), [(1, 1)], 0, (-2, 2), (-1, 3)),
        new("beale", "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²", Beale, (1, 1.5), [(3, 0.5)], 0, (-1, 4.5), (-1.5, 2.2)),
        new("saddle", "½x² − ½y² + ¼y⁴", (x, y) => (0.5 * (x.Square() - y.Square())) + (0.25 * y.Square().Square()), (-1.5, 0.01), [(0, 1), (0, -1)], -0.25, (-1.8, 1.2), (-1.6, 1.6)),
    ];

    /// <summary>The distance to the nearest minimum.</summary>
    public double Distance(double x, double y) => Minima.Min(minimum => Math.Sqrt(((x - minimum.X) * (x - minimum.X)) + ((y - minimum.Y) * (y - minimum.Y))));

    /// <summary>Lines of equal height; they stand closer together towards the bottom, where races are decided.</summary>
    public ChartSeries Contours()
    {
        double[] x = Grid(X), y = Grid(Y);
        double[,] heights = new double[x.Length, y.Length];
        using (Tape.NoGradients())
        {
            Tensor all = Height(Tensor.From(x, [x.Length, 1]), Tensor.From(y, [1, y.Length]));
            for (int i = 0; i < all.Length; i++)
                heights[i / y.Length, i % y.Length] = all.GetElement(i);
        }

        // Level 3 has four fifths of the plane below it, and each is .6 as high above the minimum as the one before: two or three lines for the walls, the rest for the valley.
        double range = heights.Cast<double>().Order().ElementAt(heights.Length * 4 / 5) - Lowest;
        double[] levels = [.. Enumerable.Range(0, Levels).Select(i => Lowest + (range * Math.Pow(0.6, i - 3)))];
        return ContourLines.Of(x, y, heights, levels);
    }

    private static double[] Grid((double Min, double Max) range) => [.. Enumerable.Range(0, Cells + 1).Select(i => range.Min + ((range.Max - range.Min) * i / Cells))];

    private static Tensor Beale(Tensor x, Tensor y)
    {
        Tensor xy = x * y, xyy = xy * y;
        return (1.5 - x + xy).Square() + (2.25 - x + xyy).Square() + (2.625 - x + (xyy * y)).Square();
    }
}
