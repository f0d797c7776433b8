namespace Fathom;

/// <summary>One column of a table, or all numbers of what is no table, with the statistics that rules ask for.</summary>
internal sealed class DataColumn
{
    private const int Few = 20;

    private readonly double[] _sorted;

    public DataColumn(int index, string name, double[] values)
    {
        (Index, Name, Values) = (index, name, values);
        _sorted = Array.FindAll(values, double.IsFinite);
        NotFinite = values.Length - _sorted.Length;
        Array.Sort(_sorted);
        if (_sorted.Length == 0)
            return;
        (Min, Max) = (_sorted[0], _sorted[^1]);
        Mean = _sorted.Average();
        Deviation = Math.Sqrt(_sorted.Sum(value => (value - Mean) * (value - Mean)) / _sorted.Length);
        (Median, Spread) = (_sorted[_sorted.Length / 2], _sorted[3 * _sorted.Length / 4] - _sorted[_sorted.Length / 4]);
        CountRuns();
    }

    /// <summary>Which column it is.</summary>
    public int Index { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its numbers in the order of the rows.</summary>
    public double[] Values { get; }

    /// <summary>Its finite numbers from the smallest on.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;

    /// <summary>How many are NaN or infinite.</summary>
    public int NotFinite { get; }

    public double Min { get; }

    public double Max { get; }

    public double Mean { get; }

    /// <summary>The standard deviation, of the population.</summary>
    public double Deviation { get; }

    public double Median { get; }

    /// <summary>The distance between the quartiles.</summary>
    public double Spread { get; }

    /// <summary>How many different numbers.</summary>
    public int Distinct { get; private set; }

    /// <summary>The share of the commonest.</summary>
    public double Commonest { get; private set; }

    /// <summary>Whether all its numbers are one.</summary>
    public bool IsConstant => Distinct == 1;

    /// <summary>Whether it is measured rather than counted or coded: equal rows are then no chance.</summary>
    public bool IsContinuous => Distinct > Math.Max(Few, _sorted.Length / 5);

    /// <summary>Whether it holds two numbers, as yes and no do.</summary>
    public bool IsBinary => Distinct == 2;

    private void CountRuns()
    {
        int run = 0, longest = 0;
        for (int i = 0; i < _sorted.Length; i++)
        {
            run = i > 0 && _sorted[i] == _sorted[i - 1] ? run + 1 : 1;
            Distinct += run == 1 ? 1 : 0;
            longest = Math.Max(longest, run);
        }

        Commonest = (double)longest / _sorted.Length;
    }
}
