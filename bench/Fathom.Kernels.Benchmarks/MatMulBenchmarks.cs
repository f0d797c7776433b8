using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>Matrix products: square, skinny, tiny, transposed.</summary>
public class MatMulBenchmarks
{
    private float[] _a = [], _b = [], _c = [];
    private int _m, _n, _k;
    private bool _ta, _tb;

    [Params("256×256×256 A·B", "1024×10×64 A·B", "8×512×512 A·Bᵀ", "32×32×64 A·Bᵀ", "784×256×64 Aᵀ·B")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        string[] parts = Shape.Split(' ');
        int[] sizes = [.. parts[0].Split('×').Select(int.Parse)];
        (_m, _n, _k) = (sizes[0], sizes[1], sizes[2]);
        (_ta, _tb) = (parts[1].StartsWith("Aᵀ", StringComparison.Ordinal), parts[1].EndsWith('ᵀ'));
        (_a, _b, _c) = (Plain.Numbers(_m * _k), Plain.Numbers(_k * _n), new float[_m * _n]);
    }

    [Benchmark(Baseline = true)]
    public void Reference() => MatMulReference.Run<float>(_m, _n, _k, _a, _ta ? _m : _k, _ta, _b, _tb ? _k : _n, _tb, _c, _n, false);

    [Benchmark]
    public void Fathom() => MatMul.Run<float>(_m, _n, _k, _a, _ta ? _m : _k, _ta, _b, _tb ? _k : _n, _tb, _c, _n, false);
}
