namespace Fathom.Conformance;

/// <summary>All results of a folder, and how they are shown.</summary>
/// <param name="files">The files that were run.</param>
/// <param name="otherFiles">The files that are of no known kind.</param>
/// <param name="results">Every case.</param>
internal sealed class Report(IReadOnlyList<string> files, IReadOnlyList<string> otherFiles, IReadOnlyList<CaseResult> results)
{
    /// <summary>Every case.</summary>
    public IReadOnlyList<CaseResult> Results => results;

    /// <summary>How many cases ended so, in one file or in all.</summary>
    public int Count(Outcome outcome, string? file = null) => results.Count(result => result.Outcome == outcome && (file is null || result.Case.File == file));

    /// <summary>A line for each failure, a table by file, what was skipped, and the sum.</summary>
    public void Write(TextWriter output)
    {
        foreach (CaseResult failure in results.Where(result => result.Outcome == Outcome.Failed))
            output.WriteLine(failure);
        if (Count(Outcome.Failed) > 0)
            output.WriteLine();
        output.WriteLine($"{"file",-20}{"passed",8}{"failed",8}{"skipped",8}");
        foreach (string file in files)
            output.WriteLine($"{file,-20}{Count(Outcome.Passed, file),8}{Count(Outcome.Failed, file),8}{Count(Outcome.Skipped, file),8}");
        WriteSkipped(output);
        output.WriteLine();
        output.WriteLine($"{Count(Outcome.Passed)} passed, {Count(Outcome.Failed)} failed, {Count(Outcome.Skipped)} skipped");
    }

    private void WriteSkipped(TextWriter output)
    {
        var skipped = results.Where(result => result.Outcome == Outcome.Skipped)
            .GroupBy(result => (result.Case.File, What: $"{result.Case.Name} {result.Reason}".TrimEnd()))
            .GroupBy(group => group.Key.File);
        output.WriteLine();
        foreach (var file in skipped)
            output.WriteLine($"not known yet, {file.Key}: {string.Join(", ", file.Select(group => group.Count() == 1 ? group.Key.What : $"{group.Key.What} ×{group.Count()}"))}");
        foreach (string file in otherFiles)
            output.WriteLine($"skipped file: {file} is none of the known kinds");
    }
}
