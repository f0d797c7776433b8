using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>A comparison, element by element: y = a ∘ b, true or false. With NaN only ≠ is true.</summary>
    /// <param name="Relation">The relation asked for.</param>
    /// <remarks><code>
    /// shapes    a, b, both floating-point, both Int64 or both Bool → y Bool: aligned at the last axis, lengths equal or 1
    /// gradient  none
    /// keeps     nothing
    /// differs   from torch.eq, ne, lt, le, gt, ge: both inputs must have one type
    /// source    definition; comparisons with NaN as in IEEE 754-2008 §5.11
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the types differ.</exception>
    public readonly record struct Compare(Comparison Relation) : IOp<Compare>
    {
        void IOp<Compare>.Plan(ref Plan p)
        {
            p.Is(1, p.Type(0), "b");
            p.Result(Binary.Common(ref p, 0, 1, "b"), DType.Bool);
        }

        void IOp<Compare>.Forward<T>(in Forward<T> f)
        {
            var grid = Grid.Of(f.YShape().AsSpan(), f.Shape(0).AsSpan(), f.Shape(1).AsSpan());
            Span<bool> y = f.Y<bool>();
            switch (f.Type(0))
            {
                case DType.Float32: Run(grid, f.X<float>(0), f.X<float>(1), y); break;
                case DType.Float64: Run(grid, f.X<double>(0), f.X<double>(1), y); break;
                case DType.Int64: Run(grid, f.X<long>(0), f.X<long>(1), y); break;
                default: Run(grid, Bytes(f.X<bool>(0)), Bytes(f.X<bool>(1)), y); break;
            }
        }

        void IOp<Compare>.Backward<T>(in Backward<T> b)
        {
        }

        private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<bool> mask) => System.Runtime.InteropServices.MemoryMarshal.Cast<bool, byte>(mask);

        private unsafe void Run<U>(in Grid grid, ReadOnlySpan<U> a, ReadOnlySpan<U> b, Span<bool> y)
            where U : unmanaged, INumber<U>
        {
            if (y.Length == 0)
                return;
            int* index = stackalloc int[8];
            nint* offsets = stackalloc nint[3];
            grid.Seek(0, index, offsets);
            int stepA = grid.Repeats(0) ? 0 : 1, stepB = grid.Repeats(1) ? 0 : 1, at = 0;
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int i = 0; i < grid.Inner; i++)
                    y[at++] = Holds(a[(int)offsets[0] + (i * stepA)], b[(int)offsets[1] + (i * stepB)]);
                grid.Advance(index, offsets);
            }
        }

        private bool Holds<U>(U a, U b)
            where U : INumber<U> => Relation switch
            {
                Comparison.Equal => a == b,
                Comparison.NotEqual => a != b,
                Comparison.Less => a < b,
                Comparison.LessOrEqual => a <= b,
                Comparison.Greater => a > b,
                _ => a >= b,
            };
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor a)
        {
            /// <summary>Where a = b, element by element, as a Bool tensor.</summary>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor Equal(Tensor b) => a.Compare(Comparison.Equal, b);

            /// <summary>Where a = number, as a Bool tensor.</summary>
            /// <param name="number">The right side.</param>
            public Tensor Equal(double number) => a.Compare(Comparison.Equal, number);

            /// <summary>Where a ≠ b, element by element, as a Bool tensor.</summary>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor NotEqual(Tensor b) => a.Compare(Comparison.NotEqual, b);

            /// <summary>Where a ≠ number, as a Bool tensor.</summary>
            /// <param name="number">The right side.</param>
            public Tensor NotEqual(double number) => a.Compare(Comparison.NotEqual, number);

            /// <summary>Where a &lt; b, element by element, as a Bool tensor.</summary>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor Less(Tensor b) => a.Compare(Comparison.Less, b);

            /// <summary>Where a &lt; number, as a Bool tensor.</summary>
            /// <param name="number">The right side.</param>
            public Tensor Less(double number) => a.Compare(Comparison.Less, number);

            /// <summary>Where a ≤ b, element by element, as a Bool tensor.</summary>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor LessOrEqual(Tensor b) => a.Compare(Comparison.LessOrEqual, b);

            /// <summary>Where a ≤ number, as a Bool tensor.</summary>
            /// <param name="number">The right side.</param>
            public Tensor LessOrEqual(double number) => a.Compare(Comparison.LessOrEqual, number);

            /// <summary>Where a &gt; b, element by element, as a Bool tensor.</summary>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor Greater(Tensor b) => a.Compare(Comparison.Greater, b);

            /// <summary>Where a &gt; number, as a Bool tensor.</summary>
            /// <param name="number">The right side.</param>
            public Tensor Greater(double number) => a.Compare(Comparison.Greater, number);

            /// <summary>Where a ≥ b, element by element, as a Bool tensor.</summary>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor GreaterOrEqual(Tensor b) => a.Compare(Comparison.GreaterOrEqual, b);

            /// <summary>Where a ≥ number, as a Bool tensor.</summary>
            /// <param name="number">The right side.</param>
            public Tensor GreaterOrEqual(double number) => a.Compare(Comparison.GreaterOrEqual, number);

            /// <summary>Compares with a tensor.</summary>
            /// <inheritdoc cref="Ops.Compare"/>
            /// <param name="relation">The relation asked for.</param>
            /// <param name="b">The right side, which broadcasts.</param>
            public Tensor Compare(Comparison relation, Tensor b) => new Ops.Compare(relation).Run(a, b);

            /// <summary>Compares every element with a number, rounded to the tensor's type.</summary>
            /// <inheritdoc cref="Ops.Compare"/>
            /// <param name="relation">The relation asked for.</param>
            /// <param name="number">The right side.</param>
            public Tensor Compare(Comparison relation, double number) => new Ops.Compare(relation).Run(a, Tensor.Scalar(number, a.Type));
        }
    }
}
