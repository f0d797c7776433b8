using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

/// <summary>Where a command writes, where relative paths begin, and what the output can show. Given, so that tests run commands in process.</summary>
internal sealed record Shell(TextWriter Out, TextWriter Error)
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;
    private const int Narrowest = 40;
    private const int Widest = 110;

    /// <summary>Where relative paths begin; null for the process's folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether lines may be redrawn and coloured: a terminal, and NO_COLOR empty.</summary>
    public bool IsLive { get; init; }

    /// <summary>Columns for tables and plots.</summary>
    public int Width { get; init; } = UsualWidth;

    /// <summary>Columns and rows of the terminal now; asked before each picture, as windows change their size.</summary>
    public Func<(int Columns, int Rows)> Measure { get; init; } = () => (UsualWidth, UsualHeight);

    /// <summary>Begins to read keys; gives the next one, or null. Null where there are none to read.</summary>
    public Func<Func<char?>>? ReadKeys { get; init; }

    /// <summary>The clock that pictures and times left go by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Begins to take note of Ctrl+C and SIGTERM; the token is cancelled by the first, the second ends the process.</summary>
    public Func<Interrupts> CatchInterrupts { get; init; } = () => new Interrupts();

    /// <summary>The console of this process.</summary>
    public static Shell OfProcess()
    {
        bool terminal = !Console.IsOutputRedirected;
        bool live = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        if (OperatingSystem.IsWindows() && terminal)
            Console.OutputEncoding = Encoding.UTF8;
        bool plain = terminal && !live && !OperatingSystem.IsWindows();
        return new Shell(Writer(plain ? Plain(1) : Console.OpenStandardOutput()), Writer(plain ? Plain(2) : Console.OpenStandardError()))
        {
            IsLive = live,
            Width = live ? TerminalWidth() : UsualWidth,
            CatchInterrupts = Interrupts.OfProcess,
            Measure = live ? TerminalSize : () => (UsualWidth, UsualHeight),
            ReadKeys = live && !Console.IsInputRedirected ? ConsoleKeys.OfProcess : null,
        };
    }

    /// <summary>A path of the user's as the file system needs it.</summary>
    public string Resolve(string path) => Folder is null ? path : Path.Combine(Folder, path);

    /// <summary>The file behind a descriptor. .NET's own stream prepares a terminal with an escape code before it writes the first byte.</summary>
    private static FileStream Plain(int descriptor) => new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    private static (int Columns, int Rows) TerminalSize()
    {
        try
        {
            return (Math.Max(Narrowest, Console.WindowWidth), Math.Max(1, Console.WindowHeight));
        }
        catch (IOException)
        {
            return (UsualWidth, UsualHeight);
        }
    }

    /// <summary>Only of a live terminal: asking makes .NET send escape codes to it.</summary>
    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 1 and var width ? Math.Clamp(width - 1, Narrowest, Widest) : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }
}
