namespace Fathom.Conformance;

/// <summary>One case and how it ended.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why it failed, or what is not known; empty when it passed.</param>
internal sealed record CaseResult(Case Case, Outcome Outcome, string Reason)
{
    /// <summary>One line: file, index, name, arguments and the reason.</summary>
    public override string ToString() => $"{Outcome.ToString().ToUpperInvariant()} {Case}: {Reason}";
}
