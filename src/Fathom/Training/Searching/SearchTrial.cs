namespace Fathom;

/// <summary>One point of a search, and how it did on each rung it reached.</summary>
public sealed class SearchTrial
{
    private readonly List<(int Resource, double Loss)> _results = [];

    internal SearchTrial(int number, int bracket, SearchPoint point)
    {
        Number = number;
        Bracket = bracket;
        Point = point;
    }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; }

    /// <summary>The bracket it belongs to, from 0: only trials of one bracket are halved together.</summary>
    public int Bracket { get; }

    /// <summary>Its settings.</summary>
    public SearchPoint Point { get; }

    /// <summary>What it was given and what came out, rung by rung; NaN where it failed.</summary>
    public IReadOnlyList<(int Resource, double Loss)> Results => _results;

    /// <summary>What it was given last; 0 before the first result.</summary>
    public int Resource => _results.Count == 0 ? 0 : _results[^1].Resource;

    /// <summary>What came out last; NaN before the first result.</summary>
    public double Loss => _results.Count == 0 ? double.NaN : _results[^1].Loss;

    internal void Add(int resource, double loss) => _results.Add((resource, loss));
}
