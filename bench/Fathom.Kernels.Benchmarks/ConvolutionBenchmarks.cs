using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>The three passes of a 3×3 convolution.</summary>
public class ConvolutionBenchmarks
{
    private ConvShape _shape;
    private float[] _x = [], _y = [], _w = [];

    [Params("2 × 32→64 on 26×26", "4 × 16→16 on 32×32")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        (int n, int c, int k, int size) = Shape[0] == '2' ? (2, 32, 64, 26) : (4, 16, 16, 32);
        var axis = new ConvAxis(size, size - 2, 3, 1, 1, 0);
        _shape = new ConvShape(n, 1, c, k, axis, axis);
        (_x, _y, _w) = (Plain.Numbers(n * c * _shape.BigPlane), Plain.Numbers(n * k * _shape.SmallPlane), Plain.Numbers((int)_shape.Weights));
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Forward")]
    public void ForwardReference() => ConvReference.Down<float>(_shape, _x, _w, _y);

    [Benchmark]
    [BenchmarkCategory("Forward")]
    public void Forward() => Conv.Down<float>(_shape, _x, _w, default, _y, false);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("InputGradient")]
    public void InputGradientReference() => ConvReference.Up<float>(_shape, _y, _w, _x);

    [Benchmark]
    [BenchmarkCategory("InputGradient")]
    public void InputGradient() => Conv.Up<float>(_shape, _y, _w, default, _x, false);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("WeightGradient")]
    public void WeightGradientReference() => ConvReference.Weight<float>(_shape, _x, _y, _w);

    [Benchmark]
    [BenchmarkCategory("WeightGradient")]
    public void WeightGradient() => Conv.Weight<float>(_shape, _x, _y, _w, false);
}
