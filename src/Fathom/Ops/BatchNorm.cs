using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Batch normalization in training: y = (x − mean) / √(variance + Eps) · w + b, with mean and (biased) variance of each channel over the batch.</summary>
    /// <param name="Eps">What keeps the root from 0.</param>
    /// <param name="Rectified">Whether a rectifier follows, and before it perhaps the addition of a shortcut s: y = max(… + s, 0) without further passes over memory.</param>
    /// <remarks><code>
    /// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over all axes but axis 1
    /// shapes    x (N, C, …), weight w (C) or none, bias b (C) or none, rectified: shortcut s of x's shape or none → y (N, C, …), mean (C), variance (C)
    /// gradient  with z = (x − mean) · r and a = r · w: dx = a · (dy − mean dy − z · mean(dy · z))      dw = Σ dy · z      db = Σ dy; none through the two statistics that are results;
    ///           rectified: dy counts where y &gt; 0 only, and that is ds
    /// keeps     x, weight, mean and r = 1/√(variance + Eps) of each channel; rectified: y
    /// differs   from torch.nn.functional.batch_norm: gives the statistics back instead of writing them into running ones
    /// source    Ioffe and Szegedy 2015, arXiv:1502.03167
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer than 2 axes or one value for each channel, or weight or bias are not (C).</exception>
    public readonly record struct BatchNorm(double Eps, bool Rectified = false) : IOp<BatchNorm>
    {
        static BackwardReads IOp<BatchNorm>.Reads => BackwardReads.Input0 | BackwardReads.Input1 | BackwardReads.Result;

        void IOp<BatchNorm>.Plan(ref Plan p)
        {
            var channels = Channels.Plan(ref p);
            if (channels.Count < 2)
                p.Throw(0, "x", "more than one value for each channel in training", "The variance of a single value is 0, so nothing could be learned. Use batches of at least 2 rows (32 or more are advised), or evaluation mode.");
            channels.OnePerChannel(ref p, 1, "weight");
            channels.OnePerChannel(ref p, 2, "bias");
            if (p.Has(3) && (!Rectified || p.Floating(3, "shortcut") != p[0]))
                p.Throw(3, "shortcut", $"x's shape {p[0]}, and a rectifier behind it");
            p.Result(p[0]);
            p.Result([channels.C], gradient: false);
            p.Result([channels.C], gradient: false);
            p.Keep([channels.C]);
        }

        void IOp<BatchNorm>.Forward<T>(in Forward<T> f)
        {
            var channels = new Channels(f.Shape(0));
            ReadOnlySpan<T> x = f.X(0);
            Span<T> mean = f.Y(1), variance = f.Y(2), r = f.Y(3);
            if (channels.L >= ChannelNorm.Least)
            {
                ChannelNorm.Forward(x, f.Has(1) ? f.X(1) : default, f.Has(2) ? f.X(2) : default, f.Has(3) ? f.X(3) : default, f.Y(), mean, variance, r, channels.N, channels.C, channels.L, Eps, Rectified);
                return;
            }

            Span<T> scratch = f.Scratch(channels.Scratch);
            channels.Sum(default(SumFold), x, default, mean, scratch);
            Standardize.Scale(mean, 1.0 / channels.Count);
            channels.Sum(default(DeviationFold), x, mean, variance, scratch);
            Standardize.Scale(variance, 1.0 / channels.Count);
            Elementwise.Map(new Standardize.InverseRoot(1, Eps), variance, r);
            channels.Map(default(Standardize.Normalize), x, mean, r, f.Y(), scratch);
            channels.ScaleAndShift(f, 1, 2, scratch);
            if (f.Has(3))
                Elementwise.Map(default(Add), f.Y(), f.X(3), f.Y());
            if (Rectified)
                Elementwise.Map(default(ReLU), f.Y(), f.Y());
        }

        void IOp<BatchNorm>.Backward<T>(in Backward<T> b)
        {
            var channels = new Channels(b.Shape(0));
            bool add = false, addToShortcut = false;
            Span<T> dx = b.Wants(0) ? b.DX(0, out add) : default, shortcut = b.Has(3) && b.Wants(3) ? b.DX(3, out addToShortcut) : default;
            // What the rectifier lets through is the shortcut's gradient. It is put there, or where dx will stand, if nothing stands there yet.
            Span<T> passed = !Rectified ? default : !shortcut.IsEmpty && !addToShortcut ? shortcut : shortcut.IsEmpty && !dx.IsEmpty && !add ? dx : b.Scratch(b.DY().Length);
            if (channels.L >= ChannelNorm.Least)
            {
                BackwardOfImages(b, channels, passed, dx, add);
            }
            else
            {
                if (Rectified)
                    Elementwise.Map(default(ReLU), b.Y(), b.DY(), passed);
                BackwardOfRows(b, channels, Rectified ? passed : b.DY(), dx, add);
            }

            if (addToShortcut)
                Binary.Accumulate(passed, shortcut, add: true);
        }

        private static void BackwardOfImages<T>(in Backward<T> b, in Channels channels, Span<T> passed, Span<T> dx, bool add)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Span<T> sum = b.Scratch(channels.C), sumZ = b.Scratch(channels.C);
            ReadOnlySpan<T> rectified = passed.IsEmpty ? default : b.Y();
            ChannelNorm.Backward(b.X(0), b.DY(), rectified, passed, b.Has(1) ? b.X(1) : default, b.Y(1), b.Y(3), dx, add, sum, sumZ, channels.N, channels.C, channels.L);
            if (b.Wants(1))
                Binary.Accumulate(sumZ, b.DX(1, out add), add);
            if (b.Wants(2))
                Binary.Accumulate(sum, b.DX(2, out add), add);
        }

        private static void BackwardOfRows<T>(in Backward<T> b, in Channels channels, ReadOnlySpan<T> dy, Span<T> dx, bool addToX)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ReadOnlySpan<T> r = b.Y(3);
            Span<T> z = b.Scratch(dy.Length), product = b.Scratch(dy.Length), scratch = b.Scratch(channels.Scratch);
            Span<T> sum = b.Scratch(channels.C), sumZ = b.Scratch(channels.C);
            channels.Map(default(Standardize.Normalize), b.X(0), b.Y(1), r, z, scratch);
            Elementwise.Map(default(Multiply), dy, z, product);
            channels.Sum(default(SumFold), dy, default, sum, scratch);
            channels.Sum(default(SumFold), product, default, sumZ, scratch);
            bool add;
            if (b.Wants(1))
                Binary.Accumulate(sumZ, b.DX(1, out add), add);
            if (b.Wants(2))
                Binary.Accumulate(sum, b.DX(2, out add), add);
            if (dx.IsEmpty)
                return;
            ReadOnlySpan<T> slope = r;
            if (b.Has(1))
            {
                Span<T> scaled = b.Scratch(channels.C);
                Elementwise.Map(default(Multiply), r, b.X(1), scaled);
                slope = scaled;
            }

            Standardize.Scale(sum, 1.0 / channels.Count);
            Standardize.Scale(sumZ, 1.0 / channels.Count);
            channels.MapTwo(default(Standardize.LessProduct), dy, z, sumZ, product, scratch);
            channels.Map(default(Standardize.Normalize), product, sum, slope, dx, scratch, addToX);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.BatchNorm"/>
            /// <param name="weight">w (C), or none.</param>
            /// <param name="bias">b (C), or none.</param>
            /// <param name="eps">What keeps the root from 0; 10⁻⁵ by default.</param>
            public Tensor BatchNorm(Tensor weight = default, Tensor bias = default, double eps = 1e-5) =>
                new Ops.BatchNorm(eps).Run(x, weight, bias);
        }
    }
}
