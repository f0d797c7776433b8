namespace Fathom;

/// <summary>Where the random streams of a model stood, so that a step can be repeated with the same masks.</summary>
internal sealed class RandomStreams(Layer model)
{
    private readonly Rng[] _streams = [.. model.Descendants().Select(item => item.Module).OfType<IRandom>().Select(module => module.Rng).Append(Rng.Default).Distinct()];
    private ulong[]? _counters;

    /// <summary>Takes note of them: one number a stream.</summary>
    public void Note()
    {
        _counters ??= new ulong[_streams.Length];
        for (int i = 0; i < _streams.Length; i++)
            _counters[i] = _streams[i].Counter;
    }

    /// <summary>Winds them back to the last note.</summary>
    public void Rewind()
    {
        for (int i = 0; _counters is not null && i < _streams.Length; i++)
            _streams[i].Counter = _counters[i];
    }
}
