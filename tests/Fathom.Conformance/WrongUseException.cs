namespace Fathom.Conformance;

/// <summary>The runner cannot even begin: no folder, no reference files, or files that are no lists of cases. One sentence, exit code 2.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
