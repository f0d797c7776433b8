namespace Fathom;

/// <summary>What one check of a network or its data found: the verdict, what was seen in words, and what to change. Checks add their numbers.</summary>
/// <param name="Check">What was checked, as <c>gradients</c>.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Finding">What was seen, a sentence or more.</param>
/// <param name="Advice">What to change; empty when nothing.</param>
public abstract record CheckResult(string Check, CheckVerdict Verdict, string Finding, string Advice)
{
    /// <summary>Whether there is nothing to remark.</summary>
    public bool Passed => Verdict == CheckVerdict.Fine;

    /// <summary>The result in words.</summary>
    public sealed override string ToString() => Advice.Length == 0 ? $"{Check}: {Finding}" : $"{Check}: {Finding} {Advice}";
}
