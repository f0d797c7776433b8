using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>y = e^(x/T) / Σ e^(x/T) along the last axis.</summary>
internal sealed unsafe class SoftmaxStep(Shape row, double temperature) : InferenceStep(row, row)
{
    public override void Run(int rows, float* x, float* y)
    {
        int n = Output[^1], outer = rows * (Output.Length / Math.Max(1, n));
        Block block = InferenceScratch.Rent(outer);
        try
        {
            Span<float> result = new(y, outer * n);
            ReadOnlySpan<float> source = new(x, outer * n);
            if (temperature != 1)
            {
                Elementwise.Map(new Divided(temperature), source, result);
                source = result;
            }

            SoftmaxRows.Softmax(source, result, block.Span<float>(0, outer), outer, n, 1);
        }
        finally
        {
            InferenceScratch.Return(block);
        }

        Finish(y, 0, 1, rows * Output.Length, null);
    }

    private readonly struct Divided(double by) : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => x / VecMath.Of<V, T>(by);
    }
}
