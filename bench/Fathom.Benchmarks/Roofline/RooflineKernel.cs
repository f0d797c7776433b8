namespace Fathom.Benchmarks;

/// <summary>A kernel at one shape, with the work that nobody could leave out.</summary>
/// <param name="Group">What the user types.</param>
/// <param name="Name">What it computes.</param>
/// <param name="Shape">On what.</param>
/// <param name="Operations">Floating-point operations of its products (a multiply-add is two); 0 for the others.</param>
/// <param name="Read">Bytes that must be read: every input once.</param>
/// <param name="Written">Bytes that must be written: every result once.</param>
/// <param name="Run">One call.</param>
internal sealed record RooflineKernel(string Group, string Name, string Shape, double Operations, double Read, double Written, Action Run)
{
    /// <summary>The same formula on a row that stays in the first-level cache, and how many of these rows the kernel computes: what the formula's own instructions cost.
    /// Null where products or memory are the only limits.</summary>
    public (Action Row, double Rows)? Formula { get; init; }

    /// <summary>The memory that the kernel works on, where it is more than one call reads and writes: a table of which a call reads a few rows.</summary>
    public double? Footprint { get; init; }

    public double Bytes => Read + Written;
}
