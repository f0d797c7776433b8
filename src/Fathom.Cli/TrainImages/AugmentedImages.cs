namespace Fathom.Cli;

/// <summary>Images changed at random in every epoch, then normalized: what lies beyond an edge is black as in the image itself, not the mean.</summary>
/// <param name="images">The images, normalized; their bytes are what is changed.</param>
/// <param name="augmentation">How; it keeps the size.</param>
internal sealed class AugmentedImages(ImageRows images, Augmentation augmentation) : RowSource
{
    public override int Count => images.Count;

    public override Shape XShape => images.XShape;

    public override Shape YShape => images.YShape;

    public override bool IsCostly => true;

    public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        Span<float> all = x.AsSpan<float>();
        float[] image = new float[XShape.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<byte> pixels = images.Pixels(rows[i]);
            for (int p = 0; p < image.Length; p++)
                image[p] = pixels[p] / 255f;
            Span<float> changed = all.Slice(i * image.Length, image.Length);
            epoch.MoveToRow(rows[i]);
            augmentation.Change(image, XShape, changed, epoch);
            Normalize(changed);
        }

        images.FillY(rows, y);
    }

    public override void FillY(ReadOnlySpan<int> rows, Tensor y) => images.FillY(rows, y);

    private void Normalize(Span<float> image)
    {
        int plane = XShape[1] * XShape[2];
        for (int i = 0; i < image.Length; i++)
            image[i] = (float)((image[i] - images.Mean[i / plane]) / images.Deviation[i / plane]);
    }
}
