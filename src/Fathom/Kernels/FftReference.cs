namespace Fathom.Kernels;

/// <summary>The discrete Fourier transform by its definition: X[k] = Σ x[t]·e^(−2πi·kt/n).</summary>
internal static class FftReference
{
    public static (double[] Real, double[] Imaginary) Forward(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary)
    {
        int n = real.Length;
        var (re, im) = (new double[n], new double[n]);
        for (int k = 0; k < n; k++)
        {
            for (int t = 0; t < n; t++)
            {
                // kt mod n first: the sine of a large angle loses digits.
                (double sin, double cos) = Math.SinCos(-2 * Math.PI * (int)((long)k * t % n) / n);
                re[k] += (real[t] * cos) - (imaginary[t] * sin);
                im[k] += (real[t] * sin) + (imaginary[t] * cos);
            }
        }

        return (re, im);
    }
}
