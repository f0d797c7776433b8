using System.Numerics.Tensors;

namespace Fathom.Ops
{
    /// <summary>The exponential: y = eˣ.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · y
    /// keeps     y
    /// </code></remarks>
    public readonly record struct Exp : IOp<Exp>
    {
        void IOp<Exp>.Plan(ref Plan p) => p.Result(p[0]);

        void IOp<Exp>.Forward<T>(in Forward<T> f) => TensorPrimitives.Exp(f.X(0), f.Y());

        void IOp<Exp>.Backward<T>(in Backward<T> b)
        {
            Span<T> dx = b.DX(0);
            TensorPrimitives.MultiplyAdd(b.DY(), b.Y(), dx, dx);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Exp"/>
            public Tensor Exp() => new Ops.Exp().Run(x);
        }
    }
}
