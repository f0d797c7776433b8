using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Fathom.Kernels;
using Product = Fathom.Kernels.MatMul;

namespace Fathom.Ops;

/// <summary>What <see cref="RNN"/>, <see cref="LSTM"/> and <see cref="GRU"/> share: one direction of one layer over whole sequences, as one operation.</summary>
/// <remarks>
/// The input of all steps is projected by one product, the steps are <see cref="Recurrence{C, T}"/>'s, and the weights' gradients are one product each
/// over all steps. Inputs: x, W_ih, W_hh, b_ih, b_hh, h0, c0, lengths, W_hr, all but the first three optional. Results: y, h, and c where the cell has it.
/// </remarks>
internal static unsafe class Recurrent<C>
    where C : struct, IRecurrentCell
{
    private const int X = 0, InputWeight = 1, HiddenWeight = 2, InputBias = 3, HiddenBias = 4, H0 = 5, C0 = 6, Lengths = 7, Projection = 8;

    private static int Kept => C.HasCells ? 3 : 2;

    private static int States => Kept + 1;

    private static int Cells => Kept + 2;

    private static int Raw => Kept + 3;

    public static void Plan(ref Plan p)
    {
        Shape x = p.Floating(X, "x"), w = p.Floating(InputWeight, "weight_ih"), u = p.Floating(HiddenWeight, "weight_hh");
        if (x.Rank != 3 || x.Length == 0)
            p.Throw(X, "x", "3 axes of at least 1: (time steps, sequences, features)");
        if (w.Rank != 2 || w[0] == 0 || w[0] % C.Gates != 0)
            p.Throw(InputWeight, "weight_ih", C.Gates == 1 ? "(hidden, features)" : $"({C.Gates}·hidden, features)");
        int rows = x[1], width = w[0] / C.Gates;
        if (x[2] != w[1])
            p.Throw(X, "x", $"a last axis of {w[1]}, because weight_ih is {w} (axis 1)");
        int outputs = width;
        if (p.Has(Projection))
        {
            Shape r = p.Floating(Projection, "weight_hr");
            if (r.Rank != 2 || r[0] == 0 || r[1] != width)
                p.Throw(Projection, "weight_hr", $"(projected, {width}), because weight_ih is {w}");
            outputs = r[0];
        }

        if (u.Rank != 2 || u[0] != w[0] || u[1] != outputs)
            p.Throw(HiddenWeight, "weight_hh", $"({w[0]}, {outputs}), because weight_ih is {w}{(p.Has(Projection) ? $" and weight_hr {p[Projection]}" : "")}");
        Vector(ref p, InputBias, "bias_ih", w);
        Vector(ref p, HiddenBias, "bias_hh", w);
        if (p.Has(H0) && p.Floating(H0, "h0") != new Shape([rows, outputs]))
            p.Throw(H0, "h0", $"({rows}, {outputs}): one row for each sequence of x {x}, as wide as the output");
        if (p.Has(C0) && p.Floating(C0, "c0") != new Shape([rows, width]))
            p.Throw(C0, "c0", $"({rows}, {width}): one row for each sequence of x {x}, as wide as the cells");
        if (p.Has(Lengths))
        {
            p.Is(Lengths, DType.Int64, "lengths");
            if (p[Lengths].Rank != 1 || p[Lengths][0] != rows)
                p.Throw(Lengths, "lengths", $"({rows},): one for each sequence of x {x}");
        }

        int steps = x[0];
        p.Result([steps, rows, outputs]);
        p.Result([rows, outputs]);
        if (C.HasCells)
            p.Result([rows, width]);
        p.Keep([steps, rows, C.Kept * width]);
        p.Keep([steps + 1, rows, outputs]);
        if (C.HasCells)
            p.Keep([steps + 1, rows, width]);
        if (p.Has(Projection))
            p.Keep([steps, rows, width]);
    }

    public static void Forward<T>(in Forward<T> f, bool reverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int steps, int rows, int features) = (f.Shape(X)[0], f.Shape(X)[1], f.Shape(X)[2]);
        int gates = f.Shape(InputWeight)[0], width = gates / C.Gates, outputs = f.YShape()[2];
        ReadOnlySpan<T> x = f.X(X);
        if (f.Has(Lengths))
        {
            DemandLengths(f.X<long>(Lengths), steps);
            x = Live(x, f.X<long>(Lengths), f.Scratch(x.Length), features);
        }

        Span<T> kept = f.Y(Kept), states = f.Y(States), cells = C.HasCells ? f.Y(Cells) : default, bias = f.Scratch(C.Splits ? 2 * gates : gates);
        Product.Run(steps * rows, gates, features, x, features, false, f.X(InputWeight), features, true, kept, C.Kept * width, false);
        Biases(f, bias, gates);
        Start(states, f.Has(H0) ? f.X(H0) : default, rows * outputs, reverse);
        if (C.HasCells)
            Start(cells, f.Has(C0) ? f.X(C0) : default, rows * width, reverse);
        bool projects = f.Has(Projection);
        bool packs = steps > 1 && rows > 1;
        fixed (T* pw = f.X(HiddenWeight), pwPacked = packs ? f.Scratch(MatMulOperand<T>.PackedLength(gates, outputs)) : default)
        fixed (T* pr = projects ? f.X(Projection) : default, prPacked = projects && packs ? f.Scratch(MatMulOperand<T>.PackedLength(outputs, width)) : default)
        fixed (T* pk = kept, ps = states, pc = cells, py = f.Y(), praw = projects ? f.Y(Raw) : default, product = f.Scratch(rows * RecurrentPass<T>.RowOf(gates)), pb = bias)
        fixed (long* lengths = f.Has(Lengths) ? f.X<long>(Lengths) : default)
        {
            Recurrence<C, T>.Forward(new RecurrentPass<T>
            {
                Steps = steps,
                Rows = rows,
                Width = width,
                Outputs = outputs,
                GateRow = RecurrentPass<T>.RowOf(gates),
                Reverse = reverse,
                Projects = projects,
                Lengths = lengths,
                Hidden = new(pw, gates, outputs, transposed: true, pwPacked),
                Projection = projects ? new(pr, outputs, width, transposed: true, prPacked) : default,
                Kept = pk,
                Product = product,
                Bias = pb,
                H = ps,
                C = pc,
                Y = py,
                Raw = praw,
            });
        }

        End(states, f.Y(1), reverse);
        if (C.HasCells)
            End(cells, f.Y(2), reverse);
    }

    public static void Backward<T>(in Backward<T> b, bool reverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int steps, int rows, int features) = (b.Shape(X)[0], b.Shape(X)[1], b.Shape(X)[2]);
        int gates = b.Shape(InputWeight)[0], width = gates / C.Gates, outputs = b.YShape()[2], all = steps * rows, gateRow = RecurrentPass<T>.RowOf(gates);
        bool projects = b.Has(Projection);
        Span<T> dx = b.Scratch(all * gateRow), dhidden = C.Splits ? b.Scratch(all * gateRow) : dx, dh = b.Scratch(rows * outputs), dc = b.Scratch(rows * width);
        Span<T> dprojected = projects ? b.Scratch(all * outputs) : default;
        bool sumsX = b.Wants(InputBias) || (b.Wants(HiddenBias) && !C.Splits), sumsHidden = b.Wants(HiddenBias) && C.Splits;
        int pieces = Recurrence<C, T>.Pieces(steps, rows, width, outputs);
        Span<T> sumX = sumsX ? b.Scratch(pieces * gates) : default, sumHidden = sumsHidden ? b.Scratch(pieces * gates) : default;
        sumX.Clear();
        sumHidden.Clear();
        ReadOnlySpan<T> states = b.Y(States);
        b.DY(1).CopyTo(dh);
        if (C.HasCells)
            b.DY(2).CopyTo(dc);
        bool packs = steps > 1 && rows > 1;
        fixed (T* pw = b.X(HiddenWeight), pwPacked = packs ? b.Scratch(MatMulOperand<T>.PackedLength(outputs, gates)) : default)
        fixed (T* pr = projects ? b.X(Projection) : default, prPacked = projects && packs ? b.Scratch(MatMulOperand<T>.PackedLength(width, outputs)) : default)
        fixed (T* pk = b.Y(Kept), ps = states, pc = C.HasCells ? b.Y(Cells) : default, pdy = b.DY())
        fixed (T* pdx = dx, pdhidden = dhidden, pdh = dh, pdc = dc, pdp = dprojected, pdraw = projects ? b.Scratch(rows * width) : default, psx = sumX, psh = sumHidden)
        fixed (long* lengths = b.Has(Lengths) ? b.X<long>(Lengths) : default)
        {
            Recurrence<C, T>.Backward(new RecurrentPass<T>
            {
                Steps = steps,
                Rows = rows,
                Width = width,
                Outputs = outputs,
                GateRow = RecurrentPass<T>.RowOf(gates),
                Reverse = reverse,
                Projects = projects,
                Lengths = lengths,
                Hidden = new(pw, outputs, gates, transposed: false, pwPacked),
                Projection = projects ? new(pr, width, outputs, transposed: false, prPacked) : default,
                Kept = pk,
                H = ps,
                C = pc,
                DY = pdy,
                DX = pdx,
                DHidden = pdhidden,
                DH = pdh,
                DC = pdc,
                DProjected = pdp,
                DRaw = pdraw,
                SumX = psx,
                SumHidden = psh,
            });
        }

        bool add;
        if (b.Wants(X))
            Product.Run(all, features, gates, dx, gateRow, false, b.X(InputWeight), features, false, b.DX(X, out add), features, add);
        if (b.Wants(InputWeight))
        {
            ReadOnlySpan<T> x = b.X(X);
            if (b.Has(Lengths))
                x = Live(x, b.X<long>(Lengths), b.Scratch(x.Length), features);
            Product.Run(gates, features, all, dx, gateRow, true, x, features, false, b.DX(InputWeight, out add), features, add);
        }

        if (b.Wants(HiddenWeight))
            Product.Run(gates, outputs, all, dhidden, gateRow, true, reverse ? states[(rows * outputs)..] : states, outputs, false, b.DX(HiddenWeight, out add), outputs, add);
        if (b.Wants(Projection))
            Product.Run(outputs, width, all, dprojected, outputs, true, b.Y(Raw), width, false, b.DX(Projection, out add), width, add);
        if (b.Wants(InputBias))
            Fold.Run(default(SumFold), sumX, default, b.DX(InputBias, out add), 1, pieces, gates, add);
        if (b.Wants(HiddenBias))
            Fold.Run(default(SumFold), C.Splits ? sumHidden : sumX, default, b.DX(HiddenBias, out add), 1, pieces, gates, add);
        if (b.Wants(H0))
            Binary.Accumulate(dh, b.DX(H0, out add), add);
        if (b.Wants(C0))
            Binary.Accumulate(dc, b.DX(C0, out add), add);
    }

    /// <summary>Three products, of which those with the state are needed backwards through time in any case.</summary>
    public static void Cost(ref Cost cost)
    {
        Shape x = cost[X], w = cost[InputWeight];
        double rows = (double)x[0] * x[1], width = w[0] / C.Gates;
        int outputs = cost.YShape()[2];
        cost.Product(rows * w[0] * x[2], cost.Wants(X), cost.Wants(InputWeight));
        cost.Product(rows * w[0] * outputs, true, cost.Wants(HiddenWeight));
        if (cost.Has(Projection))
            cost.Product(rows * width * outputs, true, cost.Wants(Projection));
    }

    /// <summary>The biases as the cells read them: their sum, or one behind the other; 0 where there are none.</summary>
    private static void Biases<T>(in Forward<T> f, Span<T> bias, int gates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bias.Clear();
        if (f.Has(InputBias))
            f.X(InputBias).CopyTo(bias);
        if (f.Has(HiddenBias))
            Elementwise.Map(default(Unchanged), f.X(HiddenBias), C.Splits ? bias[gates..] : bias, add: true);
    }

    private static void Start<T>(Span<T> states, ReadOnlySpan<T> first, int length, bool reverse)
        where T : unmanaged
    {
        Span<T> start = reverse ? states[^length..] : states[..length];
        if (first.IsEmpty)
            start.Clear();
        else
            first.CopyTo(start);
    }

    private static void End<T>(ReadOnlySpan<T> states, Span<T> last, bool reverse)
        where T : unmanaged => (reverse ? states[..last.Length] : states[^last.Length..]).CopyTo(last);

    /// <summary>x with zeros beyond each length: what stands in the padding, NaN too, reaches nothing.</summary>
    private static ReadOnlySpan<T> Live<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> lengths, Span<T> live, int features)
    {
        for (int i = 0; i < x.Length / features; i++)
        {
            Span<T> row = live.Slice(i * features, features);
            if (i / lengths.Length < lengths[i % lengths.Length])
                x.Slice(i * features, features).CopyTo(row);
            else
                row.Clear();
        }

        return live;
    }

    private static void Vector(ref Plan p, int input, string name, in Shape w)
    {
        if (p.Has(input) && (p.Floating(input, name).Rank != 1 || p[input][0] != w[0]))
            p.Throw(input, name, $"({w[0]},), because weight_ih is {w} (axis 0)");
    }

    private static void DemandLengths(ReadOnlySpan<long> lengths, int steps)
    {
        for (int n = 0; n < lengths.Length; n++)
        {
            if (lengths[n] < 1 || lengths[n] > steps)
                ThrowLength(n, lengths[n], steps);
        }
    }

    [DoesNotReturn]
    private static void ThrowLength(int n, long length, int steps) =>
        throw new ArgumentOutOfRangeException("lengths", $"lengths[{n}] is {length}; expected 1 to {steps}, because x has {steps} time steps.");
}
