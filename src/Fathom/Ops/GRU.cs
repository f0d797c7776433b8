using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>One direction of one layer of gated recurrent units over whole sequences: the new state is a blend of the old one and a proposal.</summary>
    /// <param name="Reverse">Whether time runs from each sequence's last step to its first.</param>
    /// <remarks><code>
    /// formula   r, z = σ(W_i·x + b_i + W_h·h + b_h), each with its rows; n = tanh(W_in·x + b_in + r∘(W_hn·h + b_hn)); h' = (1 − z)∘n + z∘h
    /// shapes    x (T, N, D), weight_ih (3H, D), weight_hh (3H, H), biases (3H), h0 (N, H), lengths Int64 (N) → y (T, N, H), h (N, H). Rows in the order r, z, n. 0 in y beyond a length
    /// gradient  with dh of y and of the step after: dn = dh·(1 − z)(1 − n²), dz = dh·(h − n)·z(1 − z), dr = dn·(W_hn·h + b_hn)·r(1 − r); on the way to h, dn·r for dn; then dx = da·W_ih, dh = dh·z + da·W_hh, and for the weights one product over all steps
    /// keeps     x, the weights, r, z, n, W_hn·h + b_hn and h of all steps
    /// differs   from torch.nn.GRU: one layer and direction; lengths instead of a packed sequence
    /// source    Cho et al. 2014, arXiv:1406.1078, with the reset gate behind the product as in cuDNN
    /// </code></remarks>
    /// <exception cref="ShapeException">x has not 3 axes of at least 1, or another input does not fit it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not in 1…T.</exception>
    public readonly record struct GRU(bool Reverse) : IOp<GRU>
    {
        static BackwardReads IOp<GRU>.Reads => BackwardReads.Inputs;

        void IOp<GRU>.Plan(ref Plan p) => Recurrent<Cell>.Plan(ref p);

        void IOp<GRU>.Forward<T>(in Forward<T> f) => Recurrent<Cell>.Forward(f, Reverse);

        void IOp<GRU>.Backward<T>(in Backward<T> b) => Recurrent<Cell>.Backward(b, Reverse);

        void IOp<GRU>.Cost(ref Cost cost) => Recurrent<Cell>.Cost(ref cost);

        /// <summary>Kept: r, z, n, W_hn·h + b_hn.</summary>
        internal readonly unsafe struct Cell : IRecurrentCell
        {
            public static int Gates => 3;

            public static int Kept => 4;

            public static bool HasCells => false;

            public static bool Splits => true;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static void Forward<V, T>(in RecurrentRow<T> row, nint j)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                nint w = row.Width;
                V r = VecMath.Sigmoid<V, T>(row.Before<V>(0, j) + V.Load(ref *row.Bias, (3 * w) + j));
                V z = VecMath.Sigmoid<V, T>(row.Before<V>(1, j) + V.Load(ref *row.Bias, (4 * w) + j));
                V hidden = V.Load(ref *row.Product, (2 * w) + j) + V.Load(ref *row.Bias, (5 * w) + j);
                V n = VecMath.Tanh<V, T>(V.Fma(r, hidden, row.Gate<V>(2, j) + V.Load(ref *row.Bias, (2 * w) + j)));
                row.Keep(r, 0, j);
                row.Keep(z, 1, j);
                row.Keep(n, 2, j);
                row.Keep(hidden, 3, j);
                V.Store(V.Fma(z, V.Load(ref *row.HBefore, j) - n, n), ref *row.H, j);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static V Backward<V, T>(in RecurrentRow<T> row, V dh, nint j)
                where V : struct, IVec<V, T>
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                nint w = row.Width;
                V one = VecMath.Of<V, T>(1);
                V r = row.Gate<V>(0, j), z = row.Gate<V>(1, j), n = row.Gate<V>(2, j);
                V dn = dh * (one - z) * (one - (n * n));
                V dz = dh * (V.Load(ref *row.HBefore, j) - n) * (z * (one - z));
                V dr = dn * row.Gate<V>(3, j) * (r * (one - r));
                V.Store(dr, ref *row.DX, j);
                V.Store(dz, ref *row.DX, w + j);
                V.Store(dn, ref *row.DX, (2 * w) + j);
                V.Store(dr, ref *row.DH, j);
                V.Store(dz, ref *row.DH, w + j);
                V.Store(dn * r, ref *row.DH, (2 * w) + j);
                return dh * z;
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
            /// <inheritdoc cref="Ops.GRU"/>
            /// <param name="weightIh">W of the input, (3H, D).</param>
            /// <param name="weightHh">W of the state, (3H, H).</param>
            /// <param name="biasIh">b of the input (3H), or none.</param>
            /// <param name="biasHh">b of the state (3H), or none.</param>
            /// <param name="h0">h before the first step (N, H); 0 where none is given.</param>
            /// <param name="lengths">How long each sequence is, Int64 (N); all steps where none are given.</param>
            /// <param name="reverse">Whether time runs from each sequence's last step to its first.</param>
            public (Tensor Y, Tensor H) GRU(Tensor weightIh, Tensor weightHh, Tensor biasIh = default, Tensor biasHh = default, Tensor h0 = default, Tensor lengths = default, bool reverse = false)
            {
                Pair results = default;
                new Ops.GRU(reverse).RunAll([x, weightIh, weightHh, biasIh, biasHh, h0, default, lengths], results);
                return (results[0], results[1]);
            }
        }
    }
}
