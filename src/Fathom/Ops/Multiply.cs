using System.Numerics.Tensors;

namespace Fathom.Ops
{
    /// <summary>temp</summary>
    public readonly record struct Multiply : IOp<Multiply>
    {
        void IOp<Multiply>.Plan(ref Plan p) => p.Result(p[0]);

        void IOp<Multiply>.Forward<T>(in Forward<T> f) => TensorPrimitives.Multiply(f.X(0), f.X(1), f.Y());

        void IOp<Multiply>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0)) { Span<T> dx = b.DX(0); TensorPrimitives.MultiplyAdd(b.DY(), b.X(1), dx, dx); }
            if (b.Wants(1)) { Span<T> dx = b.DX(1); TensorPrimitives.MultiplyAdd(b.DY(), b.X(0), dx, dx); }
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
    }
}
