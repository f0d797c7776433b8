using System.Numerics;
using System.Numerics.Tensors;

namespace Fathom.Ops
{
    /// <summary>The same numbers in another element type: y = (type) x.</summary>
    /// <param name="Target">The type of y.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy in x's type, between floating-point types; none otherwise
    /// differs   from torch.Tensor.to: nothing (a number becomes true when it is not 0; fractions are cut off)
    /// source    definition; conversions as in IEEE 754-2008 §5.4.2
    /// </code></remarks>
    public readonly record struct To(DType Target) : IOp<To>
    {
        static BackwardReads IOp<To>.Reads => BackwardReads.Nothing;

        void IOp<To>.Plan(ref Plan p) => p.Result(p[0], Target);

        void IOp<To>.Forward<T>(in Forward<T> f)
        {
            switch (f.Type(0))
            {
                case DType.Float32: Convert<float, T>(f.X<float>(0), f, Target); break;
                case DType.Float64: Convert<double, T>(f.X<double>(0), f, Target); break;
                case DType.Int64: Convert<long, T>(f.X<long>(0), f, Target); break;
                default: ConvertBool(f.X<bool>(0), f, Target); break;
            }
        }

        void IOp<To>.Backward<T>(in Backward<T> b)
        {
            Span<T> dx = b.DX(0);
            if (Target == DType.Float64)
                Accumulate(b.DY<double>(), dx);
            else
                Accumulate(b.DY<float>(), dx);
        }

        private static void Convert<TFrom, T>(ReadOnlySpan<TFrom> x, in Forward<T> f, DType target)
            where TFrom : unmanaged, INumber<TFrom>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            switch (target)
            {
                case DType.Float32: TensorPrimitives.ConvertTruncating(x, f.Y<float>()); break;
                case DType.Float64: TensorPrimitives.ConvertTruncating(x, f.Y<double>()); break;
                case DType.Int64: TensorPrimitives.ConvertTruncating(x, f.Y<long>()); break;
                default:
                    Span<bool> y = f.Y<bool>();
                    for (int i = 0; i < x.Length; i++)
                        y[i] = x[i] != TFrom.Zero;
                    break;
            }
        }

        private static void ConvertBool<T>(ReadOnlySpan<bool> x, in Forward<T> f, DType target)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            switch (target)
            {
                case DType.Float32: Ones(x, f.Y<float>()); break;
                case DType.Float64: Ones(x, f.Y<double>()); break;
                case DType.Int64: Ones(x, f.Y<long>()); break;
                default: x.CopyTo(f.Y<bool>()); break;
            }
        }

        private static void Ones<TTo>(ReadOnlySpan<bool> x, Span<TTo> y)
            where TTo : INumber<TTo>
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] ? TTo.One : TTo.Zero;
        }

        private static void Accumulate<TFrom, T>(ReadOnlySpan<TFrom> dy, Span<T> dx)
            where TFrom : INumberBase<TFrom>
            where T : INumberBase<T>
        {
            for (int i = 0; i < dy.Length; i++)
                dx[i] += T.CreateTruncating(dy[i]);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>The same numbers in another element type; the tensor itself when it has it already.</summary>
            /// <param name="type">The wanted type.</param>
            public Tensor To(DType type) => x.Type == type ? x : new Ops.To(type).Run(x);
        }
    }
}
