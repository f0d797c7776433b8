namespace Fathom;

/// <summary>A module that draws random numbers, as dropout does. Its stream is part of a run's state: whoever puts a model back as it was puts the stream's counter back as well.</summary>
public interface IRandom
{
    /// <summary>The stream it draws from, its own.</summary>
    Rng Rng { get; }
}
