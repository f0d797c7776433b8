using System.Diagnostics.CodeAnalysis;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Inverted dropout: y = x · m / (1 − P), where every m is 0 with probability P and 1 otherwise.</summary>
    /// <param name="P">The probability of dropping an element, at least 0 and less than 1.</param>
    /// <param name="Seed">The seed of the mask.</param>
    /// <param name="Stream">The stream of that seed.</param>
    /// <param name="Counter">The first of the stream's values that is used; element i uses value Counter + i.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · m / (1 − P)
    /// keeps     m / (1 − P)
    /// differs   from torch.nn.functional.dropout: the mask is a function of (Seed, Stream, Counter), whoever computes it; other masks for the same seed; P = 1, which leaves no survivor to scale, is refused
    /// source    Srivastava et al. 2014; Philox 4×32-10, Salmon et al. 2011
    /// </code></remarks>
    /// <exception cref="ArgumentOutOfRangeException">P is not in [0, 1).</exception>
    public readonly record struct Dropout(double P, ulong Seed, ulong Stream, ulong Counter) : IOp<Dropout>
    {
        static BackwardReads IOp<Dropout>.Reads => BackwardReads.Nothing;

        void IOp<Dropout>.Plan(ref Plan p)
        {
            if (!(P >= 0 && P < 1))
                Throw(P);
            p.Result(p.Floating(0, "x"));
            p.Keep(p[0]);
        }

        void IOp<Dropout>.Forward<T>(in Forward<T> f)
        {
            Span<T> mask = f.Y(1);
            T scale = T.CreateTruncating(1 / (1 - P));
            RandomFill.Keep(mask, Seed, Stream, Counter, 1 - P, scale);
            Elementwise.Map(default(Multiply), f.X(0), mask, f.Y());
        }

        void IOp<Dropout>.Backward<T>(in Backward<T> b) => Elementwise.Map(default(Multiply), b.DY(), b.Y(1), b.DX(0, out bool add), add);

        [DoesNotReturn]
        private static void Throw(double p) => throw new ArgumentOutOfRangeException(
            null, $"Dropout: p is {p}; expected the probability of dropping an element, at least 0 and less than 1.");
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>Inverted dropout with a mask drawn from a generator, which moves on by one value an element.</summary>
            /// <inheritdoc cref="Ops.Dropout"/>
            /// <param name="p">The probability of dropping an element; ½ by default.</param>
            /// <param name="rng">Where the mask comes from; <see cref="Rng.Default"/> where none is given.</param>
            public Tensor Dropout(double p = 0.5, Rng? rng = null)
            {
                rng ??= Rng.Default;
                return new Ops.Dropout(p, rng.Seed, rng.Stream, rng.Take(x.Length)).Run(x);
            }
        }
    }
}
