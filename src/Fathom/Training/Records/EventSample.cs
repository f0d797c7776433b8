using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>
/// Evenly spread events of one kind out of a stream whose length nobody knows: every k-th, where k doubles whenever they become too many; always the
/// last, the best, and one that is asked for. Events are kept as places in the file.
/// </summary>
/// <remarks>An event whose place is not after the one before it was computed again, in a resumed run: it takes the place of all from there on.</remarks>
internal sealed class EventSample(int most, long? wanted = null)
{
    private readonly List<Entry> _kept = [];
    private Entry? _last, _best, _wanted;
    private long _seen, _stride = 1;

    /// <summary>The events by place.</summary>
    public IEnumerable<Entry> Entries => new[] { _last, _best, _wanted }.OfType<Entry>().Concat(_kept).DistinctBy(entry => entry.Offset).OrderBy(entry => entry.Place);

    /// <summary>Takes note of an event.</summary>
    public void Add(Entry entry)
    {
        if (_last is { } last && entry.Place <= last.Place)
            DropFrom(entry.Place);
        _last = entry;
        if (_best is null || entry.Value < _best.Value.Value || double.IsNaN(_best.Value.Value))
            _best = entry;
        if (entry.Place == wanted)
            _wanted = entry;
        if (_seen++ % _stride != 0)
            return;
        _kept.Add(entry);
        if (_kept.Count <= most)
            return;
        for (int i = 0; 2 * i < _kept.Count; i++)
            _kept[i] = _kept[2 * i];
        CollectionsMarshal.SetCount(_kept, (_kept.Count + 1) / 2);
        _stride *= 2;
    }

    /// <summary>Forgets events from a place on.</summary>
    public void DropFrom(long place)
    {
        _kept.RemoveAll(entry => entry.Place >= place);
        _seen = _kept.Count * _stride;
        _last = Before(_last) ?? (_kept.Count > 0 ? _kept[^1] : null);
        _wanted = Before(_wanted);
        _best = Before(_best) ?? (_kept.Count > 0 ? _kept.MinBy(entry => entry.Value) : null);

        Entry? Before(Entry? entry) => entry is { } one && one.Place < place ? one : null;
    }

    /// <summary>One event.</summary>
    /// <param name="Place">Its epoch or step.</param>
    /// <param name="Value">What the best one has least of.</param>
    /// <param name="Offset">Where its line begins in the file.</param>
    /// <param name="Length">The bytes of its line.</param>
    public readonly record struct Entry(long Place, double Value, long Offset, int Length);
}
