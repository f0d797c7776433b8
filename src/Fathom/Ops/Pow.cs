using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>A power with a fixed exponent: y = x^Exponent. x⁰ is 1 everywhere; a negative x has powers with whole exponents only, NaN otherwise.</summary>
    /// <param name="Exponent">Any number. Whole ones up to ±64 are products, the others one call of the power function an element.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · Exponent · x^(Exponent − 1), 0 for exponent 0
    /// keeps     x
    /// differs   from torch.pow: nothing
    /// source    power rule
    /// </code></remarks>
    public readonly record struct Pow(double Exponent) : IOp<Pow>, IMap1, IMap2
    {
        private const int LargestProduct = 64;

        private bool IsProduct => Exponent == Math.Truncate(Exponent) && Math.Abs(Exponent) <= LargestProduct;

        static BackwardReads IOp<Pow>.Reads => BackwardReads.Input0;

        void IOp<Pow>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Pow>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y();
            if (IsProduct)
            {
                Elementwise.Map(this, x, y);
                return;
            }

            var exponent = T.CreateTruncating(Exponent);
            for (int i = 0; i < x.Length; i++)
                y[i] = T.Pow(x[i], exponent);
        }

        void IOp<Pow>.Backward<T>(in Backward<T> b)
        {
            Span<T> dx = b.DX(0, out bool add);
            if (IsProduct)
            {
                Elementwise.Map(this, b.X(0), b.DY(), dx, add);
                return;
            }

            ReadOnlySpan<T> x = b.X(0), dy = b.DY();
            T factor = T.CreateTruncating(Exponent), exponent = T.CreateTruncating(Exponent - 1);
            for (int i = 0; i < x.Length; i++)
            {
                T g = dy[i] * factor * T.Pow(x[i], exponent);
                dx[i] = add ? dx[i] + g : g;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Product<V, T>(x, (int)Exponent);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => Exponent == 0 ? V.Zero : dy * Of<V, T>(Exponent) * Product<V, T>(x, (int)Exponent - 1);

        /// <summary>By repeated squaring.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Product<V, T>(V x, int exponent)
            where V : struct, IVec<V, T>
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            V one = Of<V, T>(1);
            V y = one;
            for (int left = Math.Abs(exponent); left > 0; left >>= 1)
            {
                if ((left & 1) != 0)
                    y *= x;
                x *= x;
            }

            return exponent < 0 ? one / y : y;
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>A power with a fixed exponent: y = x^exponent. ½ and −½ are <see cref="Ops.Sqrt"/> and <see cref="Ops.Rsqrt"/>.</summary>
            /// <inheritdoc cref="Ops.Pow"/>
            /// <param name="exponent">Any number.</param>
            public Tensor Pow(double exponent) => exponent switch
            {
                0.5 => x.Sqrt(),
                -0.5 => x.Rsqrt(),
                _ => new Ops.Pow(exponent).Run(x),
            };

            /// <summary>The square: y = x².</summary>
            public Tensor Square() => new Ops.Pow(2).Run(x);

            /// <summary>The reciprocal: y = 1 / x.</summary>
            public Tensor Reciprocal() => new Ops.Pow(-1).Run(x);
        }
    }
}
