namespace Fathom.Tests.Handbook;

/// <summary>Handbook J2: recurrent layers, worked by hand on one unit. More stands in RecurrentTests and among the reference cases.</summary>
public sealed class J_Recurrence
{
    /// <summary>w = ½, u = 0.8, b = 0.1: tanh(0.6) = 0.53705, tanh(1 + 0.8·0.53705 + 0.1) = 0.91036; with ReLU 0.6, then 1.1 + 0.48.</summary>
    [Fact]
    public void J2_a_plain_layer_feeds_its_output_back()
    {
        Tensor x = Tensor.From([1.0, 2.0], [1, 2, 1]);
        AssertClose([0.5370495670, 0.9103629087], Filled(new RNN(1, 1), [0.5], [0.8], [0.1], [0]).Forward(x));
        AssertClose([0.6, 1.58], Filled(new RNN(1, 1, relu: true), [0.5], [0.8], [0.06], [0.04]).Forward(x));
    }

    /// <summary>Input gate shut, forget gate open, output gate open: c stays as it was, however many steps pass. That is what the cell is for.</summary>
    [Fact]
    public void J2_an_open_forget_gate_keeps_the_cell_for_a_thousand_steps()
    {
        RecurrentLayer layer = Filled(new LSTM(1, 1), [0, 0, 1, 0], [0, 0, 0, 0], [-50, 50, 0, 50], [0, 0, 0, 0]);
        (Tensor y, RecurrentState state) = layer.Forward(new Rng(1).Normal([1, 1000, 1], type: DType.Float64), new RecurrentState(default, Tensor.From([0.7], [1, 1, 1])));
        Assert.Equal(0.7, state.C.GetElement(0), 1e-12);
        Assert.Equal(Math.Tanh(0.7), y.GetElement(999), 1e-12);
    }

    /// <summary>All weights 0, biases of ½ on both sides of g: i = f = o = ½, g = tanh 1; from c = 1: c' = ½ + ½·tanh 1, h' = ½·tanh c'.</summary>
    [Fact]
    public void J2_both_biases_of_a_gate_add_up()
    {
        RecurrentLayer layer = Filled(new LSTM(1, 1), [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0.5, 0], [0, 0, 0.5, 0]);
        (Tensor y, RecurrentState state) = layer.Forward(Tensor.Zeros([1, 1, 1], DType.Float64), new RecurrentState(default, Tensor.From([1.0], [1, 1, 1])));
        double c = 0.5 + (0.5 * Math.Tanh(1));
        Assert.Equal(c, state.C.GetElement(0), 1e-12);
        Assert.Equal(0.5 * Math.Tanh(c), y.GetElement(0), 1e-12);
        Assert.Equal(2 * 4, layer.ParameterCount - 8);
        Assert.Equal(8, new LSTM(1, 1, bias: false).ParameterCount);
    }

    /// <summary>The reset gate acts on the product, its bias included, not on h: n = tanh(r·b_hn) with W = 0; r = σ(0) = ½.</summary>
    [Fact]
    public void J2_a_gru_resets_the_product_and_blends()
    {
        RecurrentLayer layer = Filled(new GRU(1, 1), [0, 0, 0], [0, 0, 0.4], [0, Math.Log(3), 0], [0, 0, 0.6]);
        double n = Math.Tanh(0.5 * ((0.4 * 2) + 0.6)); // z = σ(ln 3) = ¾
        Tensor y = layer.Forward(Tensor.Zeros([1, 1, 1], DType.Float64), new RecurrentState(Tensor.From([2.0], [1, 1, 1]))).Output;
        Assert.Equal((0.25 * n) + (0.75 * 2), y.GetElement(0), 1e-12);
    }

    [Fact]
    public void J2_a_layer_of_two_directions_and_three_floors_has_PyTorchs_parameters()
    {
        // floor 0: 2 · 4·20·(10 + 20 + 2); floors 1 and 2 read both directions: 2 · 4·20·(40 + 20 + 2)
        Assert.Equal((2 * 80 * 32) + (2 * 2 * 80 * 62), new LSTM(10, 20, layers: 3, bidirectional: true).ParameterCount);
        Assert.Equal([7, 5, 40], new LSTM(10, 20, layers: 3, bidirectional: true).Forward(Tensor.Zeros([7, 5, 10])).Shape.ToArray());
        Assert.Equal([5, 7, 20], new GRU(10, 20, batchFirst: false).Forward(Tensor.Zeros([5, 7, 10])).Shape.ToArray());
        Assert.Equal([5, 20], new RNN(10, 20).Forward(Tensor.Zeros([5, 10])).Shape.ToArray());
    }

    /// <summary>One length in the middle, and the state is that of the third step; behind it the output is 0 and padding changes nothing.</summary>
    [Fact]
    public void J2_the_state_is_that_of_each_sequences_own_last_step()
    {
        var layer = new GRU(2, 3, bidirectional: true, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 5, 2]);
        (Tensor y, RecurrentState state) = layer.Forward(x, [3, 5]);
        Assert.Equal(y[0][2].ToArray<float>()[..3], state.H[0][0].ToArray<float>()); // forwards: the last step
        Assert.Equal(y[0][0].ToArray<float>()[3..], state.H[1][0].ToArray<float>()); // backwards: the first
        Assert.All(y[0][3..].ToArray<float>(), value => Assert.Equal(0, value));
        x[0][3..].Fill(1e30);
        Assert.Equal(y.ToArray<float>(), layer.Forward(x, [3, 5]).Output.ToArray<float>());
    }

    /// <summary>Weights of one layer and direction: of the input, of the state, and both biases, in Float64.</summary>
    private static RecurrentLayer Filled(RecurrentLayer layer, params double[][] values)
    {
        layer.ConvertTo(DType.Float64);
        foreach ((NamedTensor parameter, double[] numbers) in layer.Parameters.Zip(values))
            parameter.Tensor.CopyFrom(Tensor.From(numbers, parameter.Tensor.Shape));
        return layer;
    }

    private static void AssertClose(double[] expected, Tensor actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual.GetElement(i), 1e-9);
    }
}
