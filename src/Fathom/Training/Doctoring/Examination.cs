using System.Collections;

namespace Fathom;

/// <summary>What the doctor found, the weightiest first.</summary>
public sealed class Examination : IReadOnlyList<Finding>
{
    private readonly Finding[] _findings;

    /// <summary>Orders findings: errors, warnings, notes; among those of one weight causes before what follows from them.</summary>
    public Examination(IEnumerable<Finding> findings) =>
        _findings = [.. findings.OrderByDescending(finding => finding.Weight).ThenBy(finding => finding.Order)];

    /// <summary>Whether nothing above a note was found.</summary>
    public bool IsHealthy => Worst is null or FindingWeight.Note;

    /// <summary>The weight of the first finding; null for none.</summary>
    public FindingWeight? Worst => _findings.Length > 0 ? _findings[0].Weight : null;

    /// <summary>The number of findings.</summary>
    public int Count => _findings.Length;

    /// <summary>A finding by its place.</summary>
    public Finding this[int index] => _findings[index];

    /// <summary>The findings in order.</summary>
    public IEnumerator<Finding> GetEnumerator() => ((IEnumerable<Finding>)_findings).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
