using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>A formula of one number that a step applies where it has just written: y = f(y + b).</summary>
internal abstract unsafe class InferenceMap
{
    /// <summary>y = f(y + b) in rows of n numbers, <paramref name="stride"/> apart, all with the same b.</summary>
    /// <param name="y">The first row.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">Numbers of a row.</param>
    /// <param name="b">n numbers that are added before; null for none.</param>
    public abstract void Apply(float* y, nint stride, int rows, int n, float* b);

    /// <summary>y = f(x).</summary>
    public abstract void Copy(float* x, float* y, int n);
}

/// <inheritdoc/>
/// <typeparam name="M">The formula.</typeparam>
internal sealed unsafe class InferenceMap<M>(M map) : InferenceMap
    where M : struct, IMap1
{
    private readonly M _map = map;

    public override void Apply(float* y, nint stride, int rows, int n, float* b)
    {
        for (int row = 0; row < rows; row++, y += stride)
        {
            if (b != null)
                Elementwise.Row(new Reads2<Sum>(new Sum(_map)), y, false, b, false, null, false, y, n, false);
            else
                Elementwise.Row(new Reads1<M>(_map), y, false, null, false, null, false, y, n, false);
        }
    }

    public override void Copy(float* x, float* y, int n) => Elementwise.Row(new Reads1<M>(_map), x, false, null, false, null, false, y, n, false);

    private readonly struct Sum(M map) : IMap2
    {
        private readonly M _map = map;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V b) => _map.At<V, T>(y + b);
    }
}

/// <summary>f(y) = y: where only something is added.</summary>
internal readonly struct PassThrough : IMap1
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IMap1.At<V, T>(V y) => y;
}
