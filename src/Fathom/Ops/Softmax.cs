using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Numbers that are positive and add up to 1 along an axis: y = eˣ / Σ eˣ, finite however large x is.</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = y · (dy − Σ dy · y)
    /// keeps     y
    /// differs   from torch.softmax: nothing. Rows of nothing but −∞, and rows with an ∞ or a NaN, are NaN
    /// source    Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs"
    /// </code></remarks>
    public readonly record struct Softmax(int Axis) : IOp<Softmax>, IMap3
    {
        static BackwardReads IOp<Softmax>.Reads => BackwardReads.Result;

        void IOp<Softmax>.Plan(ref Plan p)
        {
            p.Floating(0, "x");
            p.Axis(0, Axis);
            p.Result(p[0]);
        }

        void IOp<Softmax>.Forward<T>(in Forward<T> f)
        {
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            SoftmaxRows.Softmax(f.X(0), f.Y(), f.Scratch(outer * inner), outer, n, inner);
        }

        void IOp<Softmax>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            Span<T> g = b.Scratch(b.YShape().Length), sum = b.Scratch(outer * inner);
            Elementwise.Map(default(Multiply), b.Y(), b.DY(), g);
            Fold.Run(default(SumFold), g, default, sum, outer, n, inner);
            Grid grid = Grid.Of([outer, n, inner], [outer, n, inner], [outer, n, inner], [outer, 1, inner]);
            Elementwise.Map(this, grid, b.DY(), b.Y(), sum, b.DX(0, out bool add), add);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V dy, V y, V sum) => y * (dy - sum);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Softmax"/>
            /// <param name="axis">The axis along which y adds up to 1; the last by default.</param>
            /// <param name="temperature">T in y = e^(x/T) / Σ e^(x/T): above 1 evens the numbers out, below 1 sharpens them (Hinton, Vinyals and Dean 2015, arXiv:1503.02531); 1 by default.</param>
            /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
            public Tensor Softmax(int axis = -1, double temperature = 1) =>
                new Ops.Softmax(axis).Run(Require.PositiveNumber(temperature, nameof(temperature)) == 1 ? x : x / temperature);
        }
    }
}
