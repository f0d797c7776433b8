namespace Fathom.Tests.Data;

/// <summary>Bytes become the floats of the formula to the last bit, however many there are and however they are computed.</summary>
public sealed class PixelScaleTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.1307, 0.3081)]
    [InlineData(0.485, 0.229)]
    [InlineData(0.5, 0.5)]
    [InlineData(-3, 1e-3)]
    [InlineData(1e9, 1e-9)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e300, 1e-300)]
    public void Every_byte_at_every_place_becomes_the_float_of_the_formula(double mean, double deviation)
    {
        var scale = new PixelScale(mean, deviation);
        byte[] pixels = [.. Enumerable.Range(0, 600).Select(i => (byte)(i * 7))];
        for (int length = 0; length < pixels.Length; length += length < 70 ? 1 : 97)
        {
            float[] values = new float[length + 1];
            scale.Convert(pixels.AsSpan(0, length), values);
            for (int i = 0; i < length; i++)
                Assert.Equal(BitConverter.SingleToInt32Bits((float)(((pixels[i] / 255.0) - mean) / deviation)), BitConverter.SingleToInt32Bits(values[i]));
            Assert.Equal(0f, values[length]);
        }
    }

    [Fact]
    public void Random_scales_agree_with_the_formula_and_most_of_them_are_computed()
    {
        var rng = new Rng(5);
        int computed = 0;
        byte[] all = [.. Enumerable.Range(0, 256).Select(v => (byte)v)];
        float[] values = new float[256];
        for (int round = 0; round < 500; round++)
        {
            double mean = rng.NextDouble(), deviation = 0.05 + rng.NextDouble();
            var scale = new PixelScale(mean, deviation);
            computed += scale.IsComputed ? 1 : 0;
            scale.Convert(all, values);
            for (int v = 0; v < 256; v++)
                Assert.Equal((float)(((v / 255.0) - mean) / deviation), values[v]);
        }

        Assert.True(!System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated || computed > 450, $"only {computed} of 500 are computed");
    }

    [Fact]
    public void Rows_of_every_length_are_gathered_and_numbers_out_of_range_are_refused()
    {
        foreach (int width in (int[])[1, 2, 3, 15, 16, 17, 30, 64, 600, 5000])
        {
            Tensor x = Tensor.From<float>([.. Enumerable.Range(0, 40 * width).Select(i => (float)i)], [40, width]);
            int[] rows = [.. Enumerable.Range(0, 25).Select(i => i * 17 % 40)];
            Tensor gathered = Rows.Gather(x, rows);
            for (int i = 0; i < rows.Length; i++)
                Assert.Equal(x[rows[i]].ToArray<float>(), gathered[i].ToArray<float>());
            Assert.ThrowsAny<Exception>(() => Rows.Gather(x, [0, 40]));
            Assert.ThrowsAny<Exception>(() => Rows.Gather(x, [-1, 0]));
        }
    }
}
