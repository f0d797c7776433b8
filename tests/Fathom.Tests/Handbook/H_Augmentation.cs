namespace Fathom.Tests.Handbook;

/// <summary>Handbook H5 to H7: augmentation of images, texts and sound.</summary>
public sealed partial class H_Augmentation
{
    [Fact]
    public void H5_Targets_of_mixup_are_blended_as_features_are()
    {
        // λ = 0.7 of a cat (class 0) with a dog (class 2); 0.25 of the dog with the cat
        Tensor x = Tensor.From([1.0, 2, 5, 10], [2, 2]), y = Tensor.From([1.0, 0, 0, 0, 0, 1], [2, 3]);
        Tensor partners = Tensor.From([1L, 0]), lambda = Tensor.From(0.7, 0.25);
        Close([2.2, 4.4, 2, 4], Mixup.Blend(x, partners, lambda));
        Close([0.7, 0, 0.3, 0.75, 0, 0.25], Mixup.Blend(y, partners, lambda));
    }

    [Theory]
    [InlineData(4, 4, 0.75, 2, 2, 4, 4, 0.84)] // side ½ of 10 is 5, half of it 2: 4 × 4 of 100 pixels
    [InlineData(0, 9, 0.75, 0, 7, 2, 3, 0.94)] // at the corner 2 × 3 are left: the target follows the true area, not λ
    [InlineData(5, 0, 0.36, 1, 0, 8, 4, 0.68)] // side .8 of 10 is 8: half of the width is cut off
    [InlineData(5, 5, 0.0, 0, 0, 10, 10, 0.0)] // all of the other image
    [InlineData(5, 5, 1.0, 5, 5, 0, 0, 1.0)] // nothing of it
    public void H5_CutMix_weighs_targets_by_the_area_that_stayed(int centreI, int centreJ, double lambda, int top, int left, int height, int width, double kept)
    {
        CutMix.Patch patch = CutMix.Patch.About(centreI, centreJ, lambda, 10, 10);
        Assert.Equal(new CutMix.Patch(top, left, height, width), patch);
        Assert.Equal(kept, patch.Kept(10, 10), 1e-12);
    }

    [Fact]
    public void H5_CutMix_pastes_a_rectangle_of_the_partner()
    {
        Tensor x = Tensor.Range(0, 24).Reshape(2, 1, 3, 4), mixed = x.Copy();
        CutMix.Paste(x, mixed, row: 0, from: 1, new CutMix.Patch(1, 2, 2, 2));
        Assert.Equal([0, 1, 2, 3, 4, 5, 18, 19, 8, 9, 22, 23, .. Enumerable.Range(12, 12).Select(i => (float)i)], mixed.ToArray<float>());
    }

    [Fact]
    public void H5_CutMix_of_a_batch_gives_each_class_the_share_of_pixels_it_has()
    {
        // Every pixel of an image is its label, so that pixels can be counted; two channels, as rectangles go through all of them.
        const int rows = 40, classes = 5;
        Tensor labels = Tensor.From([.. Enumerable.Range(0, rows).Select(i => (long)(i % classes))], [rows]);
        Tensor x = Tensor.Zeros([rows, 2, 6, 7]);
        for (int i = 0; i < rows; i++)
            x[i].Fill(i % classes);
        (Tensor mixedX, Tensor mixedY) = new CutMix().Apply(x, labels, classes, new Rng(1));
        for (int i = 0; i < rows; i++)
        {
            float[] pixels = mixedX[i].ToArray<float>();
            for (int label = 0; label < classes; label++)
                Assert.Equal(pixels.Count(pixel => pixel == label) / (double)pixels.Length, mixedY.GetElement((i * classes) + label), 1e-6);
        }

        Assert.Contains(mixedY.ToArray<float>(), share => share is > 0.1f and < 0.9f);
        Assert.Equal(mixedX.ToArray<float>(), new CutMix().Apply(x, labels, classes, new Rng(1)).X.ToArray<float>());
        Assert.True(double.IsFinite(Loss.SoftCrossEntropy(Tensor.Zeros([rows, classes]), mixedY).ToScalar()));
    }

    [Fact]
    public void H5_CutMix_says_what_it_cannot_do()
    {
        Tensor x = Tensor.Zeros([2, 3]), labels = Tensor.From(0L, 1);
        Assert.Contains("expected images (N, C, H, W)", Assert.Throws<ShapeException>(() => new CutMix().Apply(x, labels, 2)).Message);
        Assert.Contains("CutMix: y is label 1 in row 1", Assert.Throws<ShapeException>(() => new CutMix().Apply(Tensor.Zeros([2, 1, 2, 2]), labels, 1)).Message);
        Assert.Contains("alpha is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new CutMix(-1)).Message);
    }

    private static void Close(double[] expected, Tensor actual, double tolerance = 1e-9) =>
        Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) <= tolerance);
}
