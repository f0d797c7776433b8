namespace Fathom.Tests.Cli;

/// <summary>Small images for tests.</summary>
internal static class ImageData
{
    /// <summary>MNIST's four files, in small: class c is a bar at its own height.</summary>
    public static void WriteIdx(CliFolder folder, string name = "idx", int lost = 0)
    {
        Directory.CreateDirectory(folder.At(name));
        Part("train", 80, lost);
        Part("t10k", 40, 0);

        void Part(string part, int count, int without)
        {
            byte[] pixels = new byte[(count - without) * 28 * 28], labels = new byte[count];
            var rng = new Rng((ulong)count);
            for (int i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % 10);
                for (int p = 0; p < 28 * 28 && i < count - without; p++)
                    pixels[(i * 28 * 28) + p] = (byte)((p / 28 / 2 == labels[i] + 2 ? 200 : 0) + (int)(50 * rng.NextDouble()));
            }

            IdxFile.Write(folder.At(Path.Combine(name, $"{part}-images-idx3-ubyte")), NumberArray.From<byte>(pixels, count - without, 28, 28));
            IdxFile.Write(folder.At(Path.Combine(name, $"{part}-labels-idx1-ubyte")), NumberArray.From<byte>(labels, count));
        }
    }

    /// <summary>Two classes of colour images, 24 of each.</summary>
    public static void WriteFolders(CliFolder folder, string name)
    {
        string[] classes = ["green", "red"];
        foreach (string one in classes)
        {
            Directory.CreateDirectory(folder.At(Path.Combine(name, one)));
            for (int i = 0; i < 24; i++)
                WritePng(folder.At(Path.Combine(name, one, $"{i}.png")), 3, 12, 12, one == "red" ? 0 : 1, (ulong)i);
        }
    }

    /// <summary>Noise with one bright channel.</summary>
    public static void WritePng(string path, int channels, int height, int width, int bright = 0, ulong seed = 0)
    {
        byte[] pixels = new byte[channels * height * width];
        var rng = new Rng(seed);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i % channels == bright ? 120 : 0) + (int)(100 * rng.NextDouble()));
        PngFile.Write(path, new PngImage(width, height, channels, pixels));
    }
}
