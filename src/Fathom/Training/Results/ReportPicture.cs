namespace Fathom;

/// <summary>A small picture as plain data: what a run keeps of an image for its report.</summary>
/// <param name="Png">The picture as a PNG file.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Caption">What it is.</param>
/// <param name="Note">A second line; empty for none.</param>
public sealed record ReportPicture(byte[] Png, int Width, int Height, string Caption, string Note = "")
{
    /// <summary>The picture of bytes.</summary>
    /// <param name="pixels">0…255, channel by channel, row by row.</param>
    /// <param name="shape">(C, H, W); C is 1 for grey, 3 for red, green and blue.</param>
    /// <param name="caption">What it is.</param>
    /// <param name="note">A second line; empty for none.</param>
    public static ReportPicture Of(ReadOnlySpan<byte> pixels, Shape shape, string caption, string note = "") =>
        new(PngFile.Encode(PngImage.FromPlanes(pixels, shape[0], shape[1], shape[2])), shape[2], shape[1], caption, note);
}
