using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Normalization by given statistics, as batch normalization does in inference: y = (x − mean) / √(variance + Eps) · w + b.</summary>
    /// <param name="Eps">What keeps the root from 0.</param>
    /// <remarks><code>
    /// formula   y = (x − mean)/√(variance + ε)·w + b, one mean and variance for each place of axis 1
    /// shapes    x (N, C, …), mean (C), variance (C), weight w (C) or none, bias b (C) or none → y (N, C, …)
    /// gradient  with z = (x − mean) · r, r = 1/√(variance + Eps) and a = r · w: dx = dy · a      dw = Σ dy · z      db = Σ dy      dmean = −a · Σ dy      dvariance = −½ · a · r · Σ dy · z
    /// keeps     x, mean, weight and r of each channel
    /// differs   from torch.nn.functional.batch_norm: negative variances are refused
    /// source    Ioffe and Szegedy 2015, arXiv:1502.03167
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer than 2 axes, or another input is not (C).</exception>
    /// <exception cref="ArgumentException">A variance is negative; the text says which.</exception>
    public readonly record struct BatchNormInference(double Eps) : IOp<BatchNormInference>
    {
        static BackwardReads IOp<BatchNormInference>.Reads => BackwardReads.Inputs;

        void IOp<BatchNormInference>.Plan(ref Plan p)
        {
            var channels = Channels.Plan(ref p);
            channels.OnePerChannel(ref p, 1, "mean");
            channels.OnePerChannel(ref p, 2, "variance");
            channels.OnePerChannel(ref p, 3, "weight");
            channels.OnePerChannel(ref p, 4, "bias");
            p.Result(p[0]);
            p.Keep([channels.C]);
        }

        void IOp<BatchNormInference>.Forward<T>(in Forward<T> f)
        {
            var channels = new Channels(f.Shape(0));
            Span<T> r = f.Y(1), scratch = f.Scratch(channels.Scratch);
            DemandVariances(f.X(2));
            Elementwise.Map(new Standardize.InverseRoot(1, Eps), f.X(2), r);
            channels.Map(default(Standardize.Normalize), f.X(0), f.X(1), r, f.Y(), scratch);
            channels.ScaleAndShift(f, 3, 4, scratch);
        }

        void IOp<BatchNormInference>.Backward<T>(in Backward<T> b)
        {
            var channels = new Channels(b.Shape(0));
            ReadOnlySpan<T> dy = b.DY(), r = b.Y(1);
            Span<T> scratch = b.Scratch(channels.Scratch), slope = b.Scratch(channels.C), sum = b.Scratch(channels.C), sumZ = b.Scratch(channels.C);
            if (b.Has(3))
                Elementwise.Map(default(Multiply), r, b.X(3), slope);
            else
                r.CopyTo(slope);
            bool add;
            if (b.Wants(0))
                channels.Map(default(Multiply), dy, slope, b.DX(0, out add), scratch, add);
            if (b.Wants(1) || b.Wants(4))
                channels.Sum(default(SumFold), dy, default, sum, scratch);
            if (b.Wants(2) || b.Wants(3))
            {
                Span<T> product = b.Scratch(dy.Length);
                channels.Map(default(Standardize.Normalize), b.X(0), b.X(1), r, product, scratch);
                Elementwise.Map(default(Multiply), dy, product, product);
                channels.Sum(default(SumFold), product, default, sumZ, scratch);
            }

            if (b.Wants(3))
                Binary.Accumulate(sumZ, b.DX(3, out add), add);
            if (b.Wants(4))
                Binary.Accumulate(sum, b.DX(4, out add), add);
            if (b.Wants(1))
            {
                Standardize.Scale(sum, -1);
                Elementwise.Map(default(Multiply), slope, sum, b.DX(1, out add), add);
            }

            if (b.Wants(2))
            {
                Standardize.Scale(sumZ, -0.5);
                Elementwise.Map(default(Standardize.Product), slope, r, sumZ, b.DX(2, out add), add);
            }
        }

        private static void DemandVariances<T>(ReadOnlySpan<T> variance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int c = 0; c < variance.Length; c++)
            {
                if (variance[c] < T.Zero)
                    ThrowNegative(c, double.CreateTruncating(variance[c]));
            }
        }

        [DoesNotReturn]
        private static void ThrowNegative(int channel, double value) => throw new ArgumentException(
            $"BatchNormInference: the variance of channel {channel} is {value.ToString(CultureInfo.InvariantCulture)}; expected 0 or more. Running variances become negative only when they are damaged: load them again, or call ResetRunningStatistics() and train.");
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.BatchNormInference"/>
            /// <param name="mean">The means (C).</param>
            /// <param name="variance">The variances (C).</param>
            /// <param name="weight">w (C), or none.</param>
            /// <param name="bias">b (C), or none.</param>
            /// <param name="eps">What keeps the root from 0; 10⁻⁵ by default.</param>
            public Tensor BatchNormInference(Tensor mean, Tensor variance, Tensor weight = default, Tensor bias = default, double eps = 1e-5) =>
                new Ops.BatchNormInference(eps).Run(x, mean, variance, weight, bias);
        }
    }
}
