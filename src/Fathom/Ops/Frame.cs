using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>An axis made longer at both ends by numbers of its own: mirrored, repeated, or from the other end.</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <param name="Before">How many places to put before the first.</param>
    /// <param name="After">How many places to put behind the last.</param>
    /// <param name="Mode">Which numbers: reflect, replicate or circular (zeros are <see cref="Pad"/>).</param>
    /// <remarks><code>
    /// formula   y[i] = x[s(i − Before)] with s(j) = j inside; outside the mirror image, the nearest place, or j modulo n
    /// shapes    x (…) → y: the axis has length Before + n + After
    /// gradient  dx[j] = Σ dy[i] over all i that copied x[j]
    /// keeps     nothing
    /// differs   from torch.nn.functional.pad: nothing; several axes are one operation each
    /// source    definition
    /// </code></remarks>
    /// <exception cref="ShapeException">The axis does not exist, or is shorter than the frame: reflect takes at most n − 1 places on a side, circular n.</exception>
    public readonly record struct Frame(int Axis, int Before, int After, PaddingMode Mode) : IOp<Frame>
    {
        void IOp<Frame>.Plan(ref Plan p)
        {
            p.Floating(0, "x");
            int axis = p.Axis(0, Axis), n = p[0][axis];
            long most = Mode switch { PaddingMode.Reflect => n - 1L, PaddingMode.Circular => n, PaddingMode.Replicate when n > 0 => int.MaxValue, _ => 0 };
            if (Before < 0 || After < 0 || Math.Max(Before, After) > most)
                p.Throw(0, "x", $"an axis {axis} that {Mode.ToString().ToLowerInvariant()} padding by {Before} and {After} fits: at most {most} on a side of {n} places", "Use less padding, or another mode.");
            if ((long)Before + n + After > int.MaxValue)
                p.Throw(0, "x", $"an axis {axis} whose padded length can be counted");
            p.Result(p[0].With(axis, Before + n + After));
        }

        void IOp<Frame>.Forward<T>(in Forward<T> f)
        {
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y();
            for (int o = 0, to = 0; o < outer; o++)
            {
                for (int i = -Before; i < n + After; i++, to += inner)
                    x.Slice(((o * n) + Source(i, n)) * inner, inner).CopyTo(y[to..]);
            }
        }

        void IOp<Frame>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            ReadOnlySpan<T> dy = b.DY();
            Span<T> dx = b.DX(0);
            for (int o = 0, from = 0; o < outer; o++)
            {
                for (int i = -Before; i < n + After; i++, from += inner)
                    Binary.Accumulate(dy.Slice(from, inner), dx.Slice(((o * n) + Source(i, n)) * inner, inner), add: true);
            }
        }

        private int Source(int i, int n) => Mode switch
        {
            PaddingMode.Circular => i < 0 ? i + n : i >= n ? i - n : i,
            PaddingMode.Reflect => i < 0 ? -i : i >= n ? (2 * (n - 1)) - i : i,
            _ => Math.Clamp(i, 0, n - 1),
        };
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>The last axes made longer at both ends.</summary>
            /// <param name="amounts">In PyTorch's order: before and after for the last axis, then for the last but one, ….</param>
            /// <param name="mode">What is put there.</param>
            /// <exception cref="ShapeException">An odd number of amounts, more pairs than axes, or an axis too short for the mode.</exception>
            public Tensor Pad(ReadOnlySpan<int> amounts, PaddingMode mode)
            {
                if (mode == PaddingMode.Zeros || amounts.Length % 2 != 0 || amounts.Length > 2 * x.Rank)
                    return x.Pad(amounts);
                Tensor y = x;
                for (int pair = 0; pair < amounts.Length / 2; pair++)
                {
                    (int before, int after) = (amounts[2 * pair], amounts[(2 * pair) + 1]);
                    if (before != 0 || after != 0)
                        y = new Ops.Frame(-1 - pair, before, after, mode).Run(y);
                }

                return y;
            }
        }
    }
}
