namespace Fathom.Conformance;

/// <summary>How far an element may be off: the larger of <paramref name="Absolute"/> and <paramref name="Relative"/> of itself, plus <paramref name="OfLargest"/> of the largest in its array.</summary>
internal readonly record struct Tolerance(double Relative, double Absolute, double OfLargest = 0)
{
    /// <summary>For every array, as the format's README states it.</summary>
    public static Tolerance Of(DType type) => type == DType.Float64 ? new(1e-9, 1e-11) : new(0, 1e-6, 1e-5);

    /// <summary>For the losses of whole runs.</summary>
    public static Tolerance OfLosses(DType type) => type == DType.Float64 ? new(1e-7, 1e-7) : new(1e-5, 0);

    /// <summary>For the final states of whole runs.</summary>
    public static Tolerance OfFinalState(DType type) => type == DType.Float64 ? new(1e-7, 1e-7) : new(0, 1e-5);

    /// <summary>The allowed difference from one expected element.</summary>
    public double At(double expected, double largest) => Math.Max(Absolute, Relative * Math.Abs(expected)) + (OfLargest * largest);
}
