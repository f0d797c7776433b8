namespace Fathom;

/// <summary>A pass over rows under way: their order, or null where it is their own, and the random numbers of rows that are made.</summary>
internal readonly record struct Epoch(int[]? Order, Rng? Rng);
