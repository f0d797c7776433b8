namespace Fathom.Conformance;

/// <summary>How a case ended.</summary>
internal enum Outcome
{
    /// <summary>Right in double and in float.</summary>
    Passed,

    /// <summary>Wrong in double or in float, or it threw.</summary>
    Failed,

    /// <summary>It names something not known yet.</summary>
    Skipped,
}
