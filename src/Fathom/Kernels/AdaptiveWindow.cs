namespace Fathom.Kernels;

/// <summary>An axis divided into a given number of windows: result o sees the places ⌊o·Input/Output⌋ to before ⌈(o + 1)·Input/Output⌉. Windows differ by at most one place and may share one.</summary>
/// <param name="Input">The length of the axis.</param>
/// <param name="Output">How many windows there are.</param>
internal readonly record struct AdaptiveWindow(int Input, int Output)
{
    /// <summary>The first place of a window.</summary>
    public int Start(int o) => (int)((long)o * Input / Output);

    /// <summary>The place behind the last of a window.</summary>
    public int End(int o) => (int)((((o + 1L) * Input) + Output - 1) / Output);
}
