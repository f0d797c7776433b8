namespace Fathom.Cli;

/// <summary>Shows how a download comes on: one line that is redrawn on a terminal, a line a file elsewhere.</summary>
internal sealed class DownloadView(Shell shell)
{
    private string _file = "";

    public void Show(DownloadProgress progress)
    {
        string line = $"downloading {progress.File}: {Display.Bytes(progress.Bytes)} of {Display.Bytes(progress.Total)}";
        if (shell.IsLive)
            shell.Out.Write($"\r{(line.Length > shell.Width ? line[..shell.Width] : line)}\u001b[K");
        else if (progress.File != _file)
            shell.Out.WriteLine($"downloading {progress.File} ({Display.Bytes(progress.Total)}) from {progress.Address}");
        _file = progress.File;
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (shell.IsLive && _file.Length > 0)
            shell.Out.WriteLine();
    }
}
