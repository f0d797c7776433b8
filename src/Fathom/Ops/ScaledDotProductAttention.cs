using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Scaled dot-product attention: each query reads a mean of the values, weighted by how well the keys fit it: y = softmax(s · q·kᵀ + mask) · v.</summary>
    /// <param name="Heads">H: so many attentions lie side by side in the last axis.</param>
    /// <param name="Causal">Query i sees keys up to i + S − L alone: the last query sees all.</param>
    /// <param name="Window">Query i sees keys less than this far from i + S − L alone; 0 for all.</param>
    /// <param name="Scale">s; 0 for 1/√E.</param>
    /// <param name="Weights">Whether the weights are a second result.</param>
    /// <param name="Dropout">The probability of dropping a weight; those left are scaled by 1/(1 − p).</param>
    /// <param name="Seed">The seed of the mask of dropout.</param>
    /// <param name="Stream">The stream of that seed.</param>
    /// <param name="Counter">The first of the stream's values that is used; the weight at place i uses Counter + i.</param>
    /// <remarks><code>
    /// formula   w = softmax(s · q·kᵀ + mask + padding) over the keys that the query sees, 0 for the others; y = w · v, of each head on its own
    /// shapes    q (…, L, H·E), k (…, S, H·E), v (…, S, H·Ev) → y (…, L, H·Ev), weights (…, H, L, S), without H where it is 1. Or q, k, v in one: (…, L, 3·H·E)
    ///           mask (L, S) or what broadcasts with (…, H, L, S); padding (…, S), or the number of keys of each batch, Int64 (…). A mask is added where it holds numbers,
    ///           and forbids where it is true
    /// gradient  dv = wᵀ·dy, g = w · (dy·vᵀ − Σ w · dy·vᵀ), dq = s · g·k, dk = s · gᵀ·q, dmask = g
    /// keeps     q, k, v, log Σ e^score of each query; w where it is small (a block's worth of scores a head), else it is computed again
    /// differs   from torch.nn.functional.scaled_dot_product_attention (2.0): heads may lie side by side; a true in a mask forbids, as in torch.nn.MultiheadAttention;
    ///           with fewer queries than keys Causal is aligned at the end; a query whose masks forbid every key is refused by name (NaN there)
    /// source    Vaswani et al. 2017, arXiv:1706.03762; blocks and recomputed weights: Dao et al. 2022, arXiv:2205.14135; window: Beltagy et al. 2020, arXiv:2004.05150
    /// </code>Without recording, scores exist for one block of queries at a time. The work is cut by heads and batches.</remarks>
    /// <exception cref="ShapeException">The shapes do not fit, or Causal or Window is asked for with more queries than keys.</exception>
    /// <exception cref="ArgumentException">The masks forbid every key to a query; the text names batch, head and query. Or a length is not in 0…S.</exception>
    public readonly record struct ScaledDotProductAttention(int Heads, bool Causal, int Window, double Scale, bool Weights, double Dropout, ulong Seed, ulong Stream, ulong Counter)
        : IOp<ScaledDotProductAttention>
    {
        /// <summary>Weights up to this many a head are kept for backward: reading them costs less than computing them again.</summary>
        private const int KeptWeights = 1 << 16;

        private const int Mask = 3, Padding = 4;

        private int Columns => Math.Max(1, Heads);

        static BackwardReads IOp<ScaledDotProductAttention>.Reads => BackwardReads.Inputs;

        void IOp<ScaledDotProductAttention>.Plan(ref Plan p)
        {
            Shape q = p.Floating(0, "q");
            bool packed = !p.Has(1);
            if (q.Rank < 2)
                p.Throw(0, "q", "at least 2 axes, (…, L, H·E)");
            int parts = packed ? 3 : 1, width = q[^1] / (parts * Columns);
            if (width == 0 || q[^1] % (parts * Columns) != 0)
                p.Throw(0, packed ? "qkv" : "q", $"a last axis that is a multiple of {parts * Columns}, {(packed ? "3 · " : "")}{Columns} heads", "Choose a number of heads that divides the width.");
            Shape k = packed ? q : p.Floating(1, "k"), v = packed ? q : p.Floating(2, "v");
            if (!packed)
            {
                if (k.Rank != q.Rank || !Lead(k).AsSpan().SequenceEqual(Lead(q).AsSpan()) || k[^1] != q[^1])
                    p.Throw(1, "k", $"the leading axes and the last of q {q}");
                if (v.Rank != k.Rank || !v[..^1].AsSpan().SequenceEqual(k[..^1].AsSpan()) || v[^1] % Columns != 0 || v[^1] == 0)
                    p.Throw(2, "v", $"the axes of k {k} but for the last, which is a multiple of {Columns} heads");
            }

            if ((Causal || Window > 0) && k[^2] < q[^2])
                p.Throw(1, "k", $"at least as many keys as queries, {q[^2]}, where the order of places counts", "The first queries would see no key.");
            Shape scores = Scores(q, k);
            if (p.Has(Mask) && (p.Type(Mask) == DType.Int64 || p[Mask].Rank < 2 || p[Mask][^1] != k[^2] || Binary.Common(p[Mask], scores) != scores))
                p.Throw(Mask, "mask", $"Bool or floating-point numbers that broadcast with {scores}, a last axis of {k[^2]} keys");
            Shape lengths = Lead(q);
            if (p.Has(Padding) && (p.Type(Padding) == DType.Int64 ? p[Padding] != lengths : p[Padding] != k[..^1]))
                p.Throw(Padding, "padding", p.Type(Padding) == DType.Int64 ? $"{lengths}, the number of keys of each batch" : $"{k[..^1]}, whether (or by how much) a key is held back");
            p.Result(q.With(q.Rank - 1, packed ? q[^1] / 3 : v[^1]));
            p.Keep(scores[..^1]);
            if (Weights)
                p.Result(scores);
            else if (Keeps(q, k) && p.Recording)
                p.Keep(scores);
        }

        unsafe void IOp<ScaledDotProductAttention>.Forward<T>(in Forward<T> f)
        {
            // Small tensors outside steps lie in memory that moves: all that has an address below is held.
            bool weights = Weights || (Keeps(f.Shape(0), f.Shape(f.Has(1) ? 1 : 0)) && f.Recording);
            fixed (T* q = f.X(0), k = f.Has(1) ? f.X(1) : default, v = f.Has(2) ? f.X(2) : default, y = f.Y(), logSum = f.Y(1), kept = weights ? f.Y(2) : default)
            fixed (T* mask = IsNumbers(f, Mask) ? f.X(Mask) : default, padding = IsNumbers(f, Padding) ? f.X(Padding) : default)
            fixed (long* lengths = IsLengths(f) ? f.X<long>(Padding) : default)
                Compute(f);
        }

        private unsafe void Compute<T>(in Forward<T> f)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            bool packed = !f.Has(1);
            ref readonly Shape q = ref f.Shape(0), k = ref f.Shape(packed ? 0 : 1), v = ref f.Shape(packed ? 0 : 2);
            Shape scores = Scores(q, k);
            AttentionTask<T> task = Task<T>(q, k, v, packed);
            Place(task, packed, q, k, v, Pointer(f.X(0)), packed ? null : Pointer(f.X(1)), packed ? null : Pointer(f.X(2)), out task.Q, out task.K, out task.V);
            task.Y = Rows(Pointer(f.Y()), f.YShape(), task.ValueWidth);
            if (f.Has(Mask))
                task.Mask = Spread(Numbers(f, Mask), f.Shape(Mask), scores);
            if (f.Has(Padding) && f.Type(Padding) == DType.Int64)
                task.Lengths = Counted(f.X<long>(Padding), k[^2]);
            else if (f.Has(Padding))
                task.Padding = Spread(Numbers(f, Padding), PerKey(k, scores), scores);
            task.LogSum = Pointer(f.Y(1));
            if (Weights && Dropout > 0)
                task.Weights = Pointer(f.Y(2));
            else if (Weights || (Keeps(q, k) && f.Recording))
                task.Kept = Pointer(f.Y(2));
            Attention.Forward(task, Pointer(f.Scratch(Attention.Scratch(task))));
        }

        unsafe void IOp<ScaledDotProductAttention>.Backward<T>(in Backward<T> b)
        {
            // In the order in which they are asked for, so that one tensor in several places gets the sum.
            bool addQ = false, addK = false, addV = false;
            Span<T> dq = b.Wants(0) ? b.DX(0, out addQ) : default, dk = b.Wants(1) ? b.DX(1, out addK) : default, dv = b.Wants(2) ? b.DX(2, out addV) : default;
            if (!b.Has(1))
                addK = addV = addQ;

            // Held as in forward.
            bool weights = Weights || Keeps(b.Shape(0), b.Shape(b.Has(1) ? 1 : 0));
            fixed (T* q = b.X(0), k = b.Has(1) ? b.X(1) : default, v = b.Has(2) ? b.X(2) : default, dy = b.DY(), logSum = b.Y(1), kept = weights ? b.Y(2) : default, dWeights = Weights && b.HasDY(2) ? b.DY(2) : default)
            fixed (T* mask = IsNumbers(b, Mask) ? b.X(Mask) : default, padding = IsNumbers(b, Padding) ? b.X(Padding) : default, pdq = dq, pdk = dk, pdv = dv)
            fixed (long* lengths = IsLengths(b) ? b.X<long>(Padding) : default)
                Compute(b, pdq, pdk, pdv, addQ, addK, addV);
        }

        private unsafe void Compute<T>(in Backward<T> b, T* dq, T* dk, T* dv, bool addQ, bool addK, bool addV)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            bool packed = !b.Has(1);
            ref readonly Shape q = ref b.Shape(0), k = ref b.Shape(packed ? 0 : 1), v = ref b.Shape(packed ? 0 : 2);
            Shape scores = Scores(q, k);
            AttentionTask<T> task = Task<T>(q, k, v, packed);
            Place(task, packed, q, k, v, Pointer(b.X(0)), packed ? null : Pointer(b.X(1)), packed ? null : Pointer(b.X(2)), out task.Q, out task.K, out task.V);
            task.DY = Rows(Pointer(b.DY()), b.YShape(), task.ValueWidth);
            if (b.Has(Mask))
                task.Mask = Spread(Numbers(b, Mask), b.Shape(Mask), scores);
            if (b.Has(Padding) && b.Type(Padding) == DType.Int64)
                task.Lengths = Pointer(b.X<long>(Padding));
            else if (b.Has(Padding))
                task.Padding = Spread(Numbers(b, Padding), PerKey(k, scores), scores);
            task.LogSum = Pointer(b.Y(1));
            if (Weights ? Dropout == 0 : Keeps(q, k))
                task.Kept = Pointer(b.Y(2));
            if (Weights && b.HasDY(2))
                task.DWeights = Pointer(b.DY(2));

            (task.AddQ, task.AddK, task.AddV) = (addQ, addK, addV);
            Place(task, packed, q, k, v, dq, dk, dv, out task.DQ, out task.DK, out task.DV);
            Span<T> dScores = b.Wants(Mask) || b.Wants(Padding) ? b.Scratch(scores.Length) : default;
            task.DScores = Pointer(dScores);
            Attention.Backward(task, Pointer(b.Scratch(Attention.Scratch(task))));
            if (b.Wants(Mask))
                Gather(dScores, b.Shape(Mask), scores, b.DX(Mask));
            if (b.Wants(Padding))
                Gather(dScores, PerKey(k, scores), scores, b.DX(Padding));
        }

        void IOp<ScaledDotProductAttention>.Cost(ref Cost cost)
        {
            bool packed = !cost.Has(1);
            ref readonly Shape q = ref cost[0], k = ref cost[packed ? 0 : 1], y = ref cost.YShape();
            int width = packed ? q[^1] / 3 : q[^1];
            double places = (double)(q.Length / q[^1]) * k[^2];
            bool wantsK = cost.Wants(packed ? 0 : 1), wantsV = cost.Wants(packed ? 0 : 2);
            cost.Product(places * width, cost.Wants(0), wantsK);
            cost.Product(places * y[^1], cost.Wants(0) || wantsK, wantsV);
        }

        private static Shape Lead(in Shape x) => x[..^2];

        private static bool IsNumbers<T>(in Forward<T> f, int input)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => f.Has(input) && f.Type(input).IsFloating();

        private static bool IsNumbers<T>(in Backward<T> b, int input)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => b.Has(input) && b.Type(input).IsFloating();

        private static bool IsLengths<T>(in Forward<T> f)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => f.Has(Padding) && f.Type(Padding) == DType.Int64;

        private static bool IsLengths<T>(in Backward<T> b)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => b.Has(Padding) && b.Type(Padding) == DType.Int64;

        /// <summary>The address of memory that is held, as scratch always is.</summary>
        private static unsafe T* Pointer<T>(ReadOnlySpan<T> span)
            where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));

        /// <summary>Sizes and attributes.</summary>
        private AttentionTask<T> Task<T>(in Shape q, in Shape k, in Shape v, bool packed)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int parts = packed ? 3 : 1, width = q[^1] / (parts * Columns);
            return new AttentionTask<T>
            {
                Batches = Lead(q).Length,
                Heads = Columns,
                Queries = q[^2],
                Keys = k[^2],
                Width = width,
                ValueWidth = v[^1] / (parts * Columns),
                Scale = T.CreateTruncating(Scale == 0 ? 1 / Math.Sqrt(width) : Scale),
                Causal = Causal,
                Window = Window,
                Drop = Dropout,
                Seed = Seed,
                Stream = Stream,
                Counter = Counter,
            };
        }

        /// <summary>Where queries, keys and values, or their gradients, lie: in tensors of their own or side by side in one.</summary>
        private static unsafe void Place<T>(in AttentionTask<T> task, bool packed, in Shape q, in Shape k, in Shape v, T* pq, T* pk, T* pv, out HeadRows<T> atQ, out HeadRows<T> atK, out HeadRows<T> atV)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (packed && pq != null)
            {
                pk = pq + (q[^1] / 3);
                pv = pk + (q[^1] / 3);
            }

            (atQ, atK, atV) = (Rows(pq, q, task.Width), Rows(pk, k, task.Width), Rows(pv, v, task.ValueWidth));
        }

        private static unsafe HeadRows<T> Rows<T>(T* start, in Shape shape, int width)
            where T : unmanaged => new(start, (nint)shape[^2] * shape[^1], width, shape[^1]);

        /// <summary>The shape of padding beside scores: one row for all heads and queries of a batch.</summary>
        private static Shape PerKey(in Shape k, in Shape scores)
        {
            Span<int> lengths = stackalloc int[Shape.MaxRank];
            lengths.Fill(1);
            Lead(k).AsSpan().CopyTo(lengths);
            lengths[scores.Rank - 1] = k[^2];
            return new Shape(lengths[..scores.Rank]);
        }

        /// <summary>A mask as numbers to add: −∞ where it is true.</summary>
        private static unsafe T* Numbers<T>(in Forward<T> f, int input)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            f.Type(input) == DType.Bool ? Forbidden(f.X<bool>(input), f.Scratch(f.Shape(input).Length)) : Pointer(f.X(input));

        private static unsafe T* Numbers<T>(in Backward<T> b, int input)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            b.Type(input) == DType.Bool ? Forbidden(b.X<bool>(input), b.Scratch(b.Shape(input).Length)) : Pointer(b.X(input));

        private static unsafe T* Forbidden<T>(ReadOnlySpan<bool> mask, Span<T> numbers)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < mask.Length; i++)
                numbers[i] = mask[i] ? T.NegativeInfinity : T.Zero;
            return Pointer(numbers);
        }

        private static unsafe long* Counted(ReadOnlySpan<long> lengths, int keys)
        {
            for (int n = 0; n < lengths.Length; n++)
            {
                if (lengths[n] < 0 || lengths[n] > keys)
                    ThrowLength(n, lengths[n], keys);
            }

            return Pointer(lengths);
        }

        private static unsafe AttentionMask<T> Spread<T>(T* start, in Shape mask, in Shape scores)
            where T : unmanaged
        {
            Span<int> strides = stackalloc int[Shape.MaxRank];
            return new(start, scores.AsSpan(), Strides(mask, scores, strides));
        }

        /// <summary>dmask += what reached the scores, summed over what the mask was repeated along.</summary>
        private static void Gather<T>(ReadOnlySpan<T> dScores, in Shape mask, in Shape scores, Span<T> dMask)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Span<int> strides = stackalloc int[Shape.MaxRank];
            Strided.Add(dScores, dMask, 0, scores.AsSpan(), Strides(mask, scores, strides));
        }

        /// <summary>From one place to the next along the axes of the scores; 0 where the mask repeats.</summary>
        private static Span<int> Strides(in Shape mask, in Shape scores, Span<int> strides)
        {
            int stride = 1;
            for (int fromEnd = 1; fromEnd <= scores.Rank; fromEnd++)
            {
                int length = fromEnd <= mask.Rank ? mask[^fromEnd] : 1;
                strides[scores.Rank - fromEnd] = length == 1 ? 0 : stride;
                stride *= length;
            }

            strides[scores.Rank - 1] = 1;
            return strides[..scores.Rank];
        }

        private static bool Keeps(in Shape q, in Shape k) => (long)q[^2] * k[^2] <= KeptWeights;

        /// <summary>(…, H, L, S), without H where it is 1.</summary>
        private Shape Scores(in Shape q, in Shape k)
        {
            Span<int> lengths = stackalloc int[Shape.MaxRank + 1];
            int rank = q.Rank - 2;
            Lead(q).AsSpan().CopyTo(lengths);
            if (Columns > 1)
                lengths[rank++] = Columns;
            lengths[rank++] = q[^2];
            lengths[rank++] = k[^2];
            return new Shape(lengths[..rank]);
        }

        [DoesNotReturn]
        private static void ThrowLength(int n, long length, int keys) => throw new ArgumentException(
            $"ScaledDotProductAttention: padding says that batch {n} has {length} keys; expected 0 to {keys}, the number there is.");
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor q)
        {
            /// <inheritdoc cref="Ops.ScaledDotProductAttention"/>
            /// <param name="k">The keys (…, S, H·E).</param>
            /// <param name="v">The values (…, S, H·Ev).</param>
            /// <param name="mask">What is added to the scores or, Bool, forbids keys where it is true; (L, S) or what broadcasts with (…, H, L, S). None by default.</param>
            /// <param name="padding">The same for whole keys, (…, S), or how many keys count, Int64 (…). None by default.</param>
            /// <param name="causal">Whether a query sees only keys up to its own place.</param>
            /// <param name="window">How far a query sees: keys less than this many places away; null for all.</param>
            /// <param name="heads">H: how many attentions lie side by side in the last axis; 1 by default.</param>
            /// <param name="scale">s; 1/√E by default.</param>
            /// <param name="dropout">The probability of dropping a weight; 0 by default.</param>
            /// <param name="rng">Where the mask of dropout comes from; <see cref="Rng.Default"/> where none is given.</param>
            /// <exception cref="ArgumentOutOfRangeException">heads or window below 1, a scale that is not above 0, or a probability outside [0, 1).</exception>
            public Tensor ScaledDotProductAttention(
                Tensor k, Tensor v, Tensor mask = default, Tensor padding = default, bool causal = false, int? window = null, int heads = 1, double? scale = null, double dropout = 0, Rng? rng = null) =>
                AttentionOf(q, k, causal, window, heads, scale, weights: false, dropout, rng).Run(q, k, v, mask, padding);

            /// <summary>Attention, and the weights with which each query reads the values.</summary>
            /// <inheritdoc cref="Ops.ScaledDotProductAttention"/>
            /// <param name="k">The keys (…, S, H·E).</param>
            /// <param name="v">The values (…, S, H·Ev).</param>
            /// <param name="mask">What is added to the scores or, Bool, forbids keys where it is true; (L, S) or what broadcasts with (…, H, L, S). None by default.</param>
            /// <param name="padding">The same for whole keys, (…, S), or how many keys count, Int64 (…). None by default.</param>
            /// <param name="causal">Whether a query sees only keys up to its own place.</param>
            /// <param name="window">How far a query sees: keys less than this many places away; null for all.</param>
            /// <param name="heads">H: how many attentions lie side by side in the last axis; 1 by default.</param>
            /// <param name="scale">s; 1/√E by default.</param>
            /// <param name="dropout">The probability of dropping a weight; 0 by default.</param>
            /// <param name="rng">Where the mask of dropout comes from; <see cref="Rng.Default"/> where none is given.</param>
            /// <returns>y (…, L, H·Ev) and the weights (…, H, L, S), after dropout; without H where it is 1.</returns>
            public (Tensor Y, Tensor Weights) ScaledDotProductAttentionWeights(
                Tensor k, Tensor v, Tensor mask = default, Tensor padding = default, bool causal = false, int? window = null, int heads = 1, double? scale = null, double dropout = 0, Rng? rng = null)
            {
                Span<Tensor> results = [default, default];
                AttentionOf(q, k, causal, window, heads, scale, weights: true, dropout, rng).RunAll([q, k, v, mask, padding], results);
                return (results[0], results[1]);
            }

            /// <summary>Attention of a sequence to itself, with queries, keys and values side by side in one tensor, read and differentiated where they lie.</summary>
            /// <inheritdoc cref="Ops.ScaledDotProductAttention"/>
            /// <param name="heads">H: how many attentions lie side by side in each third of the last axis.</param>
            /// <param name="mask">What is added to the scores or, Bool, forbids keys where it is true; (T, T) or what broadcasts with (…, H, T, T). None by default.</param>
            /// <param name="padding">The same for whole keys, (…, T), or how many keys count, Int64 (…). None by default.</param>
            /// <param name="causal">Whether a query sees only keys up to its own place.</param>
            /// <param name="window">How far a query sees: keys less than this many places away; null for all.</param>
            /// <param name="scale">s; 1/√E by default.</param>
            /// <param name="dropout">The probability of dropping a weight; 0 by default.</param>
            /// <param name="rng">Where the mask of dropout comes from; <see cref="Rng.Default"/> where none is given.</param>
            public Tensor SelfAttention(int heads, Tensor mask = default, Tensor padding = default, bool causal = false, int? window = null, double? scale = null, double dropout = 0, Rng? rng = null) =>
                AttentionOf(q, q, causal, window, heads, scale, weights: false, dropout, rng).Run(q, default, default, mask, padding);
        }

        private static Ops.ScaledDotProductAttention AttentionOf(Tensor q, Tensor k, bool causal, int? window, int heads, double? scale, bool weights, double dropout, Rng? rng)
        {
            rng ??= Rng.Default;
            bool drops = Require.Probability(dropout, nameof(dropout)) > 0;
            ulong counter = drops && q.Rank > 1 && k.Rank > 1 ? rng.Take((long)q.Shape[..^1].Length * k.Shape[^2] * heads) : 0;
            return new(
                Require.Positive(heads, nameof(heads)), causal, window is { } w ? Require.Positive(w, nameof(window)) : 0, scale is { } s ? Require.PositiveNumber(s, nameof(scale)) : 0,
                weights, dropout, drops ? rng.Seed : 0, drops ? rng.Stream : 0, counter);
        }
    }
}
