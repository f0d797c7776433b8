using Fathom.Cli;

namespace Fathom.Tests.Handbook;

/// <summary>J1: pooling, small networks for pictures, and the receptive field in the summary.</summary>
public sealed class J_ImageModels
{
    /// <summary>Worked by hand: r grows by (kernel − 1) · dilation · (product of the strides before).</summary>
    [Fact]
    public void J1_receptive_fields_of_LeNet_are_5_6_14_and_16()
    {
        Assert.Equal([5, 5, 6, 14, 14, 16], Fields(LeNet.Create(), [1, 1, 28, 28]));
        Assert.Equal([3, 3, 5, 5, 6, 6], Fields(MnistCnn.Create(), [1, 1, 28, 28]));
    }

    [Fact]
    public void J1_three_convolutions_of_3_see_as_much_as_one_of_7_and_dilation_spreads_the_taps()
    {
        Assert.Equal([3, 5, 7], Fields(new Sequential(new Conv2d(1, 1, 3), new Conv2d(1, 1, 3), new Conv2d(1, 1, 3)), [1, 1, 9, 9]));
        Assert.Equal([3, 7, 15], Fields(new Sequential(new Conv1d(1, 1, 3), new Conv1d(1, 1, 3, dilation: 2), new Conv1d(1, 1, 3, dilation: 4)), [1, 1, 20]));
        Assert.Equal((Size2)(3, 5), ModelSummary.Of(new Conv2d(1, 1, (3, 5)), [1, 1, 9, 9]).Rows[0].Sees);
    }

    /// <summary>By hand: 3, then 4 a block; in stage 2 first 17 then 4 · 2 … : 7, 11, 15 · 21, 29, 37 · 49, 65, 81. Behind the global mean there is no window any more.</summary>
    [Fact]
    public void J1_a_number_of_the_last_stage_of_ResNet_20_sees_81_places()
    {
        ModelSummary summary = ModelSummary.Of(new ResNet(20), [1, 3, 32, 32]);
        Assert.Equal([3, 3, 3, 7, 11, 15, 21, 29, 37, 49, 65, 81], summary.Rows.Where(row => row.Sees is not null).Select(row => row.Sees!.Value.Width));
        Assert.Equal(["conv1", "bn1", "relu", "layer1.0", "layer1.1"], summary.Rows.Take(5).Select(row => row.Path));
        Assert.All(summary.Rows.Where(row => row.Path is "avgpool" or "flatten" or "fc"), row => Assert.Null(row.Sees));
    }

    /// <summary>By hand, for MNIST's network: 26²·32·9, 24²·64·288, 9216·128 and 128·10.</summary>
    [Fact]
    public void J1_multiply_adds_are_counted_by_layer()
    {
        ModelSummary summary = ModelSummary.Of(MnistCnn.Create(), [1, 1, 28, 28]);
        Assert.Equal([194_688L, 10_616_832, 1_179_648, 1_280], summary.Rows.Select(row => row.MultiplyAdds).Where(work => work > 0));
        Assert.Equal(11_992_448, summary.MultiplyAdds);
        Assert.Equal(0.041, ModelSummary.Of(new ResNet(20), [1, 3, 32, 32]).MultiplyAdds / 1e9, 0.0005); // the 0.041 billion that tables of these networks give
    }

    /// <summary>By hand: 3·3 places stamp 2·4·4 weights for each of 5 channels; 6²·7 numbers of 9·7 each; and twice 8·8.</summary>
    [Fact]
    public void J1_multiply_adds_of_transposed_and_residual_layers_count()
    {
        Assert.Equal(3 * 3 * 5 * 2 * 4 * 4, ModelSummary.Of(new ConvTranspose2d(5, 2, 4, stride: 2), [3, 5, 3, 3]).MultiplyAdds);
        Assert.Equal(6 * 6 * 7 * 9 * 7, ModelSummary.Of(new Residual(new Conv2d(7, 7, 3, padding: 1)), [3, 7, 6, 6]).MultiplyAdds);
        Assert.Equal(2 * 8 * 8, ModelSummary.Of(new Residual(new Sequential(new Linear(8, 8), new ReLU(), new Linear(8, 8))), [3, 8]).MultiplyAdds);
    }

    [Fact]
    public void J1_behind_a_transposed_convolution_no_receptive_field_is_told()
    {
        // It keeps the shape, yet what its numbers see has grown.
        ModelSummary summary = ModelSummary.Of(new Sequential(new Conv2d(1, 1, 3), new ConvTranspose2d(1, 1, 3, padding: 1), new Conv2d(1, 1, 3)), [1, 1, 9, 9]);
        Assert.Equal([(Size2)3, null, null], summary.Rows.Select(row => row.Sees));
    }

    [Fact]
    public void J1_the_summary_shows_what_each_layer_sees()
    {
        string table = TrainView.NetworkTable(ModelSummary.Of(SmallCnn.Create(), [1, 1, 8, 8])).ToText();
        Assert.Contains("sees", table);
        Assert.Contains("3 × 3", table);
        Assert.Contains("6 × 6", table);
        Assert.Contains("multiply-adds", table);
        Assert.DoesNotContain("sees", TrainView.NetworkTable(ModelSummary.Of(new Sequential(new Linear(4, 3), new ReLU()), [1, 4])).ToText());
    }

    private static int[] Fields(Layer model, Shape input) => [.. ModelSummary.Of(model, input).Rows.Where(row => row.Sees is not null).Select(row => row.Sees!.Value.Width).Take(6)];
}
