namespace Fathom.Cli;

/// <summary>Images to predict: a PNG file, a folder of them, or an IDX file; all of the size the model takes.</summary>
internal static class ImageFiles
{
    /// <summary>The images one by one, each with its name.</summary>
    /// <param name="shown">As the user wrote it.</param>
    /// <param name="path">As the file system needs it.</param>
    /// <param name="input">What the model takes.</param>
    /// <exception cref="DatasetException">There are no images, or one has another size: it is named.</exception>
    /// <exception cref="FileFormatException">A file is no image, or damaged.</exception>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Pixels)> Read(string shown, string path, ImageInput input)
    {
        if (Directory.Exists(path))
        {
            string[] files = ImageFolder.Pictures(path);
            if (files.Length == 0)
                throw new DatasetException($"{shown} holds no PNG files. Name an image, a folder of images, or an IDX file.");
            return files.Select(file => (Path.GetRelativePath(path, file), ReadPng(file, input)));
        }

        if (!File.Exists(path))
            throw new UsageException($"{shown} does not exist. Name an image (PNG), a folder of images, or an IDX file.");
        return IsPng(path) ? [(shown, ReadPng(path, input))] : ReadIdx(shown, path, input);
    }

    private static ReadOnlyMemory<byte> ReadPng(string file, ImageInput input)
    {
        PngImage image = PngFile.Read(file);
        return image.Height == input.Shape[1] && image.Width == input.Shape[2]
            ? image.ToPlanes(input.Shape[0])
            : throw new DatasetException($"{file} has {image.Height}×{image.Width} pixels (height × width); the model takes images of {ImageInput.Size(input.Shape)}. Scale or cut it to that size.");
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Pixels)> ReadIdx(string shown, string path, ImageInput input)
    {
        NumberArray images = IdxFile.Read(path);
        int[] shape = images.Shape.ToArray();
        int[] one = shape.Length == 3 ? [1, .. shape[1..]] : shape.Length == 4 ? shape[1..] : [];
        if (images.Type != NumberType.UInt8 || !one.AsSpan().SequenceEqual(input.Shape.AsSpan()))
            throw new DatasetException($"{shown} holds {images}; the model takes {input.Words}, bytes of shape (N, {input.Shape[1]}, {input.Shape[2]}){(input.Shape[0] == 1 ? "" : " with colours before the height")}.");
        int length = input.Shape.Length;
        return Enumerable.Range(0, shape[0]).Select(row => ($"{Path.GetFileName(shown)}#{row}", images.Bytes.Slice(row * length, length)));
    }

    private static bool IsPng(string path)
    {
        Span<byte> head = stackalloc byte[4];
        using FileStream stream = File.OpenRead(path);
        return Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) || (stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual((ReadOnlySpan<byte>)[0x89, .. "PNG"u8]));
    }
}
