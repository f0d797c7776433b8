namespace Fathom.Tests.Modules;

/// <summary>Layers that <see cref="Sequential"/> does together give what they give one after the other, bit for bit.</summary>
public sealed class JoinedTests
{
    [Fact]
    public void A_rectifier_and_a_maximum_change_places_unseen()
    {
        Layer[] pools = [new MaxPool2d(2), new MaxPool2d(3, stride: 2), new MaxPool2d(3, stride: 1, padding: 1), new MaxPool2d(2, ceilMode: true), new AvgPool2d(2), new MaxPool1d(2)];
        foreach (Layer pool in pools)
        {
            var rng = new Rng(1);
            Tensor x = pool is MaxPool1d ? rng.Normal([3, 4, 18]) : rng.Normal([2, 3, 9, 18]);
            x.AsSpan<float>()[..40].Fill(-1); // windows without anything above 0
            x.AsSpan<float>()[60..80].Fill(0.5f); // equal numbers
            x.AsSpan<float>()[100] = float.NaN;
            Equal(x, new Sequential(new ReLU(), pool), input => pool.Forward(input.ReLU()));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_norm_and_a_rectifier_are_one_pass(bool training)
    {
        Tensor x = new Rng(3).Normal([4, 5, 6, 7]), rows = new Rng(4).Normal([9, 5]);
        Layer norm = new BatchNorm2d(5), flat = new BatchNorm1d(5), other = new BatchNorm2d(5), otherFlat = new BatchNorm1d(5);
        foreach (Layer layer in (Layer[])[norm, flat, other, otherFlat])
        {
            if (!training)
                layer.Evaluate();
        }

        Equal(x, new Sequential(norm, new ReLU()), input => other.Forward(input).ReLU());
        Equal(rows, new Sequential(flat, new ReLU()), input => otherFlat.Forward(input).ReLU());
        Assert.Equal(((BatchNorm2d)other).RunningVariance.ToArray<float>(), ((BatchNorm2d)norm).RunningVariance.ToArray<float>());
    }

    [Fact]
    public void A_block_with_a_shortcut_gives_what_its_parts_give()
    {
        Tensor x = new Rng(3).Normal([4, 8, 6, 6]);
        BasicBlock[] blocks = [new(8, 8, rng: new Rng(1)), new(8, 16, 2, rng: new Rng(1))];
        foreach (BasicBlock block in blocks)
        {
            Layer Part(string name) => (Layer)block.Descendants().Single(each => each.Path == name).Module;
            Equal(x, block, input =>
            {
                Tensor y = Part("bn1").Forward(Part("conv1").Forward(input)).ReLU();
                return (Part("bn2").Forward(Part("conv2").Forward(y)) + (block.Inputs == 8 && block.Outputs == 8 ? input : Part("downsample").Forward(input))).ReLU();
            });
        }
    }

    private static void Equal(Tensor x, Layer together, Func<Tensor, Tensor> apart)
    {
        (float[] y, float[] dx) = Run(x, together.Forward);
        (float[] expected, float[] gradient) = Run(x, apart);
        Assert.Equal(expected, y);
        Assert.Equal(gradient, dx);
    }

    private static (float[] Y, float[] DX) Run(Tensor x, Func<Tensor, Tensor> forward)
    {
        Tensor leaf = Tensor.Parameter(x.Shape);
        leaf.CopyFrom(x);
        Tensor y = forward(leaf), weights = new Rng(2).Normal(y.Shape);
        (y * weights).Sum().Backward();
        return (y.ToArray<float>(), leaf.Gradient.ToArray<float>());
    }
}
