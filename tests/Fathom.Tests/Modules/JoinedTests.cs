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
