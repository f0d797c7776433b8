using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Fathom;
using Fathom.Benchmarks;
using Fathom.Kernels.Benchmarks;

// Without --widths: this processor's widest vectors beside the plain reference, in this process (nothing is built, so no network is needed).
// With it: the same at every width, in processes of their own that BenchmarkDotNet builds. --save keeps the tables in bench/results.
string[] own = ["--widths", "--save"];
IEnumerable<Summary> summaries = BenchmarkSwitcher.FromAssembly(typeof(KernelConfig).Assembly)
    .Run([.. args.Except(own)], args.Contains("--widths") ? KernelConfig.EveryWidth() : KernelConfig.ThisWidth());
if (args.Contains("--save"))
{
    var machine = Machine.Here();
    foreach (Summary summary in summaries.Where(summary => summary.HasReport(summary.BenchmarksCases[0])))
    {
        var table = new AccumulationLogger();
        MarkdownExporter.GitHub.ExportToLog(summary, table);
        string kernels = summary.BenchmarksCases[0].Descriptor.Type.Name.Replace("Benchmarks", "", StringComparison.Ordinal).ToLowerInvariant();
        string name = $"{machine.Slug}-kernels-{kernels}{(args.Contains("--widths") ? "-widths" : "")}.md";
        AtomicFile.WriteAllText(Path.Combine(ProjectFolder.Results, name), $"{machine}, one thread.\n{table.GetLog().ReplaceLineEndings("\n").TrimEnd()}\n");
    }
}
