namespace Fathom.Tests.Tensors;

/// <summary>Random networks with layers of a user in between: whatever memory serves again, numbers and gradients have the bits of the same layers called one by one.</summary>
public sealed class InteriorFuzzTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Numbers_and_gradients_have_the_bits_of_layers_called_one_by_one(int seed)
    {
        Assert.Equal(Run(seed, chained: false, retain: true, 1), Run(seed, chained: true, retain: false, 1));
        Assert.Equal(Run(seed, chained: false, retain: true, 2), Run(seed, chained: true, retain: true, 2));
    }

    private static float[][] Run(int seed, bool chained, bool retain, int backwards)
    {
        var pick = new Random(seed);
        var rng = new Rng((ulong)seed);
        var holders = new List<Holder>();
        Layer[] layers = [.. Enumerable.Range(0, 2 + pick.Next(7)).Select(_ => Any(pick, rng, holders, 2))];
        var model = new Sequential(layers);
        var found = new List<float[]>();
        Tensor x = new Rng(9).Normal([2, 4, 8]).RequireGradient();
        for (int micro = 0; micro < 2; micro++)
        {
            using (Step.Begin())
            {
                Tensor y = x;
                if (chained)
                    y = model.Forward(x);
                else
                    Array.ForEach(layers, layer => y = layer.Forward(y));
                Tensor probe;
                using (Tape.NoGradients())
                using (Step.Begin())
                    probe = model.Forward(x).Keep();
                Dirty();
                Tensor loss = (y * y).Mean();
                found.Add(y.ToArray<float>());
                foreach (Holder holder in holders)
                    found.Add(holder.Read());
                for (int i = 0; i < backwards; i++)
                    loss.Backward(retain);
                Dirty();
                found.Add(y.ToArray<float>());
                found.Add(probe.ToArray<float>());
                foreach (Holder holder in holders)
                    found.Add(holder.Read());
            }
        }

        found.Add(x.Gradient.ToArray<float>());
        found.AddRange(model.Parameters.Where(item => !item.Tensor.Gradient.IsNone).Select(item => item.Tensor.Gradient.ToArray<float>()));
        return [.. found];
    }

    /// <summary>Takes free memory of the sizes in use and leaves wrong numbers in it.</summary>
    private static void Dirty()
    {
        foreach (int size in (int[])[1, 8, 16, 32, 64, 96, 128, 192, 256, 512])
        {
            for (int i = 0; i < 12; i++)
                Tensor.Full([size], float.NaN);
        }
    }

    private static Layer Any(Random pick, Rng rng, List<Holder> holders, int depth)
    {
        switch (pick.Next(depth > 0 ? 20 : 15))
        {
            case 0: return new Linear(8, 8, rng: rng);
            case 1: return new ReLU();
            case 2: return new Tanh();
            case 3: return new GELU();
            case 4: return new LayerNorm(8);
            case 5: return new Identity();
            case 6: return new BatchNorm1d(4);
            case 7: return new TransformerEncoderLayer(8, 2, 16, dropout: 0, normFirst: pick.Next(2) == 0, rng: rng);
            case 8: return new GRU(8, 8, rng: rng);
            case 9: return new SiLU();
            case 10: return new MultiHeadAttention(8, 2, rng: rng);
            case 11: return new RMSNorm(8);
            case 12: return new LSTM(8, 8, rng: rng);
            case 13:
            case 14:
                var holder = new Holder(pick.Next(6));
                holders.Add(holder);
                return holder;
            case 15: return new Residual(Any(pick, rng, holders, depth - 1));
            case 16: return new Sequential([.. Enumerable.Range(0, pick.Next(4)).Select(_ => Any(pick, rng, holders, depth - 1))]);
            case 17: return new Sequential(new BatchNorm1d(4), new ReLU());
            case 18: return new Softplus();
            default: return new Wrapped(Any(pick, rng, holders, depth - 1));
        }
    }

    /// <summary>Keeps handles to what it saw and made, views and aliases included.</summary>
    private sealed class Holder(int kind) : Layer
    {
        private readonly List<Tensor> _held = [];

        public float[] Read() => [.. _held.SelectMany(tensor => tensor.ToArray<float>())];

        public override Tensor Forward(Tensor x)
        {
            if (!Tape.IsRecording)
                return Compute(x);
            _held.Clear();
            Tensor y = Compute(x);
            _held.AddRange([x, y, x[1], y.Reshape(-1), x.Detach(), x[..1].Detach()]);
            return y;
        }

        private Tensor Compute(Tensor x) => kind switch
        {
            0 => x,
            1 => x.Reshape(8, 8).Reshape(2, 4, 8),
            2 => x * 2,
            3 => (x[..1] + x[1..]).Expand([2, 4, 8]),
            4 => Tensor.Concat([x[1..], x[..1]], 0),
            _ => (x + x.Detach()).Tanh(),
        };
    }

    /// <summary>Runs a chain of the library as a whole, and its parts by hand.</summary>
    private sealed class Wrapped(Layer inner) : Layer
    {
        private readonly Sequential _inner = new(inner, new Tanh());

        protected override IEnumerable<Part> Parts => [("inner", _inner)];

        public override Tensor Forward(Tensor x)
        {
            Tensor y = _inner.Forward(x), z = _inner[0].Forward(x);
            return _inner[1].Forward(z) + y + x;
        }
    }
}
