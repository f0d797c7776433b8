namespace Fathom;

/// <summary>One named series of points. NaN and infinite values are gaps.</summary>
public sealed class ChartSeries
{
    private readonly double[] _x, _y;

    /// <summary>Makes a series; the values are copied.</summary>
    /// <param name="name">Name in the legend; "" to stay out of it.</param>
    /// <param name="x">Horizontal values.</param>
    /// <param name="y">Vertical values, as many.</param>
    /// <param name="style">How it is drawn.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ChartSeries(string name, IEnumerable<double> x, IEnumerable<double> y, SeriesStyle style = SeriesStyle.Line)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Style = style;
        _x = [.. x];
        _y = [.. y];
        if (_x.Length != _y.Length)
            throw new ArgumentException($"Series '{name}': x has {_x.Length} values, y has {_y.Length}; give one x for each y.", nameof(y));
    }

    /// <summary>Makes a series over 1, 2, 3 …, such as epochs.</summary>
    /// <param name="name">Name in the legend.</param>
    /// <param name="y">Vertical values.</param>
    /// <param name="style">How it is drawn.</param>
    public ChartSeries(string name, IReadOnlyCollection<double> y, SeriesStyle style = SeriesStyle.Line)
        : this(name, Enumerable.Range(1, y.Count).Select(i => (double)i), y, style)
    {
    }

    /// <summary>Name in the legend.</summary>
    public string Name { get; }

    /// <summary>How it is drawn.</summary>
    public SeriesStyle Style { get; }

    /// <summary>Whether the legend names the series.</summary>
    internal bool HasEntry => Name.Length > 0 && Style != SeriesStyle.Landmark;

    /// <summary>Whether the series takes no colour of the palette.</summary>
    internal bool IsQuiet => Style is SeriesStyle.Reference or SeriesStyle.Contour or SeriesStyle.Landmark;

    /// <summary>Horizontal values.</summary>
    public ReadOnlySpan<double> X => _x;

    /// <summary>Vertical values.</summary>
    public ReadOnlySpan<double> Y => _y;
}
