using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>One direction of one recurrent layer over whole sequences: everything that must go step by step. What it means stands in <see cref="RecurrenceReference"/>.</summary>
/// <remarks>
/// The sequences of a batch never meet, so a piece of work is a few of them through all their steps: threads wait for each other once a sequence,
/// not once a step. At each step one product with the packed weights and one pass over the gates. Beyond a sequence's length its state stays as
/// it is and its output and gradients are 0, which serves both directions: backwards in time it has not begun yet.
/// </remarks>
internal static unsafe class Recurrence<C, T>
    where C : struct, IRecurrentCell
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Below this many multiply-adds one thread does all.</summary>
    private const long SerialLimit = 1 << 19;

    internal static void Forward(in RecurrentPass<T> pass)
    {
        if (Vector512.IsHardwareAccelerated)
            Forward<Vec512<T>>(pass);
        else if (Vector256.IsHardwareAccelerated)
            Forward<Vec256<T>>(pass);
        else if (Vector128.IsHardwareAccelerated)
            Forward<Vec128<T>>(pass);
        else
            Forward<Vec1<T>>(pass);
    }

    internal static void Backward(in RecurrentPass<T> pass)
    {
        if (Vector512.IsHardwareAccelerated)
            Backward<Vec512<T>>(pass);
        else if (Vector256.IsHardwareAccelerated)
            Backward<Vec256<T>>(pass);
        else if (Vector128.IsHardwareAccelerated)
            Backward<Vec128<T>>(pass);
        else
            Backward<Vec1<T>>(pass);
    }

    /// <summary>Forward at a chosen vector width, for the tests.</summary>
    internal static void Forward<V>(in RecurrentPass<T> pass)
        where V : struct, IVec<V, T>
    {
        int pieces = Pieces(pass);
        ForkJoin.Run(pieces, new ForwardJob<V>(pass, pieces));
    }

    /// <summary>Backward at a chosen vector width, for the tests.</summary>
    internal static void Backward<V>(in RecurrentPass<T> pass)
        where V : struct, IVec<V, T>
    {
        int pieces = Pieces(pass);
        ForkJoin.Run(pieces, new BackwardJob<V>(pass, pieces));
    }

    /// <summary>Sixteen sequences to a piece keep the multipliers busy; fewer only where there are few.</summary>
    private static int Pieces(in RecurrentPass<T> pass) => Pieces(pass.Steps, pass.Rows, pass.Width, pass.Outputs);

    internal static int Pieces(int steps, int sequences, int width, int outputs)
    {
        long work = (long)steps * sequences * C.Gates * width * outputs;
        int rows = sequences >= 32 ? 16 : sequences >= 16 ? 8 : 4;
        return work < SerialLimit ? 1 : (sequences + rows - 1) / rows;
    }

    private readonly struct ForwardJob<V>(RecurrentPass<T> pass, int pieces) : IJob
        where V : struct, IVec<V, T>
    {
        private readonly RecurrentPass<T> _pass = pass;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            RecurrentPass<T> p = _pass;
            (int from, int to, int longest) = p.Cut(piece, pieces);
            nint width = p.Width, outputs = p.Outputs, rows = p.Rows;
            for (int s = 0; s < p.Steps; s++)
            {
                (int t, int before, int after) = p.Step(s);
                T* h = p.H + (before * rows * outputs), next = p.H + (after * rows * outputs);
                if (t < longest)
                    p.Hidden.Multiply(to - from, h + (from * outputs), p.Outputs, p.Product + (from * C.Gates * width), C.Gates * p.Width, add: false);
                for (nint n = from; n < to; n++)
                {
                    if (t >= p.Length(n))
                        continue;
                    nint at = (t * rows) + n;
                    var row = new RecurrentRow<T>
                    {
                        Width = width,
                        Kept = p.Kept + (at * C.Kept * width),
                        Product = p.Product + (n * C.Gates * width),
                        Bias = p.Bias,
                        HBefore = h + (n * outputs),
                        H = p.Projects ? p.Raw + (at * width) : next + (n * outputs),
                    };
                    if (C.HasCells)
                    {
                        row.CBefore = p.C + (((before * rows) + n) * width);
                        row.C = p.C + (((after * rows) + n) * width);
                    }

                    nint j = 0;
                    for (; j <= width - V.Count; j += V.Count)
                        C.Forward<V, T>(row, j);
                    for (; j < width; j++)
                        C.Forward<Vec1<T>, T>(row, j);
                }

                if (p.Projects && t < longest)
                    p.Projection.Multiply(to - from, p.Raw + (((t * rows) + from) * width), p.Width, next + (from * outputs), p.Outputs, add: false);
                for (nint n = from; n < to; n++)
                {
                    nint at = (t * rows) + n;
                    if (t < p.Length(n))
                    {
                        Copy(next + (n * outputs), p.Y + (at * outputs), outputs);
                        continue;
                    }

                    Copy(h + (n * outputs), next + (n * outputs), outputs);
                    Clear(p.Y + (at * outputs), outputs);
                    if (C.HasCells)
                        Copy(p.C + (((before * rows) + n) * width), p.C + (((after * rows) + n) * width), width);
                    if (p.Projects)
                        Clear(p.Raw + (at * width), width);
                }
            }
        }
    }

    private readonly struct BackwardJob<V>(RecurrentPass<T> pass, int pieces) : IJob
        where V : struct, IVec<V, T>
    {
        private readonly RecurrentPass<T> _pass = pass;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            RecurrentPass<T> p = _pass;
            (int from, int to, int longest) = p.Cut(piece, pieces);
            nint width = p.Width, outputs = p.Outputs, rows = p.Rows, gates = C.Gates * width;
            for (int s = p.Steps - 1; s >= 0; s--)
            {
                (int t, int before, _) = p.Step(s);
                if (p.Projects)
                    Project(p, t, from, to);
                for (nint n = from; n < to; n++)
                {
                    nint at = (t * rows) + n;
                    if (t >= p.Length(n))
                    {
                        Clear(p.DX + (at * gates), gates);
                        Clear(p.DHidden + (at * gates), gates);
                        continue;
                    }

                    var row = new RecurrentRow<T>
                    {
                        Width = width,
                        Kept = p.Kept + (at * C.Kept * width),
                        HBefore = p.H + (((before * rows) + n) * outputs),
                        DX = p.DX + (at * gates),
                        DH = p.DHidden + (at * gates),
                    };
                    if (C.HasCells)
                    {
                        row.CBefore = p.C + (((before * rows) + n) * width);
                        row.DC = p.DC + (n * width);
                    }

                    T* dh = p.Projects ? p.DRaw + (n * width) : p.DH + (n * outputs), dy = p.Projects ? null : p.DY + (at * outputs);
                    nint j = 0;
                    for (; j <= width - V.Count; j += V.Count)
                        Units<V>(row, dh, dy, j);
                    for (; j < width; j++)
                        Units<Vec1<T>>(row, dh, dy, j);
                }

                // Now, while these rows are in the cache.
                if (p.SumX != null)
                    Sum<V>(p.DX + (((t * rows) + from) * gates), to - from, gates, p.SumX + (piece * gates));
                if (p.SumHidden != null)
                    Sum<V>(p.DHidden + (((t * rows) + from) * gates), to - from, gates, p.SumHidden + (piece * gates));
                if (t < longest)
                    p.Hidden.Multiply(to - from, p.DHidden + (((t * rows) + from) * gates), (int)gates, p.DH + (from * outputs), p.Outputs, add: true);
            }
        }

        /// <summary>sum += the rows' sum.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Sum<W>(T* d, nint count, nint length, T* sum)
            where W : struct, IVec<W, T> => Fold.Columns<W, T, SumFold>(default, d, null, sum, count, length, length, add: true);

        /// <summary>dh of the step holds what comes from later steps; dy what comes from the output. What is left in dh goes to the step before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Units<W>(in RecurrentRow<T> row, T* dh, T* dy, nint j)
            where W : struct, IVec<W, T>
        {
            W d = W.Load(ref *dh, j);
            if (dy is not null)
                d += W.Load(ref *dy, j);
            W.Store(C.Backward<W, T>(row, d, j), ref *dh, j);
        }

        /// <summary>The gradient of h = W_hr · raw: collected for the weights, and brought to raw.</summary>
        private static void Project(in RecurrentPass<T> p, int t, int from, int to)
        {
            for (nint n = from; n < to; n++)
            {
                nint at = ((nint)t * p.Rows) + n;
                Span<T> d = new(p.DProjected + (at * p.Outputs), p.Outputs), dh = new(p.DH + (n * p.Outputs), p.Outputs);
                if (t >= p.Length(n))
                {
                    d.Clear();
                    continue;
                }

                Elementwise.Map(default(Sum2), dh, new ReadOnlySpan<T>(p.DY + (at * p.Outputs), p.Outputs), d);
                dh.Clear();
            }

            p.Projection.Multiply(to - from, p.DProjected + ((((nint)t * p.Rows) + from) * p.Outputs), p.Outputs, p.DRaw + ((nint)from * p.Width), p.Width, add: false);
        }
    }

    private static void Copy(T* source, T* target, nint length) => new ReadOnlySpan<T>(source, (int)length).CopyTo(new Span<T>(target, (int)length));

    private static void Clear(T* target, nint length) => new Span<T>(target, (int)length).Clear();

    /// <summary>y = a + b.</summary>
    private readonly struct Sum2 : IMap2
    {
        V IMap2.At<V, U>(V a, V b) => a + b;
    }
}
