using System.Diagnostics;

namespace Fathom.Tests.Cli;

/// <summary>A command does no work that another one needs. What ran is told by the list of methods that the runtime compiled.</summary>
public sealed class StartUpTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<string[]> Compiled(params string[] args)
    {
        string list = _folder.At("compiled.txt");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Fathom.Cli.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.At("."),
        };
        (start.Environment["DOTNET_JitDisasmSummary"], start.Environment["DOTNET_JitStdOutFile"]) = ("1", list);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        string[] methods = await File.ReadAllLinesAsync(list, TestContext.Current.CancellationToken);
        Assert.Contains(methods, method => method.Contains("Fathom.Cli.FathomApp:Dispatch", StringComparison.Ordinal));
        return methods;
    }

    private static void DemandNone(string[] methods, params string[] names)
    {
        foreach (string name in names)
            Assert.DoesNotContain(methods, method => method.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_runs_no_experiment_no_kernel_and_no_layer() =>
        DemandNone(await Compiled("--help"), "Fathom.Handbook.", "Fathom.Kernels.", "Fathom.Tensor:", "Fathom.Layer:", "Fathom.StandardLayers:", "Fathom.Catalogue:", "Fathom.Cli.AugmentWords:");

    [Fact]
    public async Task Help_of_a_command_makes_no_other_command() =>
        DemandNone(await Compiled("predict", "--help"), "Fathom.Handbook.", "Fathom.Kernels.", "Fathom.StandardOptimizers:", "Fathom.Datasets:", "Fathom.Activations:", "Fathom.Cli.TrainCommand:", "Fathom.Cli.AdviseCommand:");

    [Fact]
    public async Task Training_on_a_table_makes_no_experiment_and_no_other_command() =>
        DemandNone(await Compiled("train", "iris", "--epochs", "1", "--out", "run"), "Fathom.Handbook.", "Fathom.Cli.PredictCommand:", "Fathom.Cli.ShowCommand:", "Fathom.Cli.AugmentWords:");
}
