namespace Fathom.Cli;

/// <summary>Turns whatever went wrong into one sentence and an exit code. Nobody but us should ever see a stack trace.</summary>
internal static class Faults
{
    public static int Report(Exception fault, Shell shell)
    {
        (int code, string text) = Judge(fault);
        shell.Error.WriteLine($"fathom: {text}");
        return code;
    }

    private static (int Code, string Text) Judge(Exception fault) => fault switch
    {
        UsageException or DatasetException or FileFormatException or CheckpointException => (ExitCode.WrongUse, fault.Message),
        TrainingException => (ExitCode.Failed, fault.Message),
        OperationCanceledException => (ExitCode.Interrupted, "stopped; nothing was saved."),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, fault.Message),
        OutOfMemoryException => (ExitCode.Failed, "there is not enough memory. Use fewer rows, a smaller network (--hidden) or a smaller batch (--batch)."),
        _ => (ExitCode.Failed, $"this is a bug in Fathom, not a mistake of yours: {fault.GetType().Name}: {OneLine(fault.Message)} Please report it with the command you ran."),
    };

    private static string OneLine(string message)
    {
        string line = message.ReplaceLineEndings(" ").TrimEnd();
        return line.EndsWith('.') ? line : line + ".";
    }
}
