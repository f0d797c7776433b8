using System.ComponentModel;
using System.Diagnostics;

namespace Fathom.Benchmarks;

/// <summary>Other programs to be measured beside: where their scripts are, and what they print.</summary>
internal static class Peer
{
    /// <summary>Where this program is run by <c>dotnet</c>, its own assembly comes first.</summary>
    internal static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Peer).Assembly.Location] : [];

    /// <summary>A script of <c>bench/peers</c>, looked for above the program; null where it is run from elsewhere.</summary>
    internal static string? Script(string name)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string script = Path.Combine(folder, "bench", "peers", name);
            if (File.Exists(script))
                return script;
        }

        return null;
    }

    /// <summary>What a program printed; nothing where it could not be started.</summary>
    internal static string Output(string program, IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : output + errors.Result;
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}
