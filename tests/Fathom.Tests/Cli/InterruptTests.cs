using System.Diagnostics;

namespace Fathom.Tests.Cli;

public sealed class InterruptTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cancelled_in_training_it_stops_after_the_step_saves_and_gives_code_130()
    {
        using var cancel = new CancellationTokenSource();
        var output = new Watcher(line => { if (line.StartsWith("epoch", StringComparison.Ordinal)) cancel.Cancel(); });
        CliRun run = _folder.Run(output, cancel.Token, "train", "iris", "--epochs", "1000", "--patience", "0", "--out", "run", "--json").Expect(130);
        Assert.Contains("Stopped by you in epoch", run.Out);
        Assert.InRange((int)run.Json["epochs"]!, 1, 3);
        _folder.Run("summary", "run").Expect(0);
    }

    [Fact]
    public void Cancelled_before_training_it_leaves_nothing()
    {
        CliRun run = _folder.Run(new StringWriter(), new CancellationToken(canceled: true), "train", "iris", "--out", "run").Expect(130);
        Assert.Contains("nothing was saved", run.Error);
        Assert.False(Directory.Exists(_folder.At("run")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_to_the_process_saves_the_run_and_gives_code_130(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends signals as Linux does");
        using Process process = Start("train", "digits", "--epochs", "1000000", "--patience", "0", "--out", _folder.At("run"));
        string? line;
        do
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line is not null && !line.StartsWith("epoch", StringComparison.Ordinal));
        Assert.NotNull(line);
        using (Process kill = Process.Start("sh", ["-c", $"kill -{signal} {process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        string rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Stopped by you", rest);
        _folder.Run("summary", "run").Expect(0);
    }

    [Fact]
    public async Task The_process_writes_plain_bytes_into_a_pipe_and_ends_with_the_code()
    {
        using Process process = Start("train", "nothing.csv");
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Equal("", output);
        Assert.Matches(@"^fathom: .*no such file.*\n$", await error);
        Assert.DoesNotContain('\u001b', await error);
    }

    /// <summary>The command as a process of its own. A test run in the background of a shell ignores SIGINT, and so would its children: env puts that right.</summary>
    private static Process Start(params string[] words)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Fathom.Cli.dll");
        bool linux = OperatingSystem.IsLinux();
        var start = new ProcessStartInfo(linux ? "env" : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])[.. linux ? ["--default-signal=INT,TERM", "dotnet"] : Array.Empty<string>(), program, .. words])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    /// <summary>Collects text and shows every line to a watcher.</summary>
    private sealed class Watcher(Action<string> watch) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            watch(value ?? "");
            base.WriteLine(value);
        }
    }
}
