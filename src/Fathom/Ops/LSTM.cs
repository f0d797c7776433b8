using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>One direction of one long short-term memory layer over whole sequences: a state c that gates write, keep and read.</summary>
    /// <param name="Reverse">Whether time runs from each sequence's last step to its first.</param>
    /// <remarks><code>
    /// formula   i, f, o = σ(W_i·x + b_i + W_h·h + b_h), each with its rows; g = tanh(…); c' = f∘c + i∘g; h' = o∘tanh c', with a projection W_hr·(o∘tanh c')
    /// shapes    x (T, N, D), weight_ih (4H, D), weight_hh (4H, P), biases (4H), h0 (N, P), c0 (N, H), lengths Int64 (N), weight_hr (P, H) → y (T, N, P), h (N, P), c (N, H); P = H without weight_hr. Rows in the order i, f, g, o. 0 in y beyond a length
    /// gradient  with dh of y and of the step after: dc += dh·o·(1 − tanh²c); da = dc·g·i(1 − i), dc·c·f(1 − f), dc·i·(1 − g²), dh·tanh c·o(1 − o); then dx = da·W_ih, dh = da·W_hh, dc = dc·f, and for the weights one product over all steps
    /// keeps     x, the weights, i, f, g, o, tanh c, h and c of all steps
    /// differs   from torch.nn.LSTM: one layer and direction; lengths instead of a packed sequence
    /// source    Hochreiter and Schmidhuber 1997; forget gate: Gers, Schmidhuber and Cummins 2000; projection: Sak, Senior and Beaufays 2014, arXiv:1402.1128
    /// </code></remarks>
    /// <exception cref="ShapeException">x has not 3 axes of at least 1, or another input does not fit it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not in 1…T.</exception>
    public readonly record struct LSTM(bool Reverse) : IOp<LSTM>
    {
        static BackwardReads IOp<LSTM>.Reads => BackwardReads.Inputs;

        void IOp<LSTM>.Plan(ref Plan p) => Recurrent<Cell>.Plan(ref p);

        void IOp<LSTM>.Forward<T>(in Forward<T> f) => Recurrent<Cell>.Forward(f, Reverse);

        void IOp<LSTM>.Backward<T>(in Backward<T> b) => Recurrent<Cell>.Backward(b, Reverse);

        void IOp<LSTM>.Cost(ref Cost cost) => Recurrent<Cell>.Cost(ref cost);

        /// <summary>Kept: i, f, g, o, tanh c.</summary>
        internal readonly unsafe struct Cell : IRecurrentCell
        {
            public static int Gates => 4;

            public static int Kept => 5;

            public static bool HasCells => true;

            public static bool Splits => false;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static void Forward<V, T>(in RecurrentRow<T> row, nint j)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                V i = VecMath.Sigmoid<V, T>(row.Before<V>(0, j)), f = VecMath.Sigmoid<V, T>(row.Before<V>(1, j));
                V g = VecMath.Tanh<V, T>(row.Before<V>(2, j)), o = VecMath.Sigmoid<V, T>(row.Before<V>(3, j));
                V c = V.Fma(f, V.Load(ref *row.CBefore, j), i * g), tanh = VecMath.Tanh<V, T>(c);
                row.Keep(i, 0, j);
                row.Keep(f, 1, j);
                row.Keep(g, 2, j);
                row.Keep(o, 3, j);
                row.Keep(tanh, 4, j);
                V.Store(c, ref *row.C, j);
                V.Store(o * tanh, ref *row.H, j);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Backward<V, T>(in RecurrentRow<T> row, V dh, nint j)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                V one = VecMath.Of<V, T>(1);
                V i = row.Gate<V>(0, j), f = row.Gate<V>(1, j), g = row.Gate<V>(2, j), o = row.Gate<V>(3, j), tanh = row.Gate<V>(4, j);
                V dc = V.Fma(dh * o, one - (tanh * tanh), V.Load(ref *row.DC, j));
                V.Store(dc * g * (i * (one - i)), ref *row.DX, j);
                V.Store(dc * V.Load(ref *row.CBefore, j) * (f * (one - f)), ref *row.DX, row.Width + j);
                V.Store(dc * i * (one - (g * g)), ref *row.DX, (2 * row.Width) + j);
                V.Store(dh * tanh * (o * (one - o)), ref *row.DX, (3 * row.Width) + j);
                V.Store(dc * f, ref *row.DC, j);
                return V.Zero;
            }
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.LSTM"/>
            /// <param name="weightIh">W of the input, (4H, D).</param>
            /// <param name="weightHh">W of the state h, (4H, P).</param>
            /// <param name="biasIh">b of the input (4H), or none.</param>
            /// <param name="biasHh">b of the state (4H), or none.</param>
            /// <param name="h0">h before the first step (N, P); 0 where none is given.</param>
            /// <param name="c0">c before the first step (N, H); 0 where none is given.</param>
            /// <param name="lengths">How long each sequence is, Int64 (N); all steps where none are given.</param>
            /// <param name="weightHr">The projection (P, H), or none.</param>
            /// <param name="reverse">Whether time runs from each sequence's last step to its first.</param>
            public (Tensor Y, Tensor H, Tensor C) LSTM(Tensor weightIh, Tensor weightHh, Tensor biasIh = default, Tensor biasHh = default, Tensor h0 = default, Tensor c0 = default, Tensor lengths = default, Tensor weightHr = default, bool reverse = false)
            {
                Span<Tensor> results = [default, default, default];
                new Ops.LSTM(reverse).RunAll([x, weightIh, weightHh, biasIh, biasHh, h0, c0, lengths, weightHr], results);
                return (results[0], results[1], results[2]);
            }
        }
    }
}
