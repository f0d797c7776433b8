namespace Fathom.Kernels;

/// <summary>Discrete Fourier transform of a power of two of complex numbers, in place: X[k] = Σ x[t]·e^(−2πi·kt/n), in O(n·log n) steps.</summary>
/// <remarks><code>
/// formula   the transform of the even-numbered values plus that of the odd-numbered ones turned by e^(−2πi·k/n), again and again (radix 2)
/// shapes    n real and n imaginary parts → the same
/// source    Cooley and Tukey 1965, "An algorithm for the machine calculation of complex Fourier series"
/// </code><see cref="FftReference"/> is the definition.</remarks>
internal sealed class Fft
{
    private readonly double[] _cos, _sin;

    public Fft(int length)
    {
        if (length < 1 || (length & (length - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(length), $"length is {length}; expected a power of two.");
        Length = length;
        _cos = new double[length / 2];
        _sin = new double[length / 2];
        for (int k = 0; k < length / 2; k++)
            (_sin[k], _cos[k]) = Math.SinCos(-2 * Math.PI * k / length);
    }

    public int Length { get; }

    /// <summary>x ← X.</summary>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        int n = Length;
        real = real[..n];
        imaginary = imaginary[..n];
        for (int i = 1, j = 0; i < n; i++)
        {
            // j counts with its bits in reverse order.
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1)
                j ^= bit;
            j |= bit;
            if (i < j)
            {
                (real[i], real[j]) = (real[j], real[i]);
                (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
            }
        }

        for (int half = 1; half < n; half *= 2)
        {
            int stride = n / (2 * half);
            for (int start = 0; start < n; start += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    int a = start + k, b = a + half;
                    double cos = _cos[k * stride], sin = _sin[k * stride];
                    double re = (real[b] * cos) - (imaginary[b] * sin), im = (real[b] * sin) + (imaginary[b] * cos);
                    (real[b], imaginary[b]) = (real[a] - re, imaginary[a] - im);
                    (real[a], imaginary[a]) = (real[a] + re, imaginary[a] + im);
                }
            }
        }
    }

    /// <summary>X ← x: the transform with both parts exchanged, over n.</summary>
    public void Inverse(Span<double> real, Span<double> imaginary)
    {
        Forward(imaginary, real);
        for (int i = 0; i < Length; i++)
        {
            real[i] /= Length;
            imaginary[i] /= Length;
        }
    }
}
