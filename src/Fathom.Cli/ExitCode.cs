namespace Fathom.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something failed that the user did not do wrong: the disk is full, the loss became NaN.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use, or data that cannot be used.</summary>
    public const int WrongUse = 2;

    /// <summary>A check found something wrong.</summary>
    public const int Found = 3;

    /// <summary>Stopped by Ctrl+C, 128 + SIGINT as shells count.</summary>
    public const int Interrupted = 130;
}
