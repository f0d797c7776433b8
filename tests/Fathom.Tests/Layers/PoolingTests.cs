namespace Fathom.Tests.Layers;

/// <summary>Pooling: worked numbers, the choice among equal numbers, and what a wrong argument is told.</summary>
public sealed class PoolingTests
{
    private static readonly Tensor s_picture = Tensor.From<float>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], [1, 1, 4, 4]);

    /// <summary>The picture 1 … 16: quarters with the maxima 6, 8, 14, 16 and the means 3.5, 5.5, 11.5, 13.5.</summary>
    [Fact]
    public void Quarters_of_a_picture_have_these_maxima_and_means()
    {
        Assert.Equal([6f, 8, 14, 16], new MaxPool2d(2).Forward(s_picture).ToArray<float>());
        Assert.Equal([3.5f, 5.5f, 11.5f, 13.5f], new AvgPool2d(2).Forward(s_picture).ToArray<float>());
        Assert.Equal([8.5f], new AdaptiveAvgPool2d(1).Forward(s_picture).ToArray<float>());
        Assert.Equal([5L, 7, 13, 15], s_picture.MaxPool2dWithIndices(2).Indices.ToArray<long>());
    }

    /// <summary>1 · 1/4 of (0, 0, 0, 1) at the corner with its padding counted, 1 without.</summary>
    [Fact]
    public void Padding_counts_in_the_mean_unless_it_is_not_to()
    {
        Assert.Equal(0.25f, s_picture.AvgPool2d(2, padding: 1).ToArray<float>()[0]);
        Assert.Equal(1f, s_picture.AvgPool2d(2, padding: 1, countIncludePad: false).ToArray<float>()[0]);
        Assert.Equal(14f / 3, s_picture.AvgPool2d(2, divisorOverride: 3).ToArray<float>()[0], 1e-6f);
    }

    [Fact]
    public void Among_equal_numbers_the_first_gets_the_gradient()
    {
        Tensor x = Tensor.Zeros([1, 1, 4, 4]).RequireGradient();
        x.MaxPool2d(2).Backward(Tensor.From<float>([1, 2, 3, 4], [1, 1, 2, 2]));
        Assert.Equal([1f, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0], x.Gradient.ToArray<float>());
    }

    /// <summary>PyTorch's own result on these six numbers: all windows NaN, of two NaNs the last.</summary>
    [Fact]
    public void A_NaN_under_the_window_is_the_result()
    {
        Tensor x = Tensor.From<float>([1, float.NaN, 3, float.NaN, 5, 6, float.NaN, 2], [1, 1, 2, 4]);
        (Tensor values, Tensor places) = x.MaxPool2dWithIndices(2, stride: 1);
        Assert.All(values.ToArray<float>(), value => Assert.True(float.IsNaN(value)));
        Assert.Equal([1L, 6, 6], places.ToArray<long>());
        Assert.Equal([6L], x.AdaptiveMaxPool2dWithIndices(1, 1).Indices.ToArray<long>());
    }

    /// <summary>PyTorch's places for a picture of −∞.</summary>
    [Fact]
    public void A_picture_of_minus_infinity_has_places_inside_it()
    {
        Tensor x = Tensor.Zeros([1, 1, 4, 4]);
        x.Fill(double.NegativeInfinity);
        Assert.Equal([0L, 0, 1, 2, 0, 0, 1, 2, 4, 4, 5, 6, 8, 8, 9, 10], x.MaxPool2dWithIndices(3, stride: 1, padding: 1).Indices.ToArray<long>());
    }

    [Fact]
    public void An_empty_batch_stays_empty()
    {
        Assert.Equal([0, 3, 2, 2], new MaxPool2d(2).Forward(Tensor.Zeros([0, 3, 4, 4])).Shape.ToArray());
        Assert.Equal([0, 3, 1, 1], new AdaptiveAvgPool2d(1).Forward(Tensor.Zeros([0, 3, 4, 4])).Shape.ToArray());
    }

    [Fact]
    public void A_kernel_larger_than_its_padded_input_is_refused_in_words()
    {
        string message = Assert.Throws<ShapeException>(() => new MaxPool2d(5, padding: 1).Forward(Tensor.Zeros([2, 3, 2, 8]))).Message;
        Assert.StartsWith("MaxPool", message);
        Assert.Contains("(2, 3, 2, 8)", message);
        Assert.Contains("a kernel of 5 is larger than its input of 2", message);
        Assert.Contains("at least 5 rows, padding of 1 on both sides included", message);
        Assert.Contains("dilation 4", Assert.Throws<ShapeException>(() => new MaxPool1d(3, dilation: 4).Forward(Tensor.Zeros([3, 8]))).Message);
        Assert.Contains("(N, C, H, W)", Assert.Throws<ShapeException>(() => new AvgPool2d(2).Forward(Tensor.Zeros([4, 4]))).Message);
        Assert.Contains("axis 3", Assert.Throws<ShapeException>(() => new AdaptiveAvgPool2d(1).Forward(Tensor.Zeros([2, 3, 4, 0]))).Message);
    }

    [Fact]
    public void Arguments_that_make_no_window_are_refused_by_name()
    {
        Assert.Contains("at most half of the kernel of 3", Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPool2d(3, padding: 2)).Message);
        Assert.Contains("padding is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new AvgPool1d(3, padding: -1)).Message);
        Assert.Contains("kernel is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPool1d(0)).Message);
        Assert.Contains("stride is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new AvgPool2d(2, stride: 0)).Message);
        Assert.Contains("dilation is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPool2d(2, dilation: (1, 0))).Message);
        Assert.Contains("divisorOverride is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new AvgPool2d(2, divisorOverride: 0)).Message);
        Assert.Contains("output is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveAvgPool1d(0)).Message);
    }

    [Fact]
    public void Layers_tell_what_differs_from_the_defaults()
    {
        Assert.Equal("MaxPool2d(2)", new MaxPool2d(2).ToString());
        Assert.Equal("MaxPool2d((3, 2), stride: 2, padding: 1)", new MaxPool2d((3, 2), 2, 1).ToString());
        Assert.Equal("MaxPool1d(3, stride: 1, padding: 1, dilation: 2, ceilMode: true)", new MaxPool1d(3, 1, 1, 2, true).ToString());
        Assert.Equal("AdaptiveAvgPool2d((none, 2))", new AdaptiveAvgPool2d(null, 2).ToString());
        Assert.Equal("AdaptiveAvgPool1d(3)", new AdaptiveAvgPool1d(3).ToString());
    }
}
