using Fathom.Kernels;
using Product = Fathom.Kernels.MatMul;

namespace Fathom.Ops
{
    /// <summary>The fully connected layer's formula: y = x · Wᵀ + b.</summary>
    /// <remarks><code>
    /// shapes    x (…, in), weight (out, in), bias (out) or none → y (…, out)
    /// gradient  dx = dy · W      dW = dyᵀ · x      db = Σ dy over all leading axes
    /// keeps     x, weight
    /// differs   from torch.nn.functional.linear: nothing
    /// source    Rosenblatt 1958, "The perceptron"; as a matrix product of a batch
    /// </code></remarks>
    /// <exception cref="ShapeException">weight has not 2 axes, the last axis of x is not its second, or bias is not (out).</exception>
    public readonly record struct Linear : IOp<Linear>
    {
        static BackwardReads IOp<Linear>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<Linear>.Plan(ref Plan p)
        {
            Shape x = p.Floating(0, "x"), w = p.Floating(1, "weight");
            p.Rank(1, 2, "weight");
            if (x.Rank == 0)
                p.Throw(0, "x", $"at least one axis, the last of length {w[1]}");
            if (x[^1] != w[1])
                p.Throw(0, "x", $"a last axis of {w[1]}, because weight is {w} (axis 1)", x.Rank > 2 ? "Did you forget new Flatten()?" : "");
            if (p.Has(2) && (p.Floating(2, "bias").Rank != 1 || p[2][0] != w[0]))
                p.Throw(2, "bias", $"({w[0]},), because weight is {w} (axis 0)");
            p.Result(x.With(x.Rank - 1, w[0]));
        }

        void IOp<Linear>.Forward<T>(in Forward<T> f)
        {
            (int n, int outputs, int inputs) = Sizes(f.Shape(0), f.Shape(1));
            Product.Run(n, outputs, inputs, f.X(0), inputs, false, f.X(1), inputs, true, f.Y(), outputs, false, f.Has(2) ? f.X(2) : default);
        }

        void IOp<Linear>.Backward<T>(in Backward<T> b)
        {
            (int n, int outputs, int inputs) = Sizes(b.Shape(0), b.Shape(1));
            ReadOnlySpan<T> dy = b.DY();
            bool add;
            if (b.Wants(0))
                Product.Run(n, inputs, outputs, dy, outputs, false, b.X(1), inputs, false, b.DX(0, out add), inputs, add);
            if (b.Wants(1))
                Product.Run(outputs, inputs, n, dy, outputs, true, b.X(0), inputs, false, b.DX(1, out add), inputs, add);
            if (b.Wants(2))
                Fold.Run(default(SumFold), dy, default, b.DX(2, out add), 1, n, outputs, add);
        }

        void IOp<Linear>.Cost(ref Cost cost) => cost.Product((double)cost.YShape().Length * cost[1][1], cost.Wants(0), cost.Wants(1));

        private static (int N, int Outputs, int Inputs) Sizes(in Shape x, in Shape w) => (x.Length / Math.Max(1, x[^1]), w[0], w[1]);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Linear"/>
            /// <param name="weight">W (out, in).</param>
            /// <param name="bias">b (out), or none.</param>
            public Tensor Linear(Tensor weight, Tensor bias = default) => new Ops.Linear().Run(x, weight, bias);
        }
    }
}
