using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fathom.Benchmarks;

/// <summary>A program run to its end with its output kept.</summary>
/// <param name="Code">Its exit code; null where there is no such program.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it complained of.</param>
internal sealed partial record Child(int? Code, string Output, string Error)
{
    /// <summary>The last line of its complaint, which in most programs is the message.</summary>
    public string Complaint => (Error.Length > 0 ? Error : Output).Trim().Split('\n').LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "no output";

    /// <summary>Runs a program and waits. Libraries that ask the environment for a number of threads are told <paramref name="threads"/>.</summary>
    public static Child Run(string program, IEnumerable<string> arguments, int threads = 1, string? nodePath = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
            start.Environment[name] = threads.ToString(CultureInfo.InvariantCulture);
        if (nodePath is not null)
            start.Environment["NODE_PATH"] = nodePath;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Child(process.ExitCode, output, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new Child(null, "", $"there is no program {program}");
        }
    }

    /// <summary>Reads what the peers' scripts print: <c>NAME 12.3 us/step</c>, and the peak of memory.</summary>
    /// <exception cref="SideFailedException">There is no such line.</exception>
    public SideStep Step()
    {
        Match time = TimeLine().Match(Output), peak = PeakLine().Match(Output);
        return Code == 0 && time.Success
            ? new SideStep(double.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture), Bytes(peak.Groups[1]), Bytes(peak.Groups[2]))
            : throw new SideFailedException(Complaint);
    }

    private static long Bytes(Group group) => group.Success ? long.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@" ([\d.]+) us/step", RegexOptions.Multiline)]
    private static partial Regex TimeLine();

    [GeneratedRegex(@"^peak (\d+) bytes, (\d+) after loading", RegexOptions.Multiline)]
    private static partial Regex PeakLine();
}
