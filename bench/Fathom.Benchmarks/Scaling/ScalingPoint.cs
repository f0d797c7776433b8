namespace Fathom.Benchmarks;

/// <summary>One size of a series, and what a step of it takes.</summary>
/// <param name="Value">The size along the axis that grows.</param>
/// <param name="Operations">Floating-point operations of a step.</param>
/// <param name="Seconds">The median step.</param>
/// <param name="Bytes">The memory of a step's tensors, which every step uses again: what the caches would have to hold.</param>
internal readonly record struct ScalingPoint(int Value, double Operations, double Seconds, long Bytes = 0)
{
    /// <summary>How much longer a step may take than in proportion to the operations of the size after the first doubling.</summary>
    public const double Limit = 1.10;

    /// <summary>Time an operation, divided by that of another size.</summary>
    public double Against(ScalingPoint other) => Seconds / Operations / (other.Seconds / other.Operations);
}

/// <summary>A measured series: one axis of one network.</summary>
internal sealed record ScalingResult(string Axis, IReadOnlyList<ScalingPoint> Points)
{
    /// <summary>The size that the limit is counted from: the one after the first doubling.</summary>
    public ScalingPoint Base => Points[1];

    /// <summary>The largest excess beyond the first doubling.</summary>
    public double Worst => Points.Skip(1).Max(point => point.Against(Base));
}
