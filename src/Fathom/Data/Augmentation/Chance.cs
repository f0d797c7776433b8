using System.Globalization;

namespace Fathom;

/// <summary>Probabilities of augmentations.</summary>
internal static class Chance
{
    /// <summary>A probability from 0 to 1, both allowed: unlike dropout's, 1 means always.</summary>
    public static double Of(double p, string name) => p is >= 0 and <= 1
        ? p
        : throw new ArgumentOutOfRangeException(name, $"{name} is {p.ToString(CultureInfo.InvariantCulture)}; expected a probability from 0 to 1.");

    /// <summary>True with probability p.</summary>
    public static bool Happens(double p, Rng rng) => rng.NextDouble() < p;
}
