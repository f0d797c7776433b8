using System.Collections.Concurrent;

namespace Fathom.Cli;

/// <summary>The keys that are pressed while a training runs. A thread waits for them, because .NET shows on the terminal what is typed while nobody reads; .NET puts the terminal back when the process ends, by a signal too.</summary>
internal sealed class ConsoleKeys
{
    private readonly ConcurrentQueue<char> _pressed = new();

    private ConsoleKeys()
    {
        var thread = new Thread(Read) { IsBackground = true, Name = "keys" };
        thread.Start();
    }

    /// <summary>The next key, or null; null for good where input is no terminal.</summary>
    public static Func<char?> OfProcess()
    {
        if (Console.IsInputRedirected)
            return () => null;
        var keys = new ConsoleKeys();
        return () => keys._pressed.TryDequeue(out char key) ? key : null;
    }

    private void Read()
    {
        try
        {
            while (true)
                _pressed.Enqueue(Console.ReadKey(intercept: true).KeyChar);
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException)
        {
            // The terminal went away: training goes on without keys.
        }
    }
}
