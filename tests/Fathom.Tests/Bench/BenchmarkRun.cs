using System.Diagnostics;

namespace Fathom.Tests.Bench;

/// <summary>The measuring program as a process of its own, as a user runs it: its numbers of threads do not reach these tests.</summary>
internal sealed record BenchmarkRun(int Code, string Out, string Error)
{
    public string LastLine => Out.TrimEnd('\n').Split('\n')[^1];

    public static BenchmarkRun Of(params IEnumerable<string> words)
    {
        string program = typeof(Fathom.Benchmarks.IMeasurement).Assembly.Location;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new BenchmarkRun(process.ExitCode, output.ReplaceLineEndings("\n"), error.Result);
    }

    /// <summary>Fails with what was said when the code is not the expected one.</summary>
    public BenchmarkRun Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, expected {code}\n{Error}\n{Out}");
        return this;
    }
}
