using Fathom.Kernels;

namespace Fathom;

/// <summary>Makes signals longer or shorter without changing their frequencies.</summary>
/// <remarks><code>
/// formula   spectra of overlapping windows (Hann, hop of a quarter) are read at rate times the speed: magnitudes between two neighbours, phases running on by
///           how fast each frequency's phase really moved, around a peak all alike (else a tone's bins would cancel each other); the windows are then added up again, over the sum of the squared windows
/// shapes    T → round(T / rate)
/// source    Flanagan and Golden 1966, "Phase vocoder"; Dolson 1986, "The phase vocoder: a tutorial"; Laroche and Dolson 1999 for peaks
/// </code></remarks>
internal sealed class PhaseVocoder
{
    private const int Overlap = 4;
    private const int SmallestWindow = 16;

    private readonly Fft _fft;
    private readonly double[] _window, _real, _imaginary;
    private readonly int _hop;

    /// <param name="length">The signal's length: a window is never longer than it.</param>
    /// <param name="window">The wanted window, a power of two.</param>
    public PhaseVocoder(int length, int window)
    {
        while (window > SmallestWindow && window > length)
            window /= 2;
        _fft = new Fft(window);
        _hop = window / Overlap;
        _window = new double[window];
        for (int t = 0; t < window; t++)
            _window[t] = 0.5 - (0.5 * Math.Cos(2 * Math.PI * t / window));
        _real = new double[window];
        _imaginary = new double[window];
    }

    private int Bins => (_fft.Length / 2) + 1;

    /// <summary>The signal at another speed.</summary>
    /// <param name="x">T values.</param>
    /// <param name="rate">How much faster it becomes.</param>
    /// <param name="length">Length of the result, about T / rate.</param>
    public double[] Stretch(ReadOnlySpan<float> x, double rate, int length)
    {
        int frames = 1 + ((x.Length + _hop - 1) / _hop), steps = 1 + ((length + _hop - 1) / _hop);
        double[] sum = new double[(steps * _hop) + _fft.Length], weight = new double[sum.Length];
        double[] phase = new double[Bins], magnitude = new double[Bins];
        Spectrum here = new(Bins), next = new(Bins);
        Analyse(x, 0, here);
        Analyse(x, 1, next);
        int seen = 0;
        for (int step = 0; step < steps; step++)
        {
            double at = step * rate;
            int frame = Math.Min((int)at, frames - 1);
            for (; seen < frame; seen++)
            {
                (here, next) = (next, here);
                Analyse(x, seen + 2, next);
            }

            double share = Math.Min(1, at - frame);
            for (int k = 0; k < Bins; k++)
                magnitude[k] = ((1 - share) * here.Magnitude[k]) + (share * next.Magnitude[k]);
            if (step == 0)
                here.Phase.CopyTo(phase, 0);
            Lock(magnitude, (share < 0.5 ? here : next).Phase, phase);
            for (int k = 0; k < Bins; k++)
            {
                (double sin, double cos) = Math.SinCos(phase[k]);
                (_real[k], _imaginary[k]) = (magnitude[k] * cos, magnitude[k] * sin);
                // The frequency of bin k turns by this much from one window to the next; what it turned beyond is its true frequency's.
                double usual = 2 * Math.PI * _hop * k / _fft.Length, beyond = next.Phase[k] - here.Phase[k] - usual;
                phase[k] += usual + beyond - (2 * Math.PI * Math.Round(beyond / (2 * Math.PI)));
            }

            Add(step, sum, weight);
        }

        double[] y = new double[length];
        for (int t = 0; t < length; t++)
        {
            int from = t + (_fft.Length / 2);
            y[t] = sum[from] / Math.Max(weight[from], 1e-8);
        }

        return y;
    }

    /// <summary>Bins around a peak belong to one tone: they keep their phases to the peak as they were analysed.</summary>
    private static void Lock(double[] magnitude, double[] analysed, double[] phase)
    {
        int from = 0, peak = NextPeak(magnitude, 0);
        while (peak < magnitude.Length)
        {
            int next = NextPeak(magnitude, peak + 1), to = next < magnitude.Length ? (peak + next + 1) / 2 : magnitude.Length;
            double turned = phase[peak] - analysed[peak];
            for (int k = from; k < to; k++)
                phase[k] = analysed[k] + turned;
            (from, peak) = (to, next);
        }
    }

    /// <summary>The first bin from <paramref name="from"/> on that is above the two on either side; the number of bins when there is none.</summary>
    private static int NextPeak(double[] magnitude, int from)
    {
        int k = from;
        for (; k < magnitude.Length; k++)
        {
            bool above = true;
            for (int d = 1; d <= 2 && above; d++)
                above = (k - d < 0 || magnitude[k] > magnitude[k - d]) && (k + d >= magnitude.Length || magnitude[k] >= magnitude[k + d]);
            if (above)
                break;
        }

        return k;
    }

    /// <summary>Magnitude and phase of each frequency in the window about sample frame · hop.</summary>
    private void Analyse(ReadOnlySpan<float> x, int frame, Spectrum result)
    {
        int start = (frame * _hop) - (_fft.Length / 2);
        for (int t = 0; t < _fft.Length; t++)
        {
            _real[t] = (uint)(start + t) < (uint)x.Length ? x[start + t] * _window[t] : 0;
            _imaginary[t] = 0;
        }

        _fft.Forward(_real, _imaginary);
        for (int k = 0; k < Bins; k++)
        {
            result.Magnitude[k] = Math.Sqrt((_real[k] * _real[k]) + (_imaginary[k] * _imaginary[k]));
            result.Phase[k] = Math.Atan2(_imaginary[k], _real[k]);
        }
    }

    /// <summary>Turns the spectrum that stands in the buffers back into a signal, and adds it in its place.</summary>
    private void Add(int step, double[] sum, double[] weight)
    {
        int n = _fft.Length;
        _imaginary[0] = _imaginary[n / 2] = 0; // a real signal has none there
        for (int k = 1; k < n / 2; k++)
            (_real[n - k], _imaginary[n - k]) = (_real[k], -_imaginary[k]);
        _fft.Inverse(_real, _imaginary);
        for (int t = 0; t < n; t++)
        {
            sum[(step * _hop) + t] += _real[t] * _window[t];
            weight[(step * _hop) + t] += _window[t] * _window[t];
        }
    }

    private sealed class Spectrum(int bins)
    {
        public double[] Magnitude { get; } = new double[bins];

        public double[] Phase { get; } = new double[bins];
    }
}
