using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>The kernels of the roofline. Those with a shape of their own are called directly, the others as a user calls them, within a step.</summary>
internal static class RooflineKernels
{
    private const int Row = 2048;
    private const double F = sizeof(float);

    public static IEnumerable<RooflineKernel> All =>
        [.. Products(), .. Convolutions(), .. Pooling(), .. Norms(), .. Softmaxes(), .. Attentions(), .. Recurrent(), .. Fused(), .. Updates(), .. Random(), .. Maps(), .. Moves()];

    private static IEnumerable<RooflineKernel> Products()
    {
        foreach (var (m, n, k, ta, tb) in ((int, int, int, bool, bool)[])
            [(1024, 1024, 1024, false, false), (256, 1024, 1024, false, true), (1024, 1024, 256, true, false), (128, 256, 784, false, true), (64, 128, 256, false, true), (784, 256, 64, true, false),
             (1024, 10, 64, false, false), (8, 512, 512, false, true), (37, 53, 71, false, false), (32, 32, 64, false, true), (1, 1024, 1024, false, true)])
        {
            float[] a = Numbers(m * k), b = Numbers(k * n), c = new float[m * n];
            yield return new("matmul", $"{(ta ? "Aᵀ" : "A")}·{(tb ? "Bᵀ" : "B")}", $"{m}×{n}×{k}", 2.0 * m * n * k, F * (a.Length + b.Length), F * c.Length,
                () => MatMul.Run<float>(m, n, k, a, ta ? m : k, ta, b, tb ? k : n, tb, c, n, false));
        }
    }

    private static IEnumerable<RooflineKernel> Convolutions()
    {
        foreach (var (c, k, size, taps, padding) in ((int, int, int, int, int)[])[(1, 32, 28, 3, 0), (32, 64, 26, 3, 0), (16, 16, 32, 3, 1), (64, 64, 8, 3, 1), (64, 64, 16, 1, 0)])
        {
            int small = size + (2 * padding) - taps + 1;
            var axis = new ConvAxis(size, small, taps, 1, 1, padding);
            var shape = new ConvShape(64, 1, c, k, axis, axis);
            float[] x = Numbers(64 * c * size * size), y = Numbers(64 * k * small * small), w = Numbers((int)shape.Weights);
            double work = 2 * shape.Work, bx = F * x.Length, by = F * y.Length, bw = F * w.Length;
            string what = $"64 × {c}→{k}, {taps}×{taps}, {size}×{size}{(padding > 0 ? " padded" : "")}";
            yield return new("conv", "convolution", what, work, bx + bw, by, () => Conv.Down<float>(shape, x, w, default, y, false));
            yield return new("conv", "gradient of the input", what, work, by + bw, bx, () => Conv.Up<float>(shape, y, w, default, x, false));
            yield return new("conv", "gradient of the weight", what, work, bx + by, bw, () => Conv.Weight<float>(shape, x, y, w, false));
        }
    }

    private static IEnumerable<RooflineKernel> Pooling()
    {
        Tensor x = Leaf(64, 64, 24, 24), dy = Given(64, 64, 12, 12);
        double n = F * x.Length, y = F * dy.Length;
        yield return new("pool", "largest, 2×2", "64×64×24×24", 0, n, y, Forward(() => x.MaxPool2d(2)));
        yield return new("pool", "largest, with gradient", "64×64×24×24", 0, n + (2 * y), n + (2 * y), Both(() => x.MaxPool2d(2), dy, x));
        yield return new("pool", "mean, 2×2", "64×64×24×24", 0, n, y, Forward(() => x.AvgPool2d(2)));
    }

    private static IEnumerable<RooflineKernel> Norms()
    {
        Tensor x = Leaf(64, 16, 32, 32), dy = Given(64, 16, 32, 32), w = Leaf(16), b = Leaf(16);
        double n = F * x.Length;
        yield return new("norm", "batch norm", "64×16×32×32", 0, n, n, Forward(() => x.BatchNorm(w, b)));
        yield return new("norm", "batch norm, with gradients", "64×16×32×32", 0, 3 * n, 2 * n, Both(() => x.BatchNorm(w, b), dy, x, w, b));
        Tensor r = Leaf(256, 1024), dr = Given(256, 1024), v = Leaf(1024), c = Leaf(1024);
        double rows = F * r.Length;
        yield return new("norm", "layer norm", "256×1024", 0, rows, rows, Forward(() => r.LayerNorm(v, c)));
        yield return new("norm", "layer norm, with gradients", "256×1024", 0, 3 * rows, 2 * rows, Both(() => r.LayerNorm(v, c), dr, r, v, c));
    }

    private static IEnumerable<RooflineKernel> Softmaxes()
    {
        Tensor x = Leaf(2048, 65), wide = Leaf(256, 1024), labels = Workload.Labels(new Rng(1), 2048, 65);
        double n = F * x.Length, w = F * wide.Length;
        (Action, double) Exponentials(int count) => (MapRow(default(Ops.Exp)), (double)count / Row);
        yield return new("softmax", "softmax of rows", "256×1024", 0, w, w, Forward(() => wide.Softmax())) { Formula = Exponentials(wide.Length) };
        yield return new("softmax", "softmax of rows", "2048×65", 0, n, n, Forward(() => x.Softmax())) { Formula = Exponentials(x.Length) };
        yield return new("softmax", "cross-entropy, with gradient", "2048×65", 0, 2 * n, n, Both(() => Loss.CrossEntropy(x, labels), default, x)) { Formula = Exponentials(2 * x.Length) };
    }

    private static IEnumerable<RooflineKernel> Attentions()
    {
        foreach (var (batch, places, heads, width) in ((int, int, int, int)[])[(12, 64, 4, 32), (2, 512, 4, 64)])
        {
            Tensor qkv = Leaf(batch, places, 3 * heads * width), dy = Given(batch, places, heads * width);
            double product = 2.0 * batch * heads * places * (places + 1) / 2 * width, n = F * dy.Length;
            string shape = $"{batch}×{places}, {heads} heads of {width}, causal";
            yield return new("attention", "attention", shape, 2 * product, 3 * n, n, Forward(() => qkv.SelfAttention(heads, causal: true)));
            yield return new("attention", "attention, with gradients", shape, 6 * product, 7 * n, 4 * n, Both(() => qkv.SelfAttention(heads, causal: true), dy, qkv));
        }
    }

    private static IEnumerable<RooflineKernel> Recurrent()
    {
        const int steps = 64, rows = 32, inputs = 64, width = 256;
        Tensor x = Leaf(steps, rows, inputs), w = Leaf(4 * width, inputs), u = Leaf(4 * width, width), b = Leaf(4 * width), d = Leaf(4 * width), dy = Given(steps, rows, width);
        double product = 2.0 * steps * rows * 4 * width * (inputs + width), weights = F * (w.Length + u.Length), n = F * (x.Length + dy.Length);
        string shape = $"{steps} steps of {rows}×{inputs}→{width}";
        yield return new("recurrent", "LSTM", shape, product, weights + (F * x.Length), F * dy.Length, Forward(() => x.LSTM(w, u, b, d).Y));
        yield return new("recurrent", "LSTM, with gradients", shape, 3 * product, (3 * weights) + (2 * n), weights + n, Both(() => x.LSTM(w, u, b, d).Y, dy, x, w, u, b, d));
    }

    private static IEnumerable<RooflineKernel> Fused()
    {
        Tensor x = Leaf(256, 1024), w = Leaf(1024, 1024), b = Leaf(1024), dy = Given(256, 1024);
        double work = 2.0 * 256 * 1024 * 1024, n = F * x.Length, weights = F * w.Length;
        yield return new("linear", "linear, bias, ReLU", "256×1024→1024", work, n + weights, n, Forward(() => x.Linear(w, b).ReLU()));
        yield return new("linear", "linear, bias, GELU, with gradients", "256×1024→1024", 3 * work, (4 * n) + (2 * weights), (2 * n) + weights, Both(() => x.Linear(w, b).GELU(), dy, x, w, b));
    }

    private static IEnumerable<RooflineKernel> Updates()
    {
        foreach (int side in (int[])[256, 1024, 4096])
        {
            foreach (var (name, make, read, written) in ((string, Func<Linear, Optimizer>, int, int)[])
                [("Adam", model => new Adam(model, lr: 1e-3), 4, 3), ("AdamW", model => new AdamW(model, lr: 1e-3), 4, 3), ("SGD with momentum", model => new Sgd(model, lr: 1e-3, momentum: 0.9), 3, 2)])
            {
                var model = new Linear(side, side, bias: false, rng: new Rng(1));
                Optimizer optimizer = make(model);
                double n = F * side * side;
                model.Forward(Given(1, side)).Sum().Backward();
                yield return new("update", name, $"{(double)side * side / 1e6:F2} million parameters", 0, read * n, written * n, optimizer.Step);
            }
        }
    }

    private static IEnumerable<RooflineKernel> Random()
    {
        float[] row = new float[Row], many = new float[1 << 20];
        double n = F * many.Length, rows = (double)many.Length / Row;
        yield return new("random", "uniform", "1 million", 0, 0, n, () => RandomFill.Uniform<float>(many, 1, 2, 3, 0, 1)) { Formula = (() => RandomFill.Uniform<float>(row, 1, 2, 3, 0, 1), rows) };
        yield return new("random", "normal", "1 million", 0, 0, n, () => RandomFill.Normal<float>(many, 1, 2, 3, 0, 1)) { Formula = (() => RandomFill.Normal<float>(row, 1, 2, 3, 0, 1), rows) };
        Tensor x = Leaf(64, 9216), dy = Given(64, 9216);
        var rng = new Rng(1);
        double d = F * x.Length;
        yield return new("random", "dropout", "64×9216", 0, d, d, Forward(() => x.Dropout(0.5, rng))) { Formula = (() => RandomFill.Keep<float>(row, 1, 2, 3, 0.5, 2f), (double)x.Length / Row) };
        yield return new("random", "dropout, with gradient", "64×9216", 0, 2 * d, 2 * d, Both(() => x.Dropout(0.5, rng), dy, x)) { Formula = (() => RandomFill.Keep<float>(row, 1, 2, 3, 0.5, 2f), (double)x.Length / Row) };
    }

    private static IEnumerable<RooflineKernel> Maps() =>
        [.. Map("ReLU", default(Ops.ReLU)), .. Map("exp", default(Ops.Exp)), .. Map("tanh", default(Ops.Tanh)), .. Map("sigmoid", default(Ops.Sigmoid)), .. Map("GELU", default(Ops.GELU)), Chain()];

    private static IEnumerable<RooflineKernel> Map<M>(string name, M map)
        where M : struct, IMap1
    {
        foreach (int count in (int[])[4096, 65_536, 4_194_304])
        {
            float[] x = Numbers(count), y = new float[count];
            yield return new("map", name, $"{count:N0}", 0, F * count, F * count, () => Elementwise.Map<M, float>(map, x, y)) { Formula = (MapRow(map), (double)count / Row) };
        }
    }

    private static RooflineKernel Chain()
    {
        Tensor x = Leaf(256, 1024), a = Leaf(256, 1024), b = Leaf(256, 1024);
        double n = F * x.Length;
        return new("map", "chain: (x·a + b) → ReLU, three operations", "256×1024", 0, 3 * n, n, Forward(() => (x * a + b).ReLU()));
    }

    private static IEnumerable<RooflineKernel> Moves()
    {
        Tensor table = Given(65, 64).RequireGradient(), dy = Given(2048, 64), letters = Workload.Labels(new Rng(2), 2048, 65);
        double picked = F * dy.Length;
        yield return new("moves", "embedding, with gradient", "2048 of 65×64", 0, 2 * picked, picked + (F * table.Length), Both(() => table.Embedding(letters), dy, table));
        Tensor many = Given(60_000, 784), rows = Workload.Labels(new Rng(3), 60_000, 60_000);
        int at = 0;
        double batch = F * 256 * 784;
        yield return new("moves", "rows of a batch", "256 of 60,000×784", 0, batch, batch, Forward(() => many.IndexSelect(0, rows[(at = (at + 256) % 59_000)..(at + 256)]))) { Footprint = F * many.Length };
        Tensor x = Leaf(1024, 1024);
        yield return new("moves", "transpose", "1024×1024", 0, F * x.Length, F * x.Length, Forward(() => x.Permute(1, 0)));
        yield return new("moves", "sum of all", "1024×1024", 0, F * x.Length, 0, Forward(() => x.Sum()));
        yield return new("moves", "sum of columns", "1024×1024", 0, F * x.Length, 0, Forward(() => x.Sum(0)));
    }

    private static Action MapRow<M>(M map)
        where M : struct, IMap1
    {
        float[] x = Numbers(Row), y = new float[Row];
        return () => Elementwise.Map<M, float>(map, x, y);
    }

    private static Action Forward(Func<Tensor> work) => () =>
    {
        using (Tape.NoGradients())
        using (Step.Begin())
            work();
    };

    private static Action Both(Func<Tensor> work, Tensor dy, params Tensor[] leaves) => () =>
    {
        using (Step.Begin())
        {
            foreach (Tensor leaf in leaves)
                leaf.ClearGradient();
            if (dy.IsNone)
                work().Backward();
            else
                work().Backward(dy);
        }
    };

    private static Tensor Given(params ReadOnlySpan<int> shape) => new Rng(7).Normal(new Shape(shape));

    private static Tensor Leaf(params ReadOnlySpan<int> shape) => Given(shape).RequireGradient();

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => ((i * 37 % 101) - 50) / 64f)];
}
