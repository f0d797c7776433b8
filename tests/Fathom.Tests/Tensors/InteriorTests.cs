namespace Fathom.Tests.Tensors;

/// <summary>Memory of what layers compute on the way serves again; what a user can reach never does.</summary>
public sealed class InteriorTests
{
    private const int Width = 4096;

    private static readonly float[] s_x = [.. Enumerable.Range(0, Width).Select(i => (i % 7) - 3f)];

    [Fact]
    public void Evaluation_of_a_deep_chain_takes_the_memory_of_two_results() => OnAnotherThread.Run(() =>
    {
        var model = new Sequential([.. Enumerable.Range(0, 30).Select(_ => (Layer)new SiLU())]);
        Tensor x = Tensor.From(s_x);
        using (Tape.NoGradients())
        using (Step.Begin())
            model.Forward(x);
        Assert.Equal(2 * Width * sizeof(float), Workspace.Current.PooledBytes);
    });

    [Fact]
    public void Results_that_no_backward_reads_serve_again_while_training() => OnAnotherThread.Run(() =>
    {
        // Backward reads what ReLU gave, not what ReLU got.
        var model = new Sequential([.. Enumerable.Range(0, 10).SelectMany(_ => (Layer[])[new Residual(new Identity()), new ReLU()])]);
        Tensor x = Tensor.From(s_x).RequireGradient();
        long reused = PooledBy(() => model.Forward(x));
        long held = PooledBy(() =>
        {
            Tensor y = x;
            foreach (Layer layer in model)
                y = layer.Forward(y);
        });
        Assert.Equal(20 * Width * sizeof(float), held);
        Assert.Equal(11 * Width * sizeof(float), reused);
    });

    [Fact]
    public void Backward_that_is_the_last_gives_memory_back_as_it_goes() => OnAnotherThread.Run(() =>
    {
        var model = new Sequential([.. Enumerable.Range(0, 10).Select(_ => (Layer)new Tanh())]);
        Tensor x = Tensor.From(s_x).RequireGradient(), upstream = Tensor.Ones([Width]);
        long retained = PooledBy(() => model.Forward(x).Backward(upstream));
        long last = PooledBy(() => model.Forward(x).Backward(upstream, retainGraph: false));
        Assert.Equal(12 * Width * sizeof(float), retained);
        Assert.Equal(12 * Width * sizeof(float), last);

        // The second half of backward takes its gradients from what the first half no longer reads.
        using (Step.Begin())
        {
            model.Forward(x).Backward(upstream, retainGraph: false);
            long before = Workspace.Current.PooledBytes;
            for (int i = 0; i < 9; i++)
                Tensor.Zeros([Width]);
            Assert.Equal(before, Workspace.Current.PooledBytes);
        }
    });

    [Fact]
    public void Memory_that_went_back_is_refused_never_misread()
    {
        using (Step.Begin())
        {
            Tensor x = Tensor.From(s_x);
            Interior inside = Interior.Begin();
            Tensor y = x * 2, row = y[..5];
            Tensor z = inside.Result(y.ReLU());
            Tensor.Full([Width], 9);
            foreach (Tensor gone in (Tensor[])[y, row])
            {
                Assert.Contains("served again", Assert.Throws<StepException>(() => gone.ToArray<float>()).Message);
                Assert.Throws<StepException>(() => gone + 1);
                Assert.Throws<StepException>(() => gone.Sum());
                Assert.Throws<StepException>(() => Tensor.Zeros(gone.Shape).CopyFrom(gone));
                Assert.Throws<StepException>(() => gone.Copy());
                Assert.Throws<StepException>(() => gone.Detach());
                Assert.Throws<StepException>(() => gone.Fill(1));
                Assert.Throws<StepException>(() => gone.CopyFrom(Tensor.Zeros(gone.Shape)));
                Assert.Throws<StepException>(() => new Rng(1).Normal(gone, 0, 1));
                Assert.Throws<StepException>(() => gone.IndexSelect(0, Tensor.From<long>([1])));
                Assert.Equal($"Float32 {gone.Shape}", gone.ToString());
            }

            Assert.Equal(6, z[6].ToScalar());
        }
    }

    [Fact]
    public void A_second_backward_works_unless_the_graph_was_given_up()
    {
        var model = new Sequential(new Linear(8, 8), new Tanh(), new Dropout(0.2), new Linear(8, 1));
        Tensor x = Tensor.Ones([2, 8]);
        using (Step.Begin())
        {
            Tensor loss = model.Forward(x).Sum();
            loss.Backward();
            loss.Backward();
            loss.Backward(retainGraph: false);
            Assert.Contains("retainGraph: true", Assert.Throws<StepException>(loss.Backward).Message);
        }
    }

    [Fact]
    public void What_a_user_can_reach_stays()
    {
        var seen = new Spy();
        var model = new Sequential(new Linear(8, 8), new Tanh(), new Flatten(), seen, new ReLU(), new Sequential(new Linear(8, 8), new ReLU()), new Flatten(), new Linear(8, 4), new ReLU());
        Tensor x = new Rng(1).Normal([3, 8]);
        using (Step.Begin())
        {
            Tensor logits = model.Forward(x), detached = logits.Detach();
            float[] numbers = logits.ToArray<float>(), spied = seen.X.ToArray<float>(), made = seen.Y.ToArray<float>();
            logits.Sum().Backward(retainGraph: false);
            for (int i = 0; i < 100; i++)
                Tensor.Full([3, 8], 9);
            Assert.Equal(numbers, logits.ToArray<float>());
            Assert.Equal(numbers, detached.ToArray<float>());
            Assert.Equal(spied, seen.X.ToArray<float>());
            Assert.Equal(spied, seen.Alias.ToArray<float>());
            Assert.Equal(made, seen.Y.ToArray<float>());
        }
    }

    [Fact]
    public void Layers_that_hand_on_their_input_take_no_memory_from_it()
    {
        var model = new Sequential(new Dropout(0.5), new Identity(), new Flatten());
        model.Evaluate();
        Tensor weight = Tensor.From([1f, 2f]).RequireGradient();
        using (Step.Begin())
        {
            Tensor x = weight.Reshape(1, 2) * 3;
            Tensor y = model.Forward(model.Forward(x));
            Tensor.Full([2], 9);
            Assert.Equal([3f, 6f], x.ToArray<float>());
            Assert.Equal([3f, 6f], y.ToArray<float>());
        }
    }

    [Fact]
    public void Gradients_are_the_same_bits_whether_memory_serves_again_or_not()
    {
        Assert.Equal(Gradients(hidden: false, retain: true), Gradients(hidden: true, retain: true));
        Assert.Equal(Gradients(hidden: false, retain: true), Gradients(hidden: true, retain: false));

        static float[][] Gradients(bool hidden, bool retain)
        {
            var rng = new Rng(5);
            Layer[] layers =
            [
                new Conv2d(2, 4, 3, padding: 1, rng: rng), new BatchNorm2d(4), new ReLU(), new Residual(new Sequential(new Conv2d(4, 4, 3, padding: 1, rng: rng), new GELU())), new BasicBlock(4, 8, 2, rng),
                new MaxPool2d(2), new Dropout(0.3, rng), new Flatten(), new Linear(32, 16, rng: rng), new LayerNorm(16), new TransformerEncoderLayer(16, 2, 32, rng: rng), new Linear(16, 3, rng: rng),
            ];
            var model = new Sequential(layers);
            Tensor x = rng.Normal([4, 2, 8, 8]);
            using (Step.Begin())
            {
                Tensor y = x;
                if (hidden)
                    y = model.Forward(x);
                else
                    Array.ForEach(layers, layer => y = layer.Forward(y));
                Loss.CrossEntropy(y, Tensor.From<long>([0, 1, 2, 0], [4])).Backward(retain);
            }

            return [.. model.Parameters.Select(item => item.Tensor.Gradient.ToArray<float>())];
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_operation_that_reads_more_than_it_states_is_told_so(int what)
    {
        Tensor y = new Liar(what).Run(Tensor.From([1f, 2f]).RequireGradient());
        Assert.Contains(what == 0 ? "reads input 0" : "reads result 0", Assert.Throws<StepException>(() => y.Backward(Tensor.Ones([2]))).Message);
    }

    private static long PooledBy(Action work)
    {
        long bytes = 0;
        OnAnotherThread.Run(() =>
        {
            using (Step.Begin())
                work();
            bytes = Workspace.Current.PooledBytes;
        });
        return bytes;
    }

    private sealed class Spy : Layer
    {
        public Tensor X { get; private set; }

        public Tensor Y { get; private set; }

        public Tensor Alias { get; private set; }

        public override Tensor Forward(Tensor x)
        {
            (X, Alias) = (x, x.Detach());
            return Y = x * 2;
        }
    }

    private readonly record struct Liar(int What) : IOp<Liar>
    {
        static BackwardReads IOp<Liar>.Reads => BackwardReads.Nothing;

        void IOp<Liar>.Plan(ref Plan p) => p.Result(p[0]);

        void IOp<Liar>.Forward<T>(in Forward<T> f) => f.X(0).CopyTo(f.Y());

        void IOp<Liar>.Backward<T>(in Backward<T> b) => (What == 0 ? b.X(0) : b.Y()).CopyTo(b.DX(0));
    }
}
