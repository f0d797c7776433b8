namespace Fathom;

/// <summary>Student's t distribution: how far a mean of few values may be from the true one (Student, "The probable error of a mean", 1908).</summary>
/// <remarks>
/// For t ≥ 0 and ν degrees of freedom P(T ≤ t) = 1 − ½ Iₓ(ν/2, ½) with x = ν/(ν + t²), where I is the regularized incomplete beta function,
/// evaluated by its continued fraction (NIST Digital Library of Mathematical Functions, 26.5 and 8.17.22). Accurate to about 1e-12.
/// </remarks>
public static class StudentT
{
    private const int Bisections = 200;

    /// <summary>P(T ≤ t).</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degrees">Degrees of freedom ν, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">ν is not above 0.</exception>
    public static double Cumulative(double t, double degrees)
    {
        if (!(degrees > 0))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "StudentT: degrees of freedom are above 0: n − 1 for the mean of n values.");
        double tail = Beta(degrees / (degrees + (t * t)), degrees / 2, 0.5) / 2;
        return t >= 0 ? 1 - tail : tail;
    }

    /// <summary>The t with P(T ≤ t) = p; by bisection, so that it is the inverse of <see cref="Cumulative"/> to the last bits.</summary>
    /// <param name="p">A probability, above 0 and below 1.</param>
    /// <param name="degrees">Degrees of freedom ν, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">p or ν is out of range.</exception>
    public static double Quantile(double p, double degrees)
    {
        if (!(p > 0 && p < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "StudentT: p is a probability above 0 and below 1, such as 0.975.");
        if (p < 0.5)
            return -Quantile(1 - p, degrees);
        double low = 0, high = 1;
        while (Cumulative(high, degrees) < p)
            high *= 2;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            if (Cumulative(middle, degrees) < p)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The regularized incomplete beta function Iₓ(a, b), from whichever end the fraction converges fast.</summary>
    private static double Beta(double x, double a, double b)
    {
        if (x is 0 or 1)
            return x;
        double front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(1 - x, b, a) / b);
    }

    /// <summary>The continued fraction of 8.17.22, by Lentz's method as Thompson and Barnett changed it (1986).</summary>
    private static double Fraction(double x, double a, double b)
    {
        const int most = 10_000;
        const double tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), value = d;
        for (int m = 1; m < most; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            double change = 1;
            foreach (double term in (ReadOnlySpan<double>)[even, odd])
            {
                d = 1 / NotZero(1 + (term * d));
                c = NotZero(1 + (term / c));
                change = c * d;
                value *= change;
            }

            if (Math.Abs(change - 1) < 1e-16)
                break;
        }

        return value;

        static double NotZero(double v) => Math.Abs(v) < tiny ? tiny : v;
    }

    /// <summary>ln Γ(x) by Stirling's series, for x moved up to where it is accurate.</summary>
    private static double LogGamma(double x)
    {
        const double accurate = 15;
        double moved = 0;
        for (; x < accurate; x++)
            moved += Math.Log(x);
        double r = 1 / (x * x);
        double series = ((((((-691.0 / 360360 * r) + (1.0 / 1188)) * r - (1.0 / 1680)) * r + (1.0 / 1260)) * r - (1.0 / 360)) * r + (1.0 / 12)) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - moved;
    }
}
