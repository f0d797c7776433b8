using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Layers;

/// <summary>RNN, LSTM and GRU against the equations, alone and in batches of different lengths, in pieces, on threads; and what they refuse.</summary>
[Collection(AloneCollection.Name)]
public sealed class RecurrentTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public static TheoryData<string> Kinds => ["rnn", "relu", "lstm", "projected", "gru"];

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_direction_equals_the_equations_step_by_step(string kind)
    {
        foreach ((int steps, int rows, int hidden) in new[] { (1, 1, 3), (1, 4, 5), (7, 1, 6), (5, 3, 19), (6, 2, 33) })
        {
            RecurrentLayer layer = Create(kind, 4, hidden, 1, false);
            Tensor x = new Rng(2).Normal([rows, steps, 4], type: DType.Float64);
            RecurrentState first = State(layer, kind, rows, 3);
            (Tensor y, RecurrentState last) = layer.Forward(x, first);
            Dictionary<string, double[]> p = layer.Parameters.ToDictionary(item => item.Name, item => item.Tensor.ToArray<double>());
            for (int n = 0; n < rows; n++)
            {
                double[] h = first.H[0][n].ToArray<double>(), c = first.C.IsNone ? [] : first.C[0][n].ToArray<double>();
                for (int t = 0; t < steps; t++)
                {
                    double[] input = x[n][t].ToArray<double>();
                    double[] w = p["weight_ih_l0"], u = p["weight_hh_l0"], b = p["bias_ih_l0"], d = p["bias_hh_l0"];
                    if (kind is "lstm" or "projected")
                        RecurrenceReference.LSTM(input, w, u, b, d, p.GetValueOrDefault("weight_hr_l0"), h, c);
                    else if (kind == "gru")
                        RecurrenceReference.GRU(input, w, u, b, d, h);
                    else
                        RecurrenceReference.RNN(input, w, u, b, d, h, kind == "relu");
                    Close(h, y[n][t], $"{layer} step {t}");
                }

                Close(h, last.H[0][n], "h");
                if (!last.C.IsNone)
                    Close(c, last.C[0][n], "c");
            }
        }
    }

    [Fact]
    public void More_units_than_can_be_counted_are_refused() =>
        Assert.Contains("hidden is 1073741824; expected at most 268435455", Assert.Throws<ArgumentOutOfRangeException>(() => new LSTM(1, 1 << 30)).Message);

    [Fact]
    public void A_warm_step_of_a_tall_stack_allocates_nothing_either()
    {
        var layer = new LSTM(3, 4, layers: 6, bidirectional: true, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 3, 3]);
        void Run()
        {
            using (Step.Begin())
                layer.Forward(x).Sum().Backward();
        }

        for (int i = 0; i < 5; i++)
            Run();
        Assert.Equal(0, Allocation.OnThisThread(Run));
    }

    /// <summary>Outputs, states and gradients of every sequence in a batch of several lengths are those of the sequence alone, whatever stands in the padding.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sequences_of_different_lengths_give_what_each_gives_alone(string kind)
    {
        int[] lengths = [3, 7, 1, 7, 4];
        foreach (bool bidirectional in new[] { false, true })
        {
            RecurrentLayer layer = Create(kind, 3, 6, 2, bidirectional);
            Tensor x = new Rng(2).Normal([5, 7, 3], type: DType.Float64);
            for (int n = 0; n < 5; n++)
            {
                if (lengths[n] < 7)
                    x[n][lengths[n]..].Fill(double.NaN);
            }

            RecurrentState first = State(layer, kind, 5, 3);
            x.RequireGradient();
            first.H.RequireGradient();
            (Tensor y, RecurrentState last) = layer.Forward(x, lengths, first);
            Tensor dy = new Rng(4).Normal(y.Shape, type: DType.Float64), dh = new Rng(5).Normal(last.H.Shape, type: DType.Float64);
            y.Backward(dy);
            last.H.Backward(dh);
            double[][] together = [.. layer.Parameters.Select(p => p.Tensor.Gradient.ToArray<double>())];
            layer.ZeroGradients();
            for (int n = 0; n < 5; n++)
            {
                Tensor own = x.Detach()[n][..lengths[n]].Copy().RequireGradient();
                var start = new RecurrentState(Row(first.H, n).RequireGradient(), first.C.IsNone ? default : Row(first.C, n));
                (Tensor alone, RecurrentState end) = layer.Forward(own, start);
                Close(alone.ToArray<double>(), y[n][..lengths[n]], $"{layer} output {n}");
                Assert.All(y[n].ToArray<double>()[(lengths[n] * y.Shape[2])..], value => Assert.Equal(0, value));
                Close(end.H.ToArray<double>(), Row(last.H, n), "h");
                if (!last.C.IsNone)
                    Close(end.C.ToArray<double>(), Row(last.C, n), "c");
                alone.Backward(dy[n][..lengths[n]]);
                end.H.Backward(Row(dh, n));
                Close(own.Gradient.ToArray<double>(), x.Gradient[n][..lengths[n]], "dx");
                Assert.All(x.Gradient[n].ToArray<double>()[(lengths[n] * 3)..], value => Assert.Equal(0, value));
                Close(start.H.Gradient.ToArray<double>(), Row(first.H.Gradient, n), "dh0");
            }

            for (int i = 0; i < together.Length; i++)
                Close(together[i], layer.Parameters[i].Tensor.Gradient, layer.Parameters[i].Name);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sequence_in_pieces_with_the_state_carried_is_the_sequence_at_once(string kind)
    {
        RecurrentLayer layer = Create(kind, 3, 6, 2, false);
        Tensor x = new Rng(2).Normal([2, 9, 3], type: DType.Float64), turned = x.Transpose(0, 1);
        (Tensor whole, RecurrentState end) = layer.Forward(x, default(RecurrentState));
        (Tensor first, RecurrentState state) = layer.Forward(turned[..4].Transpose(0, 1), default(RecurrentState));
        (Tensor second, RecurrentState last) = layer.Forward(turned[4..].Transpose(0, 1), state);
        Close(whole.ToArray<double>(), Tensor.Concat([first, second], 1), "outputs");
        Close(end.H.ToArray<double>(), last.H, "h");
    }

    /// <summary>Truncated backpropagation: from the second piece on, a gradient reaches the first one unless the state was detached.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_detached_state_carries_numbers_and_no_gradient(string kind)
    {
        RecurrentLayer layer = Create(kind, 3, 6, 2, false);
        Tensor early = new Rng(2).Normal([2, 4, 3], type: DType.Float64).RequireGradient(), late = new Rng(3).Normal([2, 4, 3], type: DType.Float64).RequireGradient();
        (_, RecurrentState state) = layer.Forward(early, default(RecurrentState));
        Tensor through = layer.Forward(late, state).Output;
        through.Sum().Backward();
        Assert.Contains(early.Gradient.ToArray<double>(), g => g != 0);
        double[] all = late.Gradient.ToArray<double>();
        early.ClearGradient();
        late.ClearGradient();

        (_, state) = layer.Forward(early, default(RecurrentState));
        Tensor cut = layer.Forward(late, state.Detach()).Output;
        Assert.Equal(through.ToArray<double>(), cut.ToArray<double>());
        cut.Sum().Backward();
        Assert.True(early.Gradient.IsNone);
        Assert.Equal(all, late.Gradient.ToArray<double>());
    }

    [Fact]
    public void A_state_kept_goes_on_in_a_later_step()
    {
        var layer = new LSTM(3, 4, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 6, 3]);
        RecurrentState state = default;
        float[] last = [];
        foreach (Tensor chunk in new[] { x.Transpose(0, 1)[..3], x.Transpose(0, 1)[3..] })
        {
            using (Step.Begin())
            {
                (Tensor y, RecurrentState after) = layer.Forward(chunk.Transpose(0, 1), state);
                y.Sum().Backward();
                state = after.Detach().Keep();
                last = y.ToArray<float>();
            }
        }

        float[] whole = layer.Forward(x).Transpose(0, 1)[3..].Transpose(0, 1).ToArray<float>();
        Assert.Equal(whole, last, (a, b) => Math.Abs(a - b) <= 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bits_are_the_same_at_any_number_of_threads(string kind)
    {
        foreach (int rows in new[] { 5, 19, 50 })
        {
            float[]? expected = null;
            foreach (int threads in new[] { 1, 2, 3, 4, 8 })
            {
                ForkJoin.Threads = threads;
                RecurrentLayer layer = Create(kind, 24, 40, 2, true, DType.Float32);
                Tensor x = new Rng(2).Normal([rows, 12, 24]).RequireGradient();
                Tensor y = layer.Forward(x, [.. Enumerable.Range(0, rows).Select(n => 1 + (n * 5 % 12))]).Output;
                y.Backward(new Rng(3).Normal(y.Shape));
                float[] bits = [.. y.ToArray<float>(), .. x.Gradient.ToArray<float>(), .. layer.Parameters.SelectMany(p => p.Tensor.Gradient.ToArray<float>())];
                expected ??= bits;
                Assert.True(expected.AsSpan().SequenceEqual(bits), $"{layer}, {rows} rows at {threads} threads");
            }
        }
    }

    /// <summary>The numbers of a sequence depend neither on how many stand beside it nor on the tile its row falls into.</summary>
    [Fact]
    public void A_row_has_the_same_bits_in_any_batch()
    {
        var layer = new LSTM(8, 40, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([37, 5, 8]);
        float[] all = layer.Predict(x).ToArray<float>();
        foreach (int rows in new[] { 2, 3, 4, 7, 8, 12, 13, 16, 20, 31 })
            Assert.True(all.AsSpan(0, rows * 5 * 40).SequenceEqual(layer.Predict(x[..rows]).ToArray<float>()), $"{rows} rows");
    }

    [Fact]
    public void Backwards_is_the_sequence_turned_round()
    {
        var both = new GRU(3, 4, bidirectional: true, rng: new Rng(1));
        var one = new GRU(3, 4, rng: new Rng(2));
        IReadOnlyList<NamedTensor> state = both.State;
        foreach (NamedTensor parameter in one.Parameters)
            parameter.Tensor.CopyFrom(state.Single(item => item.Name == parameter.Name + "_reverse").Tensor);
        Tensor x = new Rng(3).Normal([1, 5, 3]);
        Tensor turned = Tensor.Stack([.. Enumerable.Range(0, 5).Select(t => x[0][4 - t])]);
        Tensor forwards = both.Predict(x)[0], backwards = one.Predict(turned);
        for (int t = 0; t < 5; t++)
            Assert.Equal(backwards[4 - t].ToArray<float>(), forwards[t].ToArray<float>()[4..]);
    }

    [Fact]
    public void Dropout_acts_between_layers_in_training_alone()
    {
        var layer = new LSTM(3, 8, layers: 2, dropout: 0.5, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 5, 3]);
        float[] first = layer.Forward(x).ToArray<float>();
        Assert.NotEqual(first, layer.Forward(x).ToArray<float>());
        Assert.Equal(layer.Predict(x).ToArray<float>(), layer.Predict(x).ToArray<float>());
        Assert.Equal(first, new LSTM(3, 8, layers: 2, dropout: 0.5, rng: new Rng(1)).Forward(x).ToArray<float>());
        var single = new LSTM(3, 8, dropout: 0.5, rng: new Rng(1));
        Assert.Equal(single.Predict(x).ToArray<float>(), single.Forward(x).ToArray<float>());
    }

    [Fact]
    public void Gates_saturate_at_800_without_harm()
    {
        foreach (string kind in new[] { "rnn", "lstm", "projected", "gru" })
        {
            RecurrentLayer layer = Create(kind, 3, 5, 1, true, DType.Float32);
            foreach (NamedTensor parameter in layer.Parameters)
                parameter.Tensor.CopyFrom((parameter.Tensor.Detach() * 1e9).Clamp(-800, 800));
            Tensor x = (new Rng(2).Normal([2, 4, 3]) * 1e9).Clamp(-800, 800).Detach().RequireGradient();
            Tensor y = layer.Forward(x);
            y.Sum().Backward();
            Assert.All([y, x.Gradient, .. layer.Parameters.Select(p => p.Tensor.Gradient)], tensor => Assert.All(tensor.ToArray<float>(), value => Assert.True(float.IsFinite(value), kind)));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        var layer = new LSTM(3, 4, layers: 2);
        Tensor x = Tensor.Zeros([2, 5, 3]);
        Refused<ShapeException>("LSTM: x is (2, 5, 4); expected (N, T, 3), or (T, 3)", () => layer.Forward(Tensor.Zeros([2, 5, 4])));
        Refused<ShapeException>("LSTM: x is (3,)", () => layer.Forward(Tensor.Zeros([3])));
        Refused<ShapeException>("LSTM: x is (2, 0, 3)", () => layer.Forward(Tensor.Zeros([2, 0, 3])));
        Refused<ShapeException>("with at least one step and one sequence", () => layer.Forward(Tensor.Zeros([0, 5, 3])));
        Refused<ShapeException>("expected (T, N, 3)", () => new GRU(3, 4, batchFirst: false).Forward(Tensor.Zeros([2, 5, 4])));
        Refused<ShapeException>("LSTM: lengths is (3,); expected (2,): one for each sequence of x (2, 5, 3)", () => layer.Forward(x, [1, 2, 3]));
        Refused<ArgumentOutOfRangeException>("lengths[1] is 6; expected 1 to 5, because x has 5 time steps.", () => layer.Forward(x, [5, 6]));
        Refused<ArgumentOutOfRangeException>("lengths[0] is 0; expected 1 to 5", () => layer.Forward(x, [0, 5]));
        Refused<ShapeException>("LSTM: state.H is (1, 2, 4); expected (2, 2, 4): layers · directions, sequences, units", () => layer.Forward(x, new RecurrentState(Tensor.Zeros([1, 2, 4]))));
        Refused<ShapeException>("LSTM: state.C is (2, 3, 4); expected (2, 2, 4)", () => layer.Forward(x, new RecurrentState(default, Tensor.Zeros([2, 3, 4]))));
        Refused<ShapeException>("expected (2, 4): layers · directions, units", () => layer.Forward(x[0], new RecurrentState(Tensor.Zeros([2, 1, 4]))));
        Refused<ShapeException>("GRU: state.C is (1, 2, 4); expected none: only an LSTM has cells", () => new GRU(3, 4).Forward(x, new RecurrentState(default, Tensor.Zeros([1, 2, 4]))));
        Refused<ArgumentOutOfRangeException>("inputs is 0", () => new RNN(0, 4));
        Refused<ArgumentOutOfRangeException>("hidden is 0", () => new GRU(3, 0));
        Refused<ArgumentOutOfRangeException>("layers is -1", () => new LSTM(3, 4, layers: -1));
        Refused<ArgumentOutOfRangeException>("dropout is 1", () => new LSTM(3, 4, dropout: 1));
        Refused<ArgumentOutOfRangeException>("projected is 4; expected less than hidden, 4", () => new LSTM(3, 4, projected: 4));
    }

    private static void Refused<TException>(string text, Action action)
        where TException : Exception => Assert.Contains(text, Assert.Throws<TException>(action).Message);

    private static RecurrentLayer Create(string kind, int inputs, int hidden, int layers, bool bidirectional, DType type = DType.Float64)
    {
        RecurrentLayer layer = kind switch
        {
            "lstm" => new LSTM(inputs, hidden, layers, bidirectional: bidirectional, rng: new Rng(1)),
            "projected" => new LSTM(inputs, hidden, layers, bidirectional: bidirectional, projected: 2, rng: new Rng(1)),
            "gru" => new GRU(inputs, hidden, layers, bidirectional: bidirectional, rng: new Rng(1)),
            _ => new RNN(inputs, hidden, layers, kind == "relu", bidirectional: bidirectional, rng: new Rng(1)),
        };
        layer.ConvertTo(type);
        return layer;
    }

    private static RecurrentState State(RecurrentLayer layer, string kind, int rows, ulong seed)
    {
        int count = layer.LayerCount * (layer.IsBidirectional ? 2 : 1);
        Tensor h = new Rng(seed).Normal([count, rows, kind == "projected" ? 2 : layer.Hidden], type: DType.Float64);
        return new(h, kind is "lstm" or "projected" ? new Rng(seed + 10).Normal([count, rows, layer.Hidden], type: DType.Float64) : default);
    }

    /// <summary>(layers, N, H) of one sequence, (layers, H).</summary>
    private static Tensor Row(Tensor state, int n)
    {
        Tensor values = state.Detach();
        return Tensor.Stack([.. Enumerable.Range(0, state.Shape[0]).Select(k => values[k][n])]);
    }

    private static void Close(double[] expected, Tensor actual, string what)
    {
        double[] values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= 1e-12 * (1 + Math.Abs(expected[i])), $"{what}[{i}]: expected {expected[i]:G17}, got {values[i]:G17}");
    }
}
