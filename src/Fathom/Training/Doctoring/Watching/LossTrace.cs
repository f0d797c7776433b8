namespace Fathom;

/// <summary>The losses of batches as they came, in memory of fixed size: how it began, how low it came, and the last ones.</summary>
internal sealed class LossTrace
{
    /// <summary>Losses that are called the first.</summary>
    public const int Firsts = 5;

    private const int Kept = 256;
    private const double Memory = 0.9;

    private readonly double[] _recent = new double[Kept];
    private double _sumOfFirsts, _average;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>The very first, before any step.</summary>
    public double Begin { get; private set; }

    /// <summary>The mean of the first five.</summary>
    public double First => _sumOfFirsts / Math.Min(Firsts, Math.Max(1, Count));

    /// <summary>The smallest moving average, (1 − 0.9) of the newest; infinite before the first.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The first loss that was NaN or infinite; null for none.</summary>
    public double? NotFinite { get; private set; }

    /// <summary>Takes the loss of one more batch.</summary>
    public void Add(double loss)
    {
        if (!double.IsFinite(loss))
        {
            NotFinite ??= loss;
            return;
        }

        if (Count == 0)
            Begin = loss;
        if (Count < Firsts)
            _sumOfFirsts += loss;
        _recent[Count++ % Kept] = loss;
        _average = Count == 1 ? loss : (Memory * _average) + ((1 - Memory) * loss);
        if (Count >= Firsts)
            Least = Math.Min(Least, _average);
    }

    /// <summary>The last losses, at most so many, newest last.</summary>
    public IEnumerable<double> Last(int count)
    {
        for (long i = Math.Max(0, Count - Math.Min(count, Kept)); i < Count; i++)
            yield return _recent[i % Kept];
    }
}
