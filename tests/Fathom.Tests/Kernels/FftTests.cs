using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

public sealed class FftTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(256)]
    public void The_fast_transform_equals_the_definition_and_its_inverse_leads_back(int n)
    {
        double[] real = new double[n], imaginary = new double[n];
        new Rng(1).Normal<double>(real);
        new Rng(2).Normal<double>(imaginary);
        (double[] expectedReal, double[] expectedImaginary) = FftReference.Forward(real, imaginary);
        double[] re = [.. real], im = [.. imaginary];
        var fft = new Fft(n);
        fft.Forward(re, im);
        Close(expectedReal, re);
        Close(expectedImaginary, im);
        fft.Inverse(re, im);
        Close(real, re);
        Close(imaginary, im);
    }

    [Fact]
    public void A_cosine_has_two_lines() // worked by hand: cos(2π·t·1/4) = 1 0 −1 0 → 0 2 0 2
    {
        double[] real = [1, 0, -1, 0], imaginary = new double[4];
        new Fft(4).Forward(real, imaginary);
        Close([0, 2, 0, 2], real);
        Close([0, 0, 0, 0], imaginary);
    }

    [Fact]
    public void Other_lengths_are_refused() =>
        Assert.Contains("length is 12; expected a power of two", Assert.Throws<ArgumentOutOfRangeException>(() => new Fft(12)).Message);

    private static void Close(double[] expected, double[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-11);
}
