namespace Fathom;

/// <summary>How a series is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>A line; points are marked too when they are few.</summary>
    Line,

    /// <summary>Points only, as in a scatter plot.</summary>
    Points,

    /// <summary>A quiet thin line to compare with, such as the diagonal of a ROC plot; it takes no colour of the palette.</summary>
    Reference,

    /// <summary>A faint solid line behind the others, such as a line of equal height on a map; it takes no colour of the palette. Name it "" to keep it out of the legend. A terminal leaves it out.</summary>
    Contour,

    /// <summary>Places with the series' name beside them instead of in the legend, such as a start or a goal; it takes no colour of the palette.</summary>
    Landmark,

    /// <summary>A line with the ground below it filled, such as the outline of a histogram. A terminal draws the line.</summary>
    Area,
}
