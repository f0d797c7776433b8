using System.Text;

namespace Fathom.Cli;

/// <summary>Where a command writes, where relative paths begin, and what the output can show. Given, so that tests run commands in process.</summary>
internal sealed record Shell(TextWriter Out, TextWriter Error)
{
    private const int UsualWidth = 80;
    private const int Widest = 110;

    /// <summary>Where relative paths begin; null for the process's folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether lines may be redrawn and coloured: a terminal, and NO_COLOR empty.</summary>
    public bool IsLive { get; init; }

    /// <summary>Columns for tables and plots.</summary>
    public int Width { get; init; } = UsualWidth;

    /// <summary>Begins to take note of Ctrl+C and SIGTERM; the token is cancelled by the first, the second ends the process.</summary>
    public Func<Interrupts> CatchInterrupts { get; init; } = () => new Interrupts();

    /// <summary>The console of this process.</summary>
    public static Shell OfProcess()
    {
        bool terminal = !Console.IsOutputRedirected;
        bool live = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        if (OperatingSystem.IsWindows() && terminal)
            Console.OutputEncoding = Encoding.UTF8;
        return new Shell(Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()))
        {
            IsLive = live,
            Width = terminal ? TerminalWidth() : UsualWidth,
            CatchInterrupts = Interrupts.OfProcess,
        };
    }

    /// <summary>A path of the user's as the file system needs it.</summary>
    public string Resolve(string path) => Folder is null ? path : Path.Combine(Folder, path);

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    private static int TerminalWidth()
    {
        try
        {
            return Math.Clamp(Console.WindowWidth - 1, 40, Widest);
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }
}
