using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>What the four convolutions share: their checks, sizes and passes. One axis is two with a height of 1.</summary>
/// <param name="Axes">1 for sequences, 2 for pictures.</param>
/// <param name="Transposed">Whether the input is the small side.</param>
internal readonly record struct ConvRule(int Axes, bool Transposed, Size2 Stride, ConvPadding Padding, Size2 Dilation, int Groups, Size2 OutputPadding = default)
{
    private string Layout => Axes == 2 ? "(N, C, H, W) or (C, H, W)" : "(N, C, L) or (C, L)";

    /// <summary>Checks everything and declares the result.</summary>
    public void Plan(ref Plan p)
    {
        Shape x = p.Floating(0, "x"), w = p.Floating(1, "weight");
        Demand();
        p.Rank(1, Axes + 2, "weight");
        if (x.Rank == w.Rank - 2 || x.Rank > w.Rank || x.Rank < Axes)
            p.Throw(0, "x", Layout, x.Rank == Axes ? $"Did you forget the channel axis? Examples of one channel are x.Reshape({(Axes == 2 ? "n, 1, h, w" : "n, 1, l")})." : "");
        int axis = x.Rank - Axes - 1, read = Transposed ? w[0] : w[1] * Groups, written = Transposed ? w[1] * Groups : w[0];
        if (w.Length == 0)
            p.Throw(1, "weight", "axes of at least 1");
        if (w[0] % Groups != 0)
            p.Throw(1, "weight", $"an axis 0 ({(Transposed ? "input" : "output")} channels) that groups = {Groups} divides");
        if (x[axis] != read)
        {
            p.Throw(
                0,
                "x",
                $"{read} channels on axis {axis}, not {x[axis]}, because weight is {w} and groups {Groups}",
                x.Rank == Axes + 1 ? $"An input of {x.Rank} axes is read as one example. Did you forget the channel axis? Examples of one channel are x.Reshape({(Axes == 2 ? "n, 1, h, w" : "n, 1, l")})." : $"x is {Layout}.");
        }
        if (p.Has(2) && (p.Floating(2, "bias").Rank != 1 || p[2][0] != written))
            p.Throw(2, "bias", $"({written},), one number for each output channel of weight {w}");
        Shape y = x.With(axis, written);
        for (int i = 0; i < Axes; i++)
            y = y.With(axis + 1 + i, Length(ref p, x, w, axis, i));
        p.Result(y);
    }

    /// <summary>y = the convolution.</summary>
    public void Forward<T>(in Forward<T> f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvShape shape = Sizes(f.Shape(0), f.Shape(1), f.YShape());
        ReadOnlySpan<T> bias = f.Has(2) ? f.X(2) : default;
        if (Transposed)
            Conv.Up(shape, f.X(0), f.X(1), bias, f.Y(), false);
        else
            Conv.Down(shape, f.X(0), f.X(1), bias, f.Y(), false);
    }

    /// <summary>The gradients: the input's is the same convolution the other way.</summary>
    public void Backward<T>(in Backward<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvShape shape = Sizes(b.Shape(0), b.Shape(1), b.YShape());
        ReadOnlySpan<T> dy = b.DY();
        bool add;
        if (b.Wants(0) && Transposed)
            Conv.Down(shape, dy, b.X(1), default, b.DX(0, out add), add);
        else if (b.Wants(0))
            Conv.Up(shape, dy, b.X(1), default, b.DX(0, out add), add);
        if (b.Wants(1))
            Conv.Weight(shape, Transposed ? dy : b.X(0), Transposed ? b.X(0) : dy, b.DX(1, out add), add);
        if (!b.Wants(2))
            return;
        var channels = new Channels([shape.N, b.Shape(2)[0], Transposed ? shape.BigPlane : shape.SmallPlane]);
        channels.Sum(default(SumFold), dy, default, b.DX(2, out add), b.Scratch(channels.Scratch), add);
    }

    /// <summary>Every number of the small side meets every weight of its channel.</summary>
    public void Cost(ref Cost cost)
    {
        Shape w = cost[1];
        double small = Transposed ? cost[0].Length : cost.YShape().Length;
        cost.Product(small * (w.Length / Math.Max(1, w[0])), cost.Wants(0), cost.Wants(1));
    }

    /// <summary>What the kernels need to know.</summary>
    public ConvShape Sizes(in Shape x, in Shape w, in Shape y)
    {
        int c = w[1], k = w[0] / Groups;
        return new ConvShape(x.Rank == w.Rank ? x[0] : 1, Groups, c, k, Axis(x, w, y, 2), Axis(x, w, y, 1));
    }

    /// <summary>The axis that is <paramref name="fromEnd"/> from the end.</summary>
    private ConvAxis Axis(in Shape x, in Shape w, in Shape y, int fromEnd)
    {
        if (fromEnd > Axes)
            return new ConvAxis(1, 1, 1, 1, 1, 0);
        int kernel = w[^fromEnd], dilation = fromEnd == 2 ? Dilation.Height : Dilation.Width, stride = fromEnd == 2 ? Stride.Height : Stride.Width;
        int before = Padding.Along(fromEnd == 2, kernel, dilation).Before;
        return Transposed ? new ConvAxis(y[^fromEnd], x[^fromEnd], kernel, stride, dilation, before) : new ConvAxis(x[^fromEnd], y[^fromEnd], kernel, stride, dilation, before);
    }

    /// <summary>The output's length along place i of the picture's axes; all sums in 64 bits.</summary>
    private int Length(ref Plan p, in Shape x, in Shape w, int axis, int i)
    {
        bool height = Axes == 2 && i == 0;
        string name = Axes == 1 ? "L" : height ? "H" : "W";
        int n = x[axis + 1 + i], kernel = w[2 + i], dilation = height ? Dilation.Height : Dilation.Width, stride = height ? Stride.Height : Stride.Width;
        long reach = ((long)dilation * (kernel - 1)) + 1, around = Padding.IsSame ? reach - 1 : 2L * (height ? Padding.Size.Height : Padding.Size.Width), length;
        if (n == 0)
            p.Throw(0, "x", $"at least one place along {name} (axis {axis + 1 + i})");
        if (Transposed)
        {
            length = ((n - 1L) * stride) - around + reach + (height ? OutputPadding.Height : OutputPadding.Width);
            if (length < 1)
                p.Throw(0, "x", $"more places along {name} (axis {axis + 1 + i}): of the output {length} would be left", $"Padding {Padding} cuts off {around} there.");
        }
        else
        {
            length = (n + around - reach) / stride + 1;
            if (n + around < reach)
            {
                p.Throw(
                    0,
                    "x",
                    $"at least {reach - around} places along {name} (axis {axis + 1 + i}), because the kernel reaches over {reach} (size {kernel}, dilation {dilation}) and padding adds {around}",
                    "The kernel is larger than its padded input: use a smaller kernel, padding or fewer strides before.");
            }
        }

        // The frame is laid out in memory, so it must be countable too.
        if (Math.Max(length, n + around) * (x.Length / Math.Max(1, (long)n)) > int.MaxValue || reach > int.MaxValue)
            p.Throw(0, "x", $"an output that can be counted: {length:N0} along {name} (axis {axis + 1 + i}) with {around:N0} places of padding is too much", "Use smaller padding, stride or dilation.");
        return (int)length;
    }

    /// <summary>The numbers that no input is needed to refuse.</summary>
    private void Demand()
    {
        Check(Stride, Dilation, Groups, Padding, Axes);
        if (Transposed)
            CheckOutputPadding(OutputPadding, Stride, Dilation, Axes);
    }

    /// <summary>Refuses an output padding that could be a place of its own.</summary>
    public static void CheckOutputPadding(Size2 outputPadding, Size2 stride, Size2 dilation, int axes)
    {
        bool right = outputPadding.Width >= 0 && outputPadding.Width < Math.Max(stride.Width, dilation.Width)
            && (axes == 1 || (outputPadding.Height >= 0 && outputPadding.Height < Math.Max(stride.Height, dilation.Height)));
        if (!right)
            throw new ArgumentOutOfRangeException(nameof(outputPadding), $"outputPadding is {outputPadding}; expected at least 0 and less than stride ({stride}) or dilation ({dilation}): it only chooses among the sizes that a convolution brings to one.");
    }

    /// <summary>Refuses sizes that no convolution has.</summary>
    public static void Check(Size2 stride, Size2 dilation, int groups, ConvPadding padding, int axes)
    {
        Positive(stride, "stride", axes);
        Positive(dilation, "dilation", axes);
        Require.Positive(groups, "groups");
        if (padding.Size.Height < 0 || padding.Size.Width < 0)
            throw new ArgumentOutOfRangeException("padding", $"padding is {padding}; expected at least 0. Cut places off with Slice or Pad.");
        if (padding.IsSame && (stride.Width != 1 || (axes == 2 && stride.Height != 1)))
            throw new ArgumentException($"padding is same and stride {stride}; expected stride 1: with another stride the output cannot be as large as the input. Give padding in numbers, kernel / 2 for odd kernels.", nameof(padding));
    }

    /// <summary>Demands at least 1 along each axis.</summary>
    public static void Positive(Size2 size, string name, int axes)
    {
        if (size.Width < 1 || (axes == 2 && size.Height < 1))
            throw new ArgumentOutOfRangeException(name, $"{name} is {size}; expected at least 1.");
    }
}
