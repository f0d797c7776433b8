using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>One direction of one plain recurrent layer over whole sequences: h' = φ(W_ih·x + b_ih + W_hh·h + b_hh), with φ = tanh or ReLU.</summary>
    /// <param name="IsReLU">Whether φ is ReLU instead of tanh.</param>
    /// <param name="Reverse">Whether time runs from each sequence's last step to its first.</param>
    /// <remarks><code>
    /// shapes    x (T, N, D), weight_ih (H, D), weight_hh (H, H), biases (H), h0 (N, H), lengths Int64 (N) → y (T, N, H), h (N, H). 0 in y beyond a length
    /// gradient  with dh of y and of the step after: da = dh·(1 − h²), for ReLU dh where h &gt; 0; then dx = da·W_ih, dh = da·W_hh, and for the weights one product over all steps
    /// keeps     x, the weights and h of all steps
    /// differs   from torch.nn.RNN: one layer and direction; lengths instead of a packed sequence
    /// source    Elman 1990, "Finding structure in time"; its gradient: Werbos 1990, "Backpropagation through time"
    /// </code></remarks>
    /// <exception cref="ShapeException">x has not 3 axes of at least 1, or another input does not fit it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not in 1…T.</exception>
    public readonly record struct RNN(bool IsReLU, bool Reverse) : IOp<RNN>
    {
        private interface IShape
        {
            static abstract V Value<V, T>(V x)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>;

            /// <summary>dh·φ′, from h = φ(x).</summary>
            static abstract V Slope<V, T>(V h, V dh)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>;
        }

        static BackwardReads IOp<RNN>.Reads => BackwardReads.Inputs;

        void IOp<RNN>.Plan(ref Plan p) => Recurrent<Cell<TanhShape>>.Plan(ref p);

        void IOp<RNN>.Cost(ref Cost cost) => Recurrent<Cell<TanhShape>>.Cost(ref cost);

        void IOp<RNN>.Forward<T>(in Forward<T> f)
        {
            if (IsReLU)
                Recurrent<Cell<ReLUShape>>.Forward(f, Reverse);
            else
                Recurrent<Cell<TanhShape>>.Forward(f, Reverse);
        }

        void IOp<RNN>.Backward<T>(in Backward<T> b)
        {
            if (IsReLU)
                Recurrent<Cell<ReLUShape>>.Backward(b, Reverse);
            else
                Recurrent<Cell<TanhShape>>.Backward(b, Reverse);
        }

        /// <summary>Kept: h.</summary>
        private readonly unsafe struct Cell<TShape> : IRecurrentCell
            where TShape : struct, IShape
        {
            public static int Gates => 1;

            public static int Kept => 1;

            public static bool HasCells => false;

            public static bool Splits => false;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static void Forward<V, T>(in RecurrentRow<T> row, nint j)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                V h = TShape.Value<V, T>(row.Before<V>(0, j));
                row.Keep(h, 0, j);
                V.Store(h, ref *row.H, j);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Backward<V, T>(in RecurrentRow<T> row, V dh, nint j)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                V.Store(TShape.Slope<V, T>(row.Gate<V>(0, j), dh), ref *row.DX, j);
                return V.Zero;
            }
        }

        private readonly struct TanhShape : IShape
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Value<V, T>(V x)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T> => VecMath.Tanh<V, T>(x);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Slope<V, T>(V h, V dh)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T> => dh * (VecMath.Of<V, T>(1) - (h * h));
        }

        private readonly struct ReLUShape : IShape
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Value<V, T>(V x)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Max(x, V.Zero);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Slope<V, T>(V h, V dh)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Select(V.GreaterThan(h, V.Zero), dh, V.Zero);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.RNN"/>
            /// <param name="weightIh">W of the input, (H, D).</param>
            /// <param name="weightHh">W of the state, (H, H).</param>
            /// <param name="biasIh">b of the input (H), or none.</param>
            /// <param name="biasHh">b of the state (H), or none.</param>
            /// <param name="h0">h before the first step (N, H); 0 where none is given.</param>
            /// <param name="lengths">How long each sequence is, Int64 (N); all steps where none are given.</param>
            /// <param name="relu">Whether φ is ReLU instead of tanh.</param>
            /// <param name="reverse">Whether time runs from each sequence's last step to its first.</param>
            public (Tensor Y, Tensor H) RNN(Tensor weightIh, Tensor weightHh, Tensor biasIh = default, Tensor biasHh = default, Tensor h0 = default, Tensor lengths = default, bool relu = false, bool reverse = false)
            {
                Pair results = default;
                new Ops.RNN(relu, reverse).RunAll([x, weightIh, weightHh, biasIh, biasHh, h0, default, lengths], results);
                return (results[0], results[1]);
            }
        }
    }
}
