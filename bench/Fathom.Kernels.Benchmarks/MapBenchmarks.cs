using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>Formulas over 4,096 numbers at every vector width; the plain reference is the same formula on one lane.</summary>
public unsafe class MapBenchmarks
{
    private const int Count = 4096;

    private readonly float[] _x = Plain.Numbers(Count), _y = new float[Count];

    [Params("exp", "tanh", "GELU", "ReLU")]
    public string Formula { get; set; } = "";

    [Benchmark(Baseline = true)]
    public void OneLane() => Run<Vec1<float>>();

    [Benchmark]
    public void Bits128() => Run<Vec128<float>>();

    [Benchmark]
    public void Bits256() => Run<Vec256<float>>();

    [Benchmark]
    public void Bits512() => Run<Vec512<float>>();

    private void Run<V>()
        where V : struct, IVec<V, float>
    {
        switch (Formula)
        {
            case "exp":
                Run<V, Ops.Exp>();
                break;
            case "tanh":
                Run<V, Ops.Tanh>();
                break;
            case "GELU":
                Run<V, Ops.GELU>();
                break;
            default:
                Run<V, Ops.ReLU>();
                break;
        }
    }

    private void Run<V, M>()
        where V : struct, IVec<V, float>
        where M : struct, IMap1
    {
        fixed (float* x = _x, y = _y)
            Elementwise.Row<V, float, Reads1<M>>(new Reads1<M>(default), x, false, null, false, null, false, y, Count, false);
    }
}
