namespace Fathom;

/// <summary>Numbers in [0, 1] of the Beta distribution with both parameters alike: near 0 and 1 for α &lt; 1, even for 1, around ½ beyond.</summary>
internal static class BetaDistribution
{
    /// <summary>One number.</summary>
    /// <remarks>α ≤ 1: Jöhnk 1964, u^(1/α) / (u^(1/α) + v^(1/α)) for the pairs whose sum is at most 1, by logarithms, as the powers of a small α are 0 in a double.
    /// Beyond: the share of one of two Gamma numbers, Marsaglia and Tsang 2000.</remarks>
    public static double Symmetric(double alpha, Rng rng)
    {
        if (alpha > 1)
        {
            double first = Gamma(alpha, rng), second = Gamma(alpha, rng);
            return first / (first + second);
        }

        while (true)
        {
            double u = Math.Log(1 - rng.NextDouble()), v = Math.Log(1 - rng.NextDouble()), logU = u / alpha, logV = v / alpha, largest = Math.Max(logU, logV);
            if (double.IsNegativeInfinity(largest))
                return u > v ? 1 : 0; // the limit for α → 0
            double logSum = largest + Math.Log(Math.Exp(logU - largest) + Math.Exp(logV - largest));
            if (logSum <= 0)
                return Math.Exp(logU - logSum);
        }
    }

    private static double Gamma(double shape, Rng rng)
    {
        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        Span<double> normal = stackalloc double[1];
        while (true)
        {
            rng.Normal(normal);
            double root = 1 + (c * normal[0]), v = root * root * root;
            if (v > 0 && Math.Log(1 - rng.NextDouble()) < (0.5 * normal[0] * normal[0]) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
