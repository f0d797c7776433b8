using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Handbook;

/// <summary>Group J of the handbook: convolution.</summary>
[Collection(AloneCollection.Name)]
public sealed class J_Convolution
{
    /// <summary>Worked by hand: the difference of neighbours finds the one edge, at every height.</summary>
    [Fact]
    public void J1_a_kernel_of_differences_finds_an_edge()
    {
        Tensor x = Tensor.From(new float[,] { { 0, 0, 1, 1 }, { 0, 0, 1, 1 }, { 0, 0, 1, 1 } }).Reshape(1, 1, 3, 4);
        Tensor kernel = Tensor.From([-1f, 1f], [1, 1, 1, 2]);
        Assert.Equal([0, 1, 0, 0, 1, 0, 0, 1, 0], x.Conv2d(kernel).ToArray<float>());
        Assert.Equal([0, 1, 0, -1, 0, 1, 0, -1, 0, 1, 0, -1], x.Conv2d(kernel, padding: ConvPadding.Same).ToArray<float>());   // an even kernel pads behind
        Assert.Equal([1, 1, 1], x.Conv2d(kernel, Tensor.From([1f]), stride: (1, 3))[..1].ToArray<float>());
    }

    /// <summary>The weights of a window are used at every place: their number does not know the picture's size, and each place adds to their gradient.</summary>
    [Fact]
    public void J1_parameters_are_shared_by_all_places()
    {
        var layer = new Conv2d(1, 2, 3, bias: false);
        Assert.Equal(18, layer.Parameters.Sum(p => p.Tensor.Length));
        foreach (int size in (int[])[3, 5, 17])
        {
            layer.Weight.ClearGradient();
            Tensor ones = Tensor.Zeros([1, 1, size, size]);
            ones.Fill(1);
            layer.Forward(ones).Sum().Backward();
            Assert.All(layer.Weight.Gradient.ToArray<float>(), g => Assert.Equal((size - 2) * (size - 2), g));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    public void J1_a_shifted_picture_gives_the_shifted_map(int stride, int dilation)
    {
        var rng = new Rng(1);
        Tensor weight = rng.Normal([4, 2, 3, 3], 0, 1, DType.Float64);
        Tensor blob = rng.Normal([1, 2, 4, 4], 0, 1, DType.Float64);
        // The blob in the middle of a picture, and the same shifted by two strides down and one to the left.
        Tensor before = blob.Pad([10, 10, 10, 10]).Conv2d(weight, stride: stride, dilation: dilation);
        Tensor after = blob.Pad([10 - stride, 10 + stride, 10 + (2 * stride), 10 - (2 * stride)]).Conv2d(weight, stride: stride, dilation: dilation);
        int size = before.Shape[2];
        Assert.Contains(before.ToArray<double>(), v => v != 0);
        for (int k = 0; k < 4; k++)
        {
            for (int y = 0; y < size - 2; y++)
            {
                for (int x = 1; x < size; x++)
                    Assert.Equal(At(before, k, y, x), At(after, k, y + 2, x - 1), 1e-12);
            }
        }
    }

    /// <summary>⟨Cx, y⟩ = ⟨x, Cᵀy⟩: the transposed convolution is the gradient of the convolution by its input, whatever the arguments.</summary>
    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(3, 2, 2, 2)]
    [InlineData(1, 3, 2, 4)]
    public void J1_a_transposed_convolution_is_the_gradient_of_a_convolution(int stride, int padding, int dilation, int groups)
    {
        var rng = new Rng(2);
        Tensor x = rng.Normal([2, 4, 11, 12], 0, 1, DType.Float64).RequireGradient(), weight = rng.Normal([8, 4 / groups, 3, 2], 0, 1, DType.Float64);
        Tensor y = x.Conv2d(weight, stride: stride, padding: padding, dilation: dilation, groups: groups);
        Tensor dy = rng.Normal(y.Shape, 0, 1, DType.Float64);
        y.Backward(dy);
        Size2 more = ((11 + (2 * padding) - (2 * dilation) - 1) % stride, (12 + (2 * padding) - dilation - 1) % stride);
        Tensor turned = dy.ConvTranspose2d(weight, stride: stride, padding: padding, outputPadding: more, groups: groups, dilation: dilation);
        Assert.Equal(x.Gradient.Shape, turned.Shape);
        Assert.Equal(x.Gradient.ToArray<double>(), turned.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void J1_one_by_one_is_a_linear_layer_at_every_place()
    {
        var rng = new Rng(3);
        Tensor x = rng.Normal([2, 5, 4, 6], 0, 1, DType.Float64), weight = rng.Normal([7, 5], 0, 1, DType.Float64), bias = rng.Normal([7], 0, 1, DType.Float64);
        Tensor map = x.Conv2d(weight.Reshape(7, 5, 1, 1), bias), rows = x.Permute(0, 2, 3, 1).Linear(weight, bias).Permute(0, 3, 1, 2);
        Assert.Equal(rows.ToArray<double>(), map.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void J1_depthwise_is_each_channel_by_itself()
    {
        var rng = new Rng(4);
        Tensor x = rng.Normal([2, 3, 8, 9], 0, 1, DType.Float64), weight = rng.Normal([3, 1, 3, 3], 0, 1, DType.Float64);
        double[] together = x.Conv2d(weight, padding: 1, groups: 3).ToArray<double>();
        for (int c = 0; c < 3; c++)
        {
            double[] alone = x.Slice(1, c, c + 1).Conv2d(weight[c..(c + 1)], padding: 1).ToArray<double>();
            for (int n = 0; n < 2; n++)
                Assert.Equal(alone[(n * 72)..((n + 1) * 72)], together[(((n * 3) + c) * 72)..(((n * 3) + c + 1) * 72)]);
        }
    }

    [Fact]
    public void J1_a_sequence_is_a_picture_of_height_one()
    {
        var rng = new Rng(5);
        Tensor x = rng.Normal([2, 4, 20], 0, 1), weight = rng.Normal([6, 2, 5], 0, 1);
        Tensor one = x.Conv1d(weight, stride: 2, padding: 3, dilation: 2, groups: 2);
        Tensor two = x.Reshape(2, 4, 1, 20).Conv2d(weight.Reshape(6, 2, 1, 5), stride: (1, 2), padding: (0, 3), dilation: (1, 2), groups: 2);
        Assert.Equal(two.ToArray<float>(), one.ToArray<float>());
    }

    /// <summary>PyTorch's start: kaiming_uniform with a = √5, which is U(±1/√fan) with the fan of weight's axis 1.</summary>
    [Fact]
    public void J1_weights_start_evenly_within_one_over_the_root_of_the_fan()
    {
        AssertSpread(new Conv2d(16, 64, 3, rng: new Rng(6)), 1 / Math.Sqrt(16 * 9));
        AssertSpread(new Conv2d(16, 64, 3, groups: 4, rng: new Rng(6)), 1 / Math.Sqrt(4 * 9));
        AssertSpread(new ConvTranspose2d(16, 64, 3, rng: new Rng(6)), 1 / Math.Sqrt(64 * 9));
    }

    [Fact]
    public void J1_a_step_has_the_same_bits_at_any_number_of_threads_and_allocates_nothing()
    {
        int threads = ForkJoin.Threads;
        try
        {
            var net = new Sequential(new Conv2d(3, 20, 3, padding: 1, rng: new Rng(7)), new ReLU(), new Conv2d(20, 24, 3, stride: 2, rng: new Rng(8)));
            Tensor x = new Rng(9).Normal([20, 3, 19, 21], 0, 1);
            float[]? first = null;
            void Train()
            {
                using var step = Step.Begin();
                foreach (NamedTensor p in net.Parameters)
                    p.Tensor.ClearGradient();
                net.Forward(x).Square().Sum().Backward();
            }

            foreach (int count in (int[])[1, 2, 3, 4, 8])
            {
                ForkJoin.Threads = count;
                Train();
                float[] bits = [.. net.Parameters.SelectMany(p => p.Tensor.Gradient.ToArray<float>())];
                Assert.Equal(first ??= bits, bits);
            }

            ForkJoin.Threads = 2;
            var weight = new Conv2d(16, 16, 3, padding: 1);
            Tensor picture = new Rng(9).Normal([8, 16, 12, 12], 0, 1);
            void Forward()
            {
                using var step = Step.Begin();
                weight.Forward(picture).Sum().Backward();
            }

            Forward();
            Forward();
            Assert.Equal(0, Allocation.InProcess(Forward));
        }
        finally
        {
            ForkJoin.Threads = threads;
        }
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "kernel", "The kernel is larger than its padded input" },
        { "channels", "3 channels on axis 1, not 2, because weight is (4, 3, 3, 3) and groups 1" },
        { "axis", "Did you forget the channel axis?" },
        { "example", "read as one example. Did you forget the channel axis?" },
        { "rank", "(N, C, H, W) or (C, H, W)" },
        { "bias", "(4,), one number for each output channel" },
        { "groups", "(output channels) that groups = 3 divides" },
        { "groups of a transposed one", "(input channels) that groups = 3 divides" },
        { "overflow", "an output that can be counted" },
        { "stretched", "an output that can be counted" },
        { "gone", "of the output -1 would be left" },
        { "short", "reflect padding by 3 and 3 fits: at most 2" },
        { "empty", "at least one place along W (axis 3)" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void J1_what_does_not_fit_is_refused_in_words_before_memory_is_taken(string what, string text)
    {
        Tensor weight = Tensor.Zeros([4, 3, 3, 3]);
        Func<Tensor> call = what switch
        {
            "kernel" => () => Tensor.Zeros([1, 3, 4, 4]).Conv2d(weight, dilation: 3, padding: 1),
            "channels" => () => Tensor.Zeros([1, 2, 4, 4]).Conv2d(weight),
            "axis" => () => Tensor.Zeros([28, 28]).Conv2d(weight),
            "example" => () => Tensor.Zeros([64, 28, 28]).Conv2d(weight),
            "rank" => () => Tensor.Zeros([1, 1, 3, 4, 4]).Conv2d(weight),
            "bias" => () => Tensor.Zeros([1, 3, 4, 4]).Conv2d(weight, Tensor.Zeros([3])),
            "groups" => () => Tensor.Zeros([1, 9, 4, 4]).Conv2d(weight, groups: 3),
            "groups of a transposed one" => () => Tensor.Zeros([1, 4, 4, 4]).ConvTranspose2d(weight, groups: 3),
            "overflow" => () => Tensor.Zeros([1, 3, 4, 4]).Conv2d(weight, padding: 1_000_000_000),
            "stretched" => () => Tensor.Zeros([1, 4, 4, 4]).ConvTranspose2d(weight, stride: 1_500_000_000),
            "gone" => () => Tensor.Zeros([1, 4, 1, 1]).ConvTranspose2d(weight, padding: 2),
            "short" => () => Tensor.Zeros([1, 3, 3, 3]).Pad([3, 3], PaddingMode.Reflect),
            _ => () => Tensor.Zeros([1, 3, 4, 0]).Conv2d(weight),
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(text, Assert.Throws<ShapeException>(() => call()).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void J1_layers_refuse_sizes_in_words()
    {
        Refused(() => new Conv2d(3, 4, 3, groups: 2), "inputs is 3 and groups 2");
        Refused(() => new Conv2d(4, 3, 3, groups: 2), "outputs is 3 and groups 2");
        Refused(() => new Conv2d(3, 4, (0, 3)), "kernel is (0, 3); expected at least 1");
        Refused(() => new Conv2d(3, 4, 3, stride: (1, -1)), "stride is (1, -1)");
        Refused(() => new Conv1d(3, 4, 3, dilation: 0), "dilation is 0");
        Refused(() => new Conv2d(3, 4, 3, padding: -1), "padding is -1");
        Refused(() => new Conv2d(3, 4, 3, groups: 0), "groups is 0");
        Refused(() => new Conv2d(3, 4, 3, stride: 2, padding: ConvPadding.Same), "padding is same and stride 2; expected stride 1");
        Refused(() => new ConvTranspose1d(3, 4, 3, stride: 2, outputPadding: 2), "outputPadding is 2");
        Refused(() => new ConvTranspose2d(3, 4, 3, outputPadding: (0, -1)), "outputPadding is (0, -1)");
        Refused(() => Tensor.Zeros([1, 3, 9]).Conv1d(Tensor.Zeros([4, 3, 3]), stride: 2, padding: ConvPadding.Same), "padding is same and stride");
        Refused(() => new Conv2d(1, 4, 3, padding: 1, mode: PaddingMode.Reflect).Forward(Tensor.Zeros([8, 8])), "x is (8, 8)"); // as it was given, not with its frame
    }

    private static void Refused(Func<object> call, string text) => Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(call).Message);

    private static void AssertSpread(Convolution layer, double limit)
    {
        foreach (Tensor tensor in new[] { layer.Weight, layer.Bias })
        {
            float[] values = tensor.ToArray<float>();
            Assert.All(values, v => Assert.InRange(v, -limit, limit));
            Assert.True(values.Max() > 0.9 * limit && values.Min() < -0.9 * limit);
        }
    }

    private static double At(Tensor x, int k, int row, int column) => x.AsSpan<double>()[(((k * x.Shape[2]) + row) * x.Shape[3]) + column];
}
