namespace Fathom;

/// <summary>Values at equal steps of time, oldest first.</summary>
public sealed class TimeSeries
{
    private readonly double[] _values;

    /// <summary>Names values and says when they were taken.</summary>
    /// <param name="values">The values, oldest first.</param>
    /// <param name="name">What is measured.</param>
    /// <param name="axis">When; just one after another when not given.</param>
    /// <exception cref="DatasetException">There are no values, or one is not a finite number.</exception>
    public TimeSeries(IEnumerable<double> values, string name = "value", TimeAxis? axis = null)
    {
        _values = [.. values];
        (Name, Axis) = (name, axis ?? TimeAxis.Counted);
        if (_values.Length == 0)
            throw new DatasetException($"Series '{name}' has no values.");
        int wrong = Array.FindIndex(_values, value => !double.IsFinite(value));
        if (wrong >= 0)
            throw new DatasetException($"Series '{name}': value {wrong} ({Axis.Label(wrong)}) is {_values[wrong]}; expected finite numbers. Fill gaps first.");
    }

    /// <summary>What is measured.</summary>
    public string Name { get; }

    /// <summary>When the values were taken.</summary>
    public TimeAxis Axis { get; }

    /// <summary>The values, oldest first.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The number of values.</summary>
    public int Count => _values.Length;

    /// <summary>Consecutive values as a series: <c>series[..^24]</c> is all but the last 24, the only honest training part.</summary>
    /// <exception cref="DatasetException">The range is empty.</exception>
    public TimeSeries this[Range range] => new(_values[range], Name, Axis.From(range.GetOffsetAndLength(Count).Offset));

    /// <summary>Name, number of values, first and last time.</summary>
    public override string ToString() => $"{Name}: {Count} values, {Axis.Label(0)} to {Axis.Label(Count - 1)}";
}
