using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>An axis made longer (or shorter) at its ends: y = x with Before and After numbers of one value around it.</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <param name="Before">How many to put before the first; negative cuts off.</param>
    /// <param name="After">How many to put behind the last; negative cuts off.</param>
    /// <param name="Value">What is put there.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: the axis has length Before + n + After
    /// gradient  dx = the part of dy that came from x
    /// keeps     nothing
    /// differs   from torch.nn.functional.pad(mode="constant"): nothing; several axes are one operation each
    /// source    definition; the gradient of the frame is dropped
    /// </code></remarks>
    /// <exception cref="ShapeException">The axis does not exist, or more is cut off than there is.</exception>
    public readonly record struct Pad(int Axis, int Before, int After, double Value) : IOp<Pad>
    {
        static BackwardReads IOp<Pad>.Reads => BackwardReads.Nothing;

        void IOp<Pad>.Plan(ref Plan p)
        {
            p.Floating(0, "x");
            int axis = p.Axis(0, Axis);
            long length = (long)p[0][axis] + Before + After;
            if (length is < 0 or > int.MaxValue)
                p.Throw(0, "x", $"an axis {axis} that has {-(long)Before - After} to cut off");
            p.Result(p[0].With(axis, (int)length));
        }

        void IOp<Pad>.Forward<T>(in Forward<T> f)
        {
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y();
            y.Fill(T.CreateTruncating(Value));
            (int from, int to, int count) = Overlap(n);
            for (int o = 0; o < outer; o++)
                x.Slice(((o * n) + from) * inner, count * inner).CopyTo(y[(((o * (Before + n + After)) + to) * inner)..]);
        }

        void IOp<Pad>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            (int from, int to, int count) = Overlap(n);
            Span<T> dx = b.DX(0);
            for (int o = 0; o < outer; o++)
            {
                ReadOnlySpan<T> part = b.DY().Slice(((o * (Before + n + After)) + to) * inner, count * inner);
                Binary.Accumulate(part, dx.Slice(((o * n) + from) * inner, count * inner), add: true);
            }
        }

        /// <summary>Where in x the part that stays begins, where in y it stands, and how long it is.</summary>
        private (int From, int To, int Count) Overlap(int n)
        {
            int from = Math.Max(0, -Before);
            return (from, Math.Max(0, Before), Math.Max(0, n - from - Math.Max(0, -After)));
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>Constant numbers put around a tensor.</summary>
            /// <param name="amounts">In PyTorch's order: before and after for the last axis, then for the last but one, …; negative cuts off.</param>
            /// <param name="value">What is put there; 0 by default.</param>
            /// <exception cref="ShapeException">An odd number of amounts, more pairs than axes, or more cut off than there is.</exception>
            public Tensor Pad(ReadOnlySpan<int> amounts, double value = 0)
            {
                if (amounts.Length % 2 != 0 || amounts.Length > 2 * x.Rank)
                    throw new ShapeException("Pad", "amounts", $"{amounts.Length} numbers", $"an even number, at most {2 * x.Rank}: a pair for each axis of {x.Shape}, the last axis first");
                Tensor y = x;
                for (int pair = 0; pair < amounts.Length / 2; pair++)
                {
                    (int before, int after) = (amounts[2 * pair], amounts[(2 * pair) + 1]);
                    if (before != 0 || after != 0)
                        y = new Ops.Pad(-1 - pair, before, after, value).Run(y);
                }

                return y;
            }
        }
    }
}
