using System.Globalization;
using System.Text.Json;

namespace Fathom.Benchmarks;

/// <summary>PyTorch, through <c>peers/torch_workloads.py</c>.</summary>
internal sealed class TorchSide : ISide
{
    /// <summary>A PyTorch whose matrix product stays below this share of one core's peak has no real one: OpenBLAS and MKL reach more than half.</summary>
    private const double LeastShare = 0.15;

    private static readonly string[] s_pythons = ["/usr/bin/python3", "python3", "python"];

    /// <param name="python">The program to use; null looks for one that has PyTorch.</param>
    /// <param name="peak">One core's multiply-add peak in GFLOP/s.</param>
    public TorchSide(string? python, double peak)
    {
        foreach (string program in python is null ? s_pythons : [python])
        {
            Child probe = Child.Run(program, [ProjectFolder.Peer("torch_probe.py")]);
            if (probe.Code != 0)
                continue;
            JsonElement found = JsonDocument.Parse(probe.Output).RootElement;
            double speed = found.GetProperty("gflops").GetDouble();
            string blas = found.GetProperty("blas").GetString()!;
            Program = program;
            Version = $"{found.GetProperty("version").GetString()} ({(blas.Length > 0 ? blas : "no library for matrix products named")})";
            IsHere = speed >= LeastShare * peak;
            string product = string.Create(CultureInfo.InvariantCulture, $"its product of 512×512 matrices reaches {speed:F1} GFLOP/s on one thread, where one core can do {peak:F0}");
            Note = IsHere
                ? $"PyTorch {Version}: {product}."
                : $"PyTorch {Version} is left out: {product}. It lacks a fast BLAS, or the machine is busy; either would flatter Fathom. On Debian: apt install libopenblas0-pthread.";
            return;
        }

        Note = $"PyTorch is missing ({(python is null ? "no python3 here can import torch" : $"{python} is no Python that can import torch")}), so its column stays empty. "
            + "On Debian: apt install python3-torch libopenblas0-pthread; elsewhere: pip install torch; then name that Python by --python PROGRAM.";
    }

    public string Name => "PyTorch";

    public string Note { get; }

    public bool IsHere { get; }

    public string Version { get; } = "";

    /// <summary>The Python that has PyTorch; null where none has.</summary>
    public string? Program { get; }

    public bool Has(Workload workload) => true;

    public SideStep Measure(Workload workload, int threads) =>
        Child.Run(Program!, [ProjectFolder.Peer("torch_peak.py"), threads.ToString(CultureInfo.InvariantCulture), workload.Name], threads).Step();
}
