using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Fathom.Kernels.Benchmarks;

/// <summary>How single kernels are measured: short iterations, one thread, bytes allocated beside the time.</summary>
internal static class KernelConfig
{
    private static Job Short => Job.Default.WithWarmupCount(3).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(60));

    /// <summary>In this process, at the width that this processor gives.</summary>
    public static IConfig ThisWidth() => Base().AddJob(Short.WithToolchain(InProcessEmitToolchain.Instance).WithId("widest"));

    /// <summary>In processes in which the wider instructions are switched off one after the other.</summary>
    public static IConfig EveryWidth() => Base()
        .AddJob(Short.WithId("widest").AsBaseline())
        .AddJob(Short.WithId("no AVX-512").WithEnvironmentVariable("DOTNET_EnableAVX512", "0"))
        .AddJob(Short.WithId("no AVX2").WithEnvironmentVariable("DOTNET_EnableAVX2", "0"));

    private static ManualConfig Base() => ManualConfig.CreateEmpty()
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .HideColumns("EnvironmentVariables", "Error", "Median", "RatioSD", "Alloc Ratio")
        .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "artifacts"));
}
