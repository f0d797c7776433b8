using BenchmarkDotNet.Running;
using Fathom.Kernels.Benchmarks;

// Without --widths: this processor's widest vectors beside the plain reference, in this process (nothing is built, so no network is needed).
// With it: the same at every width, in processes of their own that BenchmarkDotNet builds.
bool widths = args.Contains("--widths");
BenchmarkSwitcher.FromAssembly(typeof(KernelConfig).Assembly).Run([.. args.Where(argument => argument != "--widths")], widths ? KernelConfig.EveryWidth() : KernelConfig.ThisWidth());
