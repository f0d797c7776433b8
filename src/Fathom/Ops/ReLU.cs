using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The rectifier: y = max(x, 0). NaN stays NaN.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy where x &gt; 0, 0 elsewhere (also at 0)
    /// keeps     y
    /// differs   from torch.nn.functional.relu: nothing
    /// source    Nair and Hinton 2010
    /// </code></remarks>
    public readonly record struct ReLU : IOp<ReLU>, IMap1, IMap2
    {
        static BackwardReads IOp<ReLU>.Reads => BackwardReads.Result;

        void IOp<ReLU>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<ReLU>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<ReLU>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Max(x, V.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => V.Select(V.GreaterThanOrEqual(V.Zero, y), V.Zero, dy);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.ReLU"/>
            public Tensor ReLU() => new Ops.ReLU().Run(x);
        }
    }
}
