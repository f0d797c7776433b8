namespace Fathom.Cli;

/// <summary>The command was used wrongly: the message is the sentence to show.</summary>
internal sealed class UsageException(string message) : Exception(message);
