using Fathom.Handbook;

namespace Fathom.Tests.Handbook;

/// <summary>Group M of the handbook: experiments, their numbers against worked ones and against independent computations.</summary>
public sealed class M_Experiments
{
    private static ExperimentResult Run(string name, params (string Option, string Value)[] options) =>
        Experiments.Find(name)!.Run(options.ToDictionary(option => option.Option, option => option.Value));

    private static ChartSeries Series(ExperimentResult result, string chart, string series) =>
        result.Pictures.OfType<LineChart>().Single(picture => picture.Title == chart).Series.Single(line => line.Name == series);

    [Fact]
    public void M2_activations_have_the_handbooks_minima_and_slopes()
    {
        ExperimentResult result = Run("activations", ("which", "gelu,gelu-tanh,silu,sigmoid,tanh,relu"));
        Assert.Equal(-0.16997, result["gelu_minimum"], 5e-6);
        Assert.Equal(-0.7518, result["gelu_minimum_at"], 1e-4);
        Assert.Equal(-0.17004, result["gelu-tanh_minimum"], 5e-6);
        Assert.Equal(-0.27846, result["silu_minimum"], 5e-6);
        Assert.Equal(-1.2785, result["silu_minimum_at"], 1e-4);
        Assert.Equal(0.25, result["sigmoid_largest_slope"], 1e-12);
        Assert.Equal(1, result["tanh_largest_slope"], 1e-12);
        // At x = 5 against the exponential itself.
        Assert.Equal(1 / (1 + Math.Exp(-5)), Series(result, "Activations", "sigmoid").Y[^1], 1e-14);
        Assert.Equal(1 - (Math.Tanh(5) * Math.Tanh(5)), Series(result, "Their derivatives", "tanh").Y[^1], 1e-12);
        Assert.Equal(0, Series(result, "Their derivatives", "relu").Y[200]);
    }

    [Fact]
    public void M7_the_hiker_walks_as_the_handbook_says()
    {
        ExperimentResult result = Run("learning-rates", ("rates", "0.1,1,2.1"), ("steps", "3"));
        ReadOnlySpan<double> w = Series(result, "The hiker on the hill", "rate 0.1").X;
        Assert.Equal(3.6, w[1], 1e-12);
        Assert.Equal(3.24, w[2], 1e-12);
        Assert.Equal(2.916, w[3], 1e-12);
        Assert.Equal(0, result["w_end_1"]);
        Assert.Equal(4 * Math.Pow(-1.1, 3), result["w_end_2.1"], 1e-12);
        Assert.Equal(["right", "right", "diverges"], Run("learning-rates", ("rates", "0.1,1,2.1")).Tables[0].Rows.Select(row => (string)row[^1]));
    }

    [Fact]
    public void M6_schedules_follow_their_formulas()
    {
        ExperimentResult result = Run("schedules", ("which", "all"), ("lr", "1"), ("steps", "101"));
        ReadOnlySpan<double> cosine = Series(result, "Learning-rate schedules", "cosine").Y;
        Assert.Equal(0.5 * (1 + Math.Cos(Math.PI * 30 / 100)), cosine[30], 1e-12);
        Assert.Equal(0.125, Series(result, "Learning-rate schedules", "step").Y[76], 1e-12);
        Assert.Equal(Math.Pow(0.01, 50.0 / 101), Series(result, "Learning-rate schedules", "exponential").Y[50], 1e-12);
        Assert.Equal(0, result["cosine_last"], 1e-12);
        Assert.Equal(1, result["constant_last"]);
        Assert.True(result["plateau_last"] < 1);
        Assert.Equal(0.1, Series(result, "Learning-rate schedules", "warmup-cosine").Y[0], 1e-12);
    }

    [Fact]
    public void M1_every_neuron_is_its_sum_and_bias_bent()
    {
        ExperimentResult result = Run("forward", ("neuron", "1.1"));
        ExperimentTable neurons = result.Tables[0], terms = result.Tables[1];
        Assert.Equal(8, neurons.Rows.Count);
        foreach (IReadOnlyList<object> row in neurons.Rows)
        {
            (double sum, double bias, double z, double value) = ((double)row[1], (double)row[2], (double)row[3], (double)row[5]);
            Assert.Equal(sum + bias, z, 1e-12);
            Assert.Equal((string)row[0] == "out" ? 1 / (1 + Math.Exp(-z)) : Math.Max(0, z), value, 1e-12);
        }

        // The inputs are .50 and .80; terms and bias add up to z.
        Assert.Equal([0.5, 0.8], terms.Rows.Take(2).Select(row => (double)row[1]));
        Assert.Equal((double)terms.Rows[3][3], terms.Rows.Take(3).Sum(row => (double)row[3]), 1e-12);
        Assert.All(terms.Rows.Take(2), row => Assert.Equal((double)row[1] * (double)row[2], (double)row[3], 1e-15));
        // One layer further the values are the activations of the one before.
        ExperimentTable second = Run("forward", ("neuron", "2.3")).Tables[1];
        Assert.Equal(neurons.Rows.Take(4).Select(row => (double)row[5]), second.Rows.Take(4).Select(row => (double)row[1]));
        Assert.Equal((double)neurons.Rows[6][3], second.Rows.Take(5).Sum(row => (double)row[3]), 1e-12);
        Assert.NotEqual(result["output"], Run("forward", ("x1", "-0.5"))["output"]);
    }

    [Fact]
    public void M3_backpropagation_gives_the_handbooks_gradients()
    {
        ExperimentResult linear = Run("backprop", ("steps", "1"), ("lr", "0.1"));
        Assert.Equal(1.125, linear["loss"], 1e-12);
        Assert.Equal(-1.5, linear["gradient_w2"], 1e-12);
        Assert.Equal(-4.5, linear["gradient_w1"], 1e-12);
        Assert.Equal(0, linear["difference"], 1e-12);
        IReadOnlyList<object> after = linear.Tables[1].Rows[1];
        Assert.Equal(0.95, (double)after[1], 1e-12);
        Assert.Equal(1.65, (double)after[2], 1e-12);
        Assert.Equal(0.5 * Math.Pow((0.95 * 1.65 * 2) - 3, 2), linear["last_loss"], 1e-12);

        ExperimentResult sigmoid = Run("backprop", ("net", "sigmoid"), ("y", "1"));
        Assert.Equal(0.0626900, sigmoid["loss"], 5e-8);
        Assert.Equal(-0.0554372, sigmoid["gradient_w1"], 5e-8);
        Assert.Equal(0, sigmoid["difference"], 1e-12);
    }

    [Fact]
    public void M5_batches_are_counted_as_the_handbook_says_and_noise_falls_with_the_root_of_their_size()
    {
        ExperimentResult result = Run("batches", ("sizes", "8,32,128,1000"), ("epochs", "2"));
        Assert.Equal(15, result["steps_32"]);
        Assert.Equal([57.0, 15, 4, 1], result.Tables[0].Rows.Select(row => (double)row[1]));
        Assert.Equal([7.0, 7, 71, 455], result.Tables[0].Rows.Select(row => (double)row[2]));
        // Drawing without putting back: the variance of a mean of B out of N is (N − B)/(B(N − 1)) of one row's.
        double one = result["noise_8"] / Math.Sqrt((455 - 8) / (8 * 454.0));
        Assert.Equal(1, result["noise_32"] / one / Math.Sqrt((455 - 32) / (32 * 454.0)), 0.12);
        Assert.Equal(1, result["noise_128"] / one / Math.Sqrt((455 - 128) / (128 * 454.0)), 0.12);
        Assert.Equal(0, result["noise_455"], 1e-5);
        Assert.True(result["loss_8"] < result["loss_32"] && result["loss_32"] < result["loss_128"]);
        // An epoch's mean is over rows: the last batch of seven counts as seven.
        const string followed = "Loss of every batch of 32, and the mean of each epoch";
        double[] losses = Series(result, followed, "batch").Y.ToArray();
        Assert.Equal(30, losses.Length);
        Assert.Equal(((32 * losses[..14].Sum()) + (7 * losses[14])) / 455, Series(result, followed, "epoch mean").Y[0], 1e-12);
        Assert.EndsWith("the last with fewer rows.", result.See);
        Assert.EndsWith("the 35 batches of every epoch.", Run("batches", ("sizes", "455"), ("epochs", "1"), ("batch", "13")).See);
    }

    [Fact]
    public void M8_only_he_carries_a_signal_through_fifty_relu_layers()
    {
        ExperimentResult result = Run("initialization");
        Assert.All(Series(result, "Spread of the activations, layer by layer", "he").Y.ToArray(), std => Assert.InRange(std, 0.05, 20));
        Assert.InRange(result["half-he_last"], 0, 1e-12);
        Assert.True(result["double-he_last"] > 1e12);
        Assert.InRange(result["std-0.01_10"], 1e-10, 4e-10);
        Assert.InRange(result["std-1_10"], 1e10, 4e10);
        // Std of 1 and of .01 differ by a factor of 100 in each layer.
        Assert.Equal(1e20, result["std-1_10"] / result["std-0.01_10"], 1e16);
    }

    [Fact]
    public void G1_equal_weights_stay_equal_and_cannot_learn_XOR()
    {
        ExperimentResult result = Run("initialization", ("which", "he"), ("layers", "2"), ("width", "8"));
        Assert.Equal(1, result["constant-0_units"]);
        Assert.Equal(1, result["constant-0.5_units"]);
        Assert.Equal(8, result["xavier_units"]);
        // Nothing but the output's bias can move: half right is the best, ln 2.
        Assert.Equal(Math.Log(2), result["constant-0_xor_loss"], 1e-4);
        Assert.True(result["constant-0.5_xor_loss"] > 0.3);
        Assert.True(result["xavier_xor_loss"] < 0.02);
    }

    [Fact]
    public void M10_D6_ten_sigmoids_leave_less_than_a_millionth()
    {
        ExperimentResult result = Run("vanishing");
        Assert.Equal(9.5367431640625e-7, result["chain_bound"], 1e-20);
        Assert.InRange(result["chain_factor"], 1e-8, result["chain_bound"]);
        double h = 0, factor = 1;
        for (int i = 0; i < 10; i++)
        {
            h = 1 / (1 + Math.Exp(-h));
            factor *= h * (1 - h);
        }

        Assert.Equal(factor, result["chain_factor"], 1e-15);
        Assert.True(result["sigmoid_first"] < 1e-4);
        Assert.All(["tanh_first", "relu_first", "residual_first"], name => Assert.InRange(result[name], 1e-2, 1e2));
        Assert.InRange(result["large_first"], Math.Pow(2, 9), Math.Pow(4, 9));
        Assert.Contains(result.Tables[0].Rows, row => row.Contains("explodes"));
    }

    [Fact]
    public void M11_optimizers_walk_as_worked_out_by_hand()
    {
        // The bowl: plain gradient descent multiplies the distance by 1 − rate; momentum as E2 has it, from 4 in x.
        ExperimentResult bowl = Run("optimizers", ("surface", "bowl"), ("which", "plain-sgd,sgd,adam"), ("lr", "0.1"), ("steps", "10"));
        ReadOnlySpan<double> plain = Series(bowl, "Ways down: bowl, ½(x² + y²)", "plain-sgd").X, heavy = Series(bowl, "Ways down: bowl, ½(x² + y²)", "sgd").X;
        Assert.Equal([-4, -3.6, -3.24, -2.916], plain[..4].ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([-4, -3.6, -2.88, -1.944], heavy[..4].ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(5 * Math.Pow(0.9, 10), bowl["plain-sgd_distance"], 1e-12);
        Assert.Equal(-3.9, Series(bowl, "Ways down: bowl, ½(x² + y²)", "adam").X[1], 1e-8);
    }

    [Theory]
    [InlineData("bowl", 12.5)]
    [InlineData("ravine", 0.5 * ((4.5 * 4.5) + 30))]
    [InlineData("rosenbrock", 24.2)]
    [InlineData("beale", 41.25)]
    [InlineData("saddle", 1.1249500025)]
    public void M11_surfaces_have_the_height_of_their_formula_and_every_optimizer_races(string surface, double start)
    {
        ExperimentResult result = Run("optimizers", ("surface", surface), ("steps", "50"));
        Assert.Equal(StandardOptimizers.Names.Order(), result.Tables[0].Rows.Select(row => (string)row[0]).Order());
        double lowest = surface == "saddle" ? -0.25 : 0;
        ChartSeries loss = ((LineChart)result.Pictures[1]).Series[0];
        Assert.Equal(start - lowest, loss.Y[0], 1e-9);
        Assert.True(loss.Y[^1] < loss.Y[0]);
    }

    [Fact]
    public void M9_batch_norm_works_down_the_columns_and_layer_norm_along_the_rows()
    {
        ExperimentResult result = Run("normalization");
        Assert.Equal([-1.342, -0.447, 0.447, 1.342], Enumerable.Range(1, 4).Select(j => Math.Round(result[$"layer_norm_{j}"], 3)));
        HeatGrid[] grids = [.. result.Pictures.OfType<HeatGrid>()];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(0, Enumerable.Range(0, 4).Sum(row => grids[1][row, i]), 1e-10);
            Assert.Equal(4, Enumerable.Range(0, 4).Sum(row => grids[1][row, i] * grids[1][row, i]), 1e-3);
            Assert.Equal(0, Enumerable.Range(0, 4).Sum(column => grids[2][i, column]), 1e-10);
        }

        // First column 1, 2, 3, 6: mean 3, variance 3.5.
        Assert.Equal(-2 / Math.Sqrt(3.5 + 1e-5), grids[1][0, 0], 1e-12);
        Assert.True(result["spread_4"] > 2 * result["spread_64"]);
        Assert.Equal(2, Run("normalization", ("rows", "1")).Pictures.OfType<HeatGrid>().Count());
    }

    [Fact]
    public void M4_dropout_keeps_the_expected_value_and_does_nothing_in_prediction()
    {
        ExperimentResult result = Run("dropout", ("p", "0.2"), ("value", "3"));
        Assert.Equal(1.25, result["scale"], 1e-12);
        Assert.Equal(0.8, result["kept"], 0.01);
        Assert.Equal(3, result["mean"], 0.03);
        Assert.Equal(3, result["inference"]);
        Assert.Equal(3 * Math.Sqrt(0.2 / 0.8), result["deviation"], 0.03);
        var grid = (HeatGrid)result.Pictures[0];
        Assert.All(Enumerable.Range(0, 8 * 10), i => Assert.Contains(grid[i / 10, i % 10], new[] { 0, 3.75 }));
        Assert.NotEqual(Row(grid, 0), Row(grid, 1));
        Assert.Equal(1, Run("dropout", ("p", "0"))["mean"]);

        static string Row(HeatGrid grid, int row) => string.Join(' ', Enumerable.Range(0, 10).Select(j => grid[row, j]));
    }

    [Fact]
    public void A8_relu_units_follow_a_sine_within_the_handbooks_bound()
    {
        ExperimentResult result = Run("approximation");
        foreach (int n in (int[])[2, 4, 8, 16, 32, 64])
            Assert.InRange(result[$"max_error_{n}"], 0, Math.Pow(2 * Math.PI / n, 2) / 8);
        Assert.Equal(0.0188, result["max_error_16"], 5e-5);
        Assert.Equal(0.00120, result["max_error_64"], 5e-6);
        // The broken line between the places, worked out without a network: halfway in the second of 8 pieces.
        double left = -Math.PI + (Math.PI / 4), middle = left + (Math.PI / 8);
        Assert.Equal((Math.Sin(left) + Math.Sin(left + (Math.PI / 4))) / 2, Nearest(Series(result, "A sine built from 8 ReLU units", "8 units"), middle), 1e-9);
        Assert.Equal([2.0, 4, 8, 16, 32, 64], Enumerable.Range(1, 6).Select(layers => result[$"pieces_{layers}"]));
        Assert.Equal([193.0, 193, 197], Enumerable.Range(1, 3).Select(layers => result[$"parameters_{layers}"]));
        Assert.All(Enumerable.Range(1, 3), layers => Assert.InRange(result[$"trained_max_error_{layers}"], 0, 0.1));

        static double Nearest(ChartSeries series, double x)
        {
            int at = 0;
            while (series.X[at + 1] <= x)
                at++;
            double part = (x - series.X[at]) / (series.X[at + 1] - series.X[at]);
            return series.Y[at] + (part * (series.Y[at + 1] - series.Y[at]));
        }
    }
}
