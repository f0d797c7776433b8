namespace Fathom;

/// <summary>The settings that a search may vary, each in its range, independent of each other.</summary>
public sealed class SearchSpace
{
    /// <summary>Makes a space.</summary>
    /// <param name="ranges">One range a setting.</param>
    /// <exception cref="ArgumentException">There is no range, or a setting has two.</exception>
    public SearchSpace(params IReadOnlyList<SearchRange> ranges)
    {
        if (ranges.Count == 0)
            throw new ArgumentException("A search needs a range to look in; give at least one, for example SearchRange.Log(\"lr\", 1e-4, 1e-1).", nameof(ranges));
        if (ranges.GroupBy(range => range.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The setting {twice.Key} has two ranges; give it one.", nameof(ranges));
        Ranges = ranges;
    }

    /// <summary>The ranges, in the order they were given.</summary>
    public IReadOnlyList<SearchRange> Ranges { get; }

    /// <summary>A point of the space.</summary>
    /// <param name="rng">Where chance comes from; each setting draws from a fork by its name, so that a range more or less leaves the others' values as they are.</param>
    public SearchPoint Sample(Rng rng) => new([.. Ranges.Select(range => KeyValuePair.Create(range.Name, range.Sample(rng.Fork(range.Name))))]);
}
