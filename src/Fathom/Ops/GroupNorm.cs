using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Group normalization: the channels of each example fall into groups, and each group is brought to mean 0 and variance 1, then scaled and shifted by channel.</summary>
    /// <param name="Groups">How many groups of neighbouring channels; as many as channels makes instance normalization.</param>
    /// <param name="Eps">What keeps the root from 0.</param>
    /// <remarks><code>
    /// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over each example's group
    /// shapes    x (N, C, …), weight w (C) or none, bias b (C) or none → y (N, C, …), mean (N, Groups), variance (N, Groups)
    /// gradient  with z = (x − mean) · r and g = dy · w: dx = r · (g − mean g − z · mean(g · z))      dw = Σ dy · z      db = Σ dy; none through the two statistics that are results
    /// keeps     x, weight, mean and r = 1/√(variance + Eps) of each group
    /// differs   from torch.nn.functional.group_norm: a group of one value is refused (it could only become 0)
    /// source    Wu and He 2018, arXiv:1803.08494; Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer than 2 axes, its channels do not fall into the groups, a group has one value, or weight or bias are not (C).</exception>
    public readonly record struct GroupNorm(int Groups, double Eps) : IOp<GroupNorm>
    {
        static BackwardReads IOp<GroupNorm>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<GroupNorm>.Plan(ref Plan p)
        {
            var channels = Channels.Plan(ref p);
            if (Groups < 1 || channels.C % Groups != 0)
                p.Throw(0, "x", $"a number of channels (axis 1) that {Groups} groups divide");
            if (channels.C / Groups * channels.L < 2)
                p.Throw(0, "x", "more than one value in each group", "A single value minus its mean is 0: use fewer groups.");
            channels.OnePerChannel(ref p, 1, "weight");
            channels.OnePerChannel(ref p, 2, "bias");
            p.Result(p[0]);
            p.Result([channels.N, Groups], gradient: false);
            p.Result([channels.N, Groups], gradient: false);
            p.Keep([channels.N, Groups]);
        }

        void IOp<GroupNorm>.Forward<T>(in Forward<T> f)
        {
            var channels = new Channels(f.Shape(0));
            (int rows, int n) = Rows(channels);
            Standardize.Rows(f.X(0), f.Y(), f.Y(1), f.Y(2), f.Y(3), rows, n, Eps);
            channels.ScaleAndShift(f, 1, 2, f.Scratch(channels.Scratch));
        }

        void IOp<GroupNorm>.Backward<T>(in Backward<T> b)
        {
            var channels = new Channels(b.Shape(0));
            (int rows, int n) = Rows(channels);
            ReadOnlySpan<T> dy = b.DY(), r = b.Y(3);
            Span<T> z = b.Scratch(dy.Length), work = b.Scratch(dy.Length), scratch = b.Scratch(channels.Scratch);
            Elementwise.Map(default(Standardize.Normalize), Standardize.PerRow(rows, n), b.X(0), b.Y(1), r, z);
            bool add;
            if (b.Wants(1))
            {
                Elementwise.Map(default(Multiply), dy, z, work);
                channels.Sum(default(SumFold), work, default, b.DX(1, out add), scratch, add);
            }

            if (b.Wants(2))
                channels.Sum(default(SumFold), dy, default, b.DX(2, out add), scratch, add);
            if (!b.Wants(0))
                return;
            ReadOnlySpan<T> g = dy;
            if (b.Has(1))
            {
                channels.Map(default(Multiply), dy, b.X(1), work, scratch);
                g = work;
            }

            Standardize.RowsBackward(b, g, z, r, rows, n);
        }

        private (int Rows, int N) Rows(in Channels channels) => (channels.N * Groups, channels.C / Groups * channels.L);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.GroupNorm"/>
            /// <param name="groups">How many groups of neighbouring channels.</param>
            /// <param name="weight">w (C), or none.</param>
            /// <param name="bias">b (C), or none.</param>
            /// <param name="eps">What keeps the root from 0; 10⁻⁵ by default.</param>
            public Tensor GroupNorm(int groups, Tensor weight = default, Tensor bias = default, double eps = 1e-5) =>
                new Ops.GroupNorm(groups, eps).Run(x, weight, bias);
        }
    }
}
