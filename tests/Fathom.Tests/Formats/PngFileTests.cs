using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fathom.Tests.Formats;

/// <summary>PNG files: pictures another program wrote, all kinds made here, interlacing, and everything that must be refused.</summary>
public sealed class PngFileTests
{
    /// <summary>Pictures of 7×5 pixels written by Pillow 9.4, and the values it read back.</summary>
    public static TheoryData<string, string, int, int[]> Pictures => new()
    {
        { "grey", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAM0lEQVR4nAEoANf/AGqY+YO4yAAAFf2Tymv5qQGKC+IvOrQYAtMSF1I6vS4EOZvAMSIw2Wy0EJHgs31FAAAAAElFTkSuQmCC", 1, [106, 152, 249, 131, 184, 200, 0, 21, 253, 147, 202, 107, 249, 169, 138, 149, 119, 166, 224, 148, 172, 93, 167, 142, 248, 26, 81, 218, 150, 66, 2, 191, 60, 129, 179] },
        { "grey with alpha", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAQAAAAjkz5TAAAAVklEQVR4nAFLALT/AVpFDin5Lwn7kaYMuqQpAiEKSLezwcf9hJDtJMwVAQDA6VKLrTH5Ew/tNgkkAXEB5HQiVXSy+ef3LSTAAaCQUoJZpRUoLcYRix/xsvAgN9v4n6MAAAAASUVORK5CYII=", 2, [90, 69, 104, 110, 97, 157, 106, 152, 251, 62, 7, 248, 171, 33, 123, 79, 176, 37, 20, 94, 49, 149, 127, 206, 244, 28, 119, 54, 0, 192, 233, 18, 116, 191, 165, 184, 184, 199, 165, 253, 174, 33, 113, 1, 85, 117, 119, 202, 235, 124, 228, 99, 219, 144, 255, 80, 160, 144, 242, 18, 75, 183, 96, 223, 141, 165, 158, 48, 189, 33] },
        { "RGB", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAAeUlEQVR4nAFuAJH/ADTx/PICnCRa6KywO8q28ORb8RVxOAQ0NiGuruz9P1sQ6fxB/JpldcIvXPQA+xOQeOKnssEjrfI0ARK/AtfjlD7RARbc63Hd9iRnG7EclL/52+3fnZC6RAETZIkHTrNrIrvaFXPyILY89Qy6Xvh5MTkWy8MGjgAAAABJRU5ErkJggg==", 3, [52, 241, 252, 242, 2, 156, 36, 90, 232, 172, 176, 59, 202, 182, 240, 228, 91, 241, 21, 113, 56, 104, 39, 29, 160, 176, 9, 33, 239, 247, 188, 216, 55, 11, 212, 138, 112, 208, 76, 68, 44, 44, 251, 19, 144, 120, 226, 167, 178, 193, 35, 173, 242, 52, 1, 18, 191, 2, 215, 227, 148, 62, 209, 22, 220, 235, 135, 185, 225, 171, 32, 252, 92, 60, 144, 27, 53, 107, 8, 20, 8, 152, 206, 76, 19, 100, 137, 26, 178, 60, 133, 212, 247, 95, 233, 106, 81, 9, 32, 141, 254, 44, 71, 92, 36] },
        { "RGB, filtered", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAAFUlEQVR4nGNk1IhixQAsnJyctBAFAK+eAsPKQylqAAAAAElFTkSuQmCC", 3, [1, 40, 90, 6, 45, 95, 11, 50, 100, 16, 55, 105, 21, 60, 110, 26, 65, 115, 31, 70, 120, 10, 49, 99, 15, 54, 104, 20, 59, 109, 25, 64, 114, 30, 69, 119, 35, 74, 124, 40, 79, 129, 19, 58, 108, 24, 63, 113, 29, 68, 118, 34, 73, 123, 39, 78, 128, 44, 83, 133, 49, 88, 138, 28, 67, 117, 33, 72, 122, 38, 77, 127, 43, 82, 132, 48, 87, 137, 53, 92, 142, 58, 97, 147, 37, 76, 126, 42, 81, 131, 47, 86, 136, 52, 91, 141, 57, 96, 146, 62, 101, 151, 67, 106, 156] },
        { "RGB with alpha", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAYAAACJmvbYAAAAnElEQVR4nAGRAG7/AX2qyPyd7sxCkgb9NnQXxbMcqsqwHEJcftu5UwcBC/bp/Aa9XhFOEbjR4GUO7yGvL+JE364JMQ9tJAQBpoZyee/cyFKmSftG4kwrmuMriARJzgnQxwqEAZWi+u6ICA3wgaLEGAnt5v9AM/sgd70bx8RmT1EBJKhaNOXrjhGt+TJe4ijIiN/j0OfJMCijYIegHjBdR70AeY9RAAAAAElFTkSuQmCC", 4, [125, 170, 200, 252, 26, 152, 148, 62, 172, 158, 145, 116, 32, 181, 86, 39, 60, 95, 32, 215, 88, 161, 124, 85, 51, 90, 207, 92, 11, 246, 233, 252, 17, 179, 71, 13, 95, 196, 255, 222, 63, 41, 13, 205, 96, 216, 60, 175, 164, 183, 234, 184, 213, 198, 87, 220, 12, 156, 111, 110, 138, 139, 35, 213, 220, 49, 72, 217, 34, 11, 89, 248, 217, 187, 132, 85, 221, 0, 184, 94, 173, 199, 97, 226, 149, 162, 250, 238, 29, 170, 7, 222, 158, 76, 203, 246, 167, 57, 177, 245, 231, 108, 172, 21, 94, 41, 199, 220, 34, 143, 22, 45, 36, 168, 90, 52, 9, 147, 232, 69, 182, 140, 26, 163, 152, 180, 226, 43, 119, 151, 178, 18, 64, 199, 218, 181, 160, 78, 122, 211] },
        { "palette of 4 bits", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAB7tOvrAAAAMFBMVEULHuFP9YNGLi/4jksF1s8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB1XbnjAAAAIUlEQVR4nGNQdnJSYHB2cGFgEFFRYWAwURRmYBAwNHIAACkMAwb1dc9OAAAAAElFTkSuQmCC", 3, [70, 46, 47, 248, 142, 75, 5, 214, 207, 70, 46, 47, 5, 214, 207, 70, 46, 47, 70, 46, 47, 5, 214, 207, 248, 142, 75, 5, 214, 207, 11, 30, 225, 5, 214, 207, 5, 214, 207, 11, 30, 225, 79, 245, 131, 5, 214, 207, 70, 46, 47, 5, 214, 207, 70, 46, 47, 5, 214, 207, 11, 30, 225, 248, 142, 75, 5, 214, 207, 70, 46, 47, 79, 245, 131, 79, 245, 131, 248, 142, 75, 11, 30, 225, 79, 245, 131, 11, 30, 225, 248, 142, 75, 79, 245, 131, 248, 142, 75, 70, 46, 47, 5, 214, 207] },
        { "palette of 8 bits", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAMAAAC+RAbqAAADAFBMVEULHuFP9YNGLi/4jksF1s8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB7rZ7jAAAAJElEQVR4nBXIwREAMBCCQFT6rzmXF7PQWVucKOTzejvZmWX1AQcqAFS1jqiAAAAAAElFTkSuQmCC", 3, [70, 46, 47, 248, 142, 75, 5, 214, 207, 70, 46, 47, 5, 214, 207, 70, 46, 47, 70, 46, 47, 5, 214, 207, 248, 142, 75, 5, 214, 207, 11, 30, 225, 5, 214, 207, 5, 214, 207, 11, 30, 225, 79, 245, 131, 5, 214, 207, 70, 46, 47, 5, 214, 207, 70, 46, 47, 5, 214, 207, 11, 30, 225, 248, 142, 75, 5, 214, 207, 70, 46, 47, 79, 245, 131, 79, 245, 131, 248, 142, 75, 11, 30, 225, 79, 245, 131, 11, 30, 225, 248, 142, 75, 79, 245, 131, 248, 142, 75, 70, 46, 47, 5, 214, 207] },
        { "palette of 1 bit", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAQMAAACzVGSbAAAABlBMVEULHuFP9YMYD0stAAAAEklEQVR4nGNwYHBgaGCYw7ADAAkWAlV3Gh2BAAAAAElFTkSuQmCC", 3, [11, 30, 225, 79, 245, 131, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 79, 245, 131, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 79, 245, 131, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 79, 245, 131, 11, 30, 225, 11, 30, 225, 79, 245, 131, 79, 245, 131, 79, 245, 131, 11, 30, 225, 79, 245, 131, 11, 30, 225, 79, 245, 131, 79, 245, 131, 79, 245, 131, 11, 30, 225, 11, 30, 225] },
        { "palette of 2 bits", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAgMAAAD09B5LAAAADFBMVEULHuFP9YNGLi/4jkvP/fREAAAAF0lEQVR4nGPYpMFgwMDg0cBwsoDB9wEAGsoEObyWi0EAAAAASUVORK5CYII=", 3, [70, 46, 47, 248, 142, 75, 11, 30, 225, 70, 46, 47, 11, 30, 225, 70, 46, 47, 70, 46, 47, 11, 30, 225, 248, 142, 75, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 11, 30, 225, 79, 245, 131, 11, 30, 225, 70, 46, 47, 11, 30, 225, 70, 46, 47, 11, 30, 225, 11, 30, 225, 248, 142, 75, 11, 30, 225, 70, 46, 47, 79, 245, 131, 79, 245, 131, 248, 142, 75, 11, 30, 225, 79, 245, 131, 11, 30, 225, 248, 142, 75, 79, 245, 131, 248, 142, 75, 70, 46, 47, 11, 30, 225] },
        { "palette with transparency", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAB7tOvrAAAAD1BMVEULHuFP9YNGLi/4jksF1s/hfCmKAAAAAnRSTlMAgJsrThgAAAAhSURBVHicY1B2clJgcHZwYWAQUVFhYDBRFGZgEDA0cgAAKQwDBvV1z04AAAAASUVORK5CYII=", 4, [70, 46, 47, 255, 248, 142, 75, 255, 5, 214, 207, 255, 70, 46, 47, 255, 5, 214, 207, 255, 70, 46, 47, 255, 70, 46, 47, 255, 5, 214, 207, 255, 248, 142, 75, 255, 5, 214, 207, 255, 11, 30, 225, 0, 5, 214, 207, 255, 5, 214, 207, 255, 11, 30, 225, 0, 79, 245, 131, 128, 5, 214, 207, 255, 70, 46, 47, 255, 5, 214, 207, 255, 70, 46, 47, 255, 5, 214, 207, 255, 11, 30, 225, 0, 248, 142, 75, 255, 5, 214, 207, 255, 70, 46, 47, 255, 79, 245, 131, 128, 79, 245, 131, 128, 248, 142, 75, 255, 11, 30, 225, 0, 79, 245, 131, 128, 11, 30, 225, 0, 248, 142, 75, 255, 79, 245, 131, 128, 248, 142, 75, 255, 70, 46, 47, 255, 5, 214, 207, 255] },
        { "grey of 1 bit", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAQAAAACh4ct1AAAAEklEQVR4nGPoYDJgEmJiYVAAAAbMAPUlxlzOAAAAAElFTkSuQmCC", 1, [255, 0, 0, 0, 255, 0, 0, 255, 0, 255, 255, 255, 0, 0, 255, 255, 0, 0, 255, 0, 255, 255, 255, 0, 0, 255, 255, 255, 0, 0, 255, 0, 0, 0, 0] },
        { "grey of 16 bits", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFEAAAAAD8YXVHAAAAVklEQVR4nAFLALT/AGDE1nFvA76+2yLfbGExAjtmIUtKAfrXvCYTp+XQAA6SaebZRYi3CbEA23FLAJr/dgPyygxZGRMW1SHwAMCnCGJfrPUG8F4FPsqa9JwhdFo7afYAAAAASUVORK5CYII=", 1, [96, 214, 111, 190, 218, 223, 97, 155, 247, 184, 184, 151, 241, 70, 15, 105, 216, 136, 10, 1, 113, 154, 118, 242, 12, 25, 23, 34, 192, 8, 95, 244, 239, 5, 202] },
        { "grey with a transparent value", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAAnRSTlMAatv0RX4AAAAzSURBVHicASgA1/8Aapj5g7jIAAAV/ZPKa/mpAYoL4i86tBgC0xIXUjq9LgQ5m8AxIjDZbLQQkeCzfUUAAAAASUVORK5CYII=", 2, [106, 0, 152, 255, 249, 255, 131, 255, 184, 255, 200, 255, 0, 255, 21, 255, 253, 255, 147, 255, 202, 255, 107, 255, 249, 255, 169, 255, 138, 255, 149, 255, 119, 255, 166, 255, 224, 255, 148, 255, 172, 255, 93, 255, 167, 255, 142, 255, 248, 255, 26, 255, 81, 255, 218, 255, 150, 255, 66, 255, 2, 255, 191, 255, 60, 255, 129, 255, 179, 255] },
        { "RGB with a transparent colour", "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAABnRSTlMAoACwAAmiA96zAAAAeUlEQVR4nAFuAJH/ADTx/PICnCRa6KywO8q28ORb8RVxOAQ0NiGuruz9P1sQ6fxB/JpldcIvXPQA+xOQeOKnssEjrfI0ARK/AtfjlD7RARbc63Hd9iRnG7EclL/52+3fnZC6RAETZIkHTrNrIrvaFXPyILY89Qy6Xvh5MTkWy8MGjgAAAABJRU5ErkJggg==", 4, [52, 241, 252, 255, 242, 2, 156, 255, 36, 90, 232, 255, 172, 176, 59, 255, 202, 182, 240, 255, 228, 91, 241, 255, 21, 113, 56, 255, 104, 39, 29, 255, 160, 176, 9, 0, 33, 239, 247, 255, 188, 216, 55, 255, 11, 212, 138, 255, 112, 208, 76, 255, 68, 44, 44, 255, 251, 19, 144, 255, 120, 226, 167, 255, 178, 193, 35, 255, 173, 242, 52, 255, 1, 18, 191, 255, 2, 215, 227, 255, 148, 62, 209, 255, 22, 220, 235, 255, 135, 185, 225, 255, 171, 32, 252, 255, 92, 60, 144, 255, 27, 53, 107, 255, 8, 20, 8, 255, 152, 206, 76, 255, 19, 100, 137, 255, 26, 178, 60, 255, 133, 212, 247, 255, 95, 233, 106, 255, 81, 9, 32, 255, 141, 254, 44, 255, 71, 92, 36, 255] },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Pictures_of_another_program_have_its_values(string kind, string file, int channels, int[] pixels)
    {
        PngImage image = Read(Convert.FromBase64String(file));
        Assert.Equal((7, 5, channels), (image.Width, image.Height, image.Channels));
        Assert.True(pixels.SequenceEqual(image.Pixels.Select(value => (int)value)), kind);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void What_is_written_is_read_back(string kind, string file, int channels, int[] pixels)
    {
        using var folder = new TemporaryFolder();
        PngFile.Write(folder.At("a.png"), Read(Convert.FromBase64String(file)));
        PngImage image = PngFile.Read(folder.At("a.png"));
        Assert.Equal(channels, image.Channels);
        Assert.True(pixels.SequenceEqual(image.Pixels.Select(value => (int)value)), kind);
        Assert.Equal(File.ReadAllBytes(folder.At("a.png")), PngFile.Encode(image));
    }

    /// <summary>Every kind of pixel in every size of small picture, in the order of Adam7 and row by row: the same picture.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void An_interlaced_picture_is_the_same_picture(int colour, int depth)
    {
        for (int width = 1; width <= 10; width++)
        {
            for (int height = 1; height <= 9; height += 2)
            {
                PngImage plain = Read(PngMaker.Random(colour, depth, width, height, interlaced: false)), interlaced = Read(PngMaker.Random(colour, depth, width, height, interlaced: true));
                Assert.Equal(plain.ToString(), interlaced.ToString());
                Assert.True(plain.Pixels.SequenceEqual(interlaced.Pixels), $"{width}×{height}");
            }
        }
    }

    /// <summary>The example of the filters' definition: rows 1 2 3 and 4 6 9 under each filter.</summary>
    [Theory]
    [InlineData(0, 4, 6, 9)]
    [InlineData(1, 4, 2, 3)]
    [InlineData(2, 3, 4, 6)]
    [InlineData(3, 4, 3, 5)] // 4 − ⌊(0 + 1) / 2⌋, 6 − ⌊(4 + 2) / 2⌋, 9 − ⌊(6 + 3) / 2⌋
    [InlineData(4, 3, 2, 3)] // nearest to 0 + 1 − 0 is 1, to 4 + 2 − 1 is 4, to 6 + 3 − 2 is 6
    public void Filters_are_undone(int filter, int a, int b, int c)
    {
        byte[] file = PngMaker.File(3, 2, 8, 0, [0, 1, 2, 3, (byte)filter, (byte)a, (byte)b, (byte)c]);
        Assert.Equal([1, 2, 3, 4, 6, 9], Read(file).Pixels);
    }

    [Fact]
    public void Data_may_be_cut_into_chunks_anywhere_and_other_chunks_are_passed_over()
    {
        byte[] rows = [0, 10, 20, 0, 30, 40], packed = PngMaker.Packed(rows);
        byte[] file =
        [
            .. PngMaker.Signature, .. PngMaker.Header(2, 2, 8, 0, 0), .. PngMaker.Chunk("gAMA", [0, 1, 0x86, 0xA0]), .. PngMaker.Chunk("tEXt", "Comment\0hello"u8.ToArray()),
            .. packed.SelectMany(value => PngMaker.Chunk("IDAT", [value])), .. PngMaker.Chunk("IDAT", []), .. PngMaker.Chunk("tIME", new byte[7]), .. PngMaker.End, 1, 2, 3,
        ];
        Assert.Equal([10, 20, 30, 40], Read(file).Pixels);
    }

    [Fact]
    public void Pictures_become_planes_as_documented()
    {
        Assert.Equal([10, 200, 20, 210, 30, 220], new PngImage(2, 1, 3, [10, 20, 30, 200, 210, 220]).ToPlanes(3));
        Assert.Equal([(byte)((299 * 10 + 587 * 20 + 114 * 30 + 500) / 1000), 255], new PngImage(2, 1, 3, [10, 20, 30, 255, 255, 255]).ToPlanes(1));
        Assert.Equal([7, 9, 7, 9, 7, 9], new PngImage(2, 1, 1, [7, 9]).ToPlanes(3));
        Assert.Equal([0, 255, 127], new PngImage(3, 1, 2, [0, 255, 0, 0, 0, 128]).ToPlanes(1)); // black ink, none, half
        Assert.Equal([255, 255, 255], new PngImage(1, 1, 4, [1, 2, 3, 0]).ToPlanes(3));
        Assert.Equal([1, 10, 100, 2, 20, 200], PngImage.FromPlanes([1, 2, 10, 20, 100, 200], 3, 1, 2).Pixels);
    }

    [Fact]
    public void A_file_has_signature_header_data_and_end()
    {
        byte[] png = PngFile.Encode(new PngImage(1, 1, 1, [200]));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55], png[..33]);
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Of("6789"u8, Crc32.Of("12345"u8)));
    }

    [Fact]
    public void A_smooth_picture_is_written_small()
    {
        byte[] pixels = [.. Enumerable.Range(0, 100 * 100).Select(i => (byte)((i % 100) + (i / 100)))];
        Assert.InRange(PngFile.Encode(new PngImage(100, 100, 1, pixels)).Length, 0, 700);
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Contains("channels is 5", Assert.Throws<ArgumentOutOfRangeException>(() => new PngImage(1, 1, 5, new byte[5])).Message);
        Assert.Contains("2×2 pixels with 1 channels has 4 bytes; got 3", Assert.Throws<ArgumentException>(() => PngImage.FromPlanes([1, 2, 3], 1, 2, 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PngImage(0, 1, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PngImage(1, 1, 1, [1]).ToPlanes(2));
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_with_where_it_ends()
    {
        byte[] file = Convert.FromBase64String(Pictures.First().Data.Item2);
        for (int length = 1; length < file.Length; length++)
            Refused(file[..length], "the file ends here", length);
        Refused([], "found nothing", 0);
    }

    [Fact]
    public void One_altered_bit_anywhere_is_refused()
    {
        byte[] file = Convert.FromBase64String(Pictures.First().Data.Item2);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] bad = [.. file];
            bad[i] ^= (byte)(1 << (i % 8));
            Refused(bad, "");
        }
    }

    [Fact]
    public void Wrong_checksums_are_named_with_their_chunk()
    {
        byte[] file = PngMaker.File(1, 1, 8, 0, [0, 7]);
        file[29] ^= 1;
        Assert.Contains("the chunk IHDR has the checksum", Refused(file, "its bytes have", 8).Message);
        byte[] packed = PngMaker.Packed([0, 7]);
        packed[^1] ^= 1;
        Refused(PngMaker.Of(1, 1, 8, 0, 0, PngMaker.Chunk("IDAT", packed)), "", 33);
        Refused(PngMaker.Of(1, 1, 8, 0, 0, PngMaker.Chunk("IDAT", packed[..^4])), "checksum", 33);
        Refused(PngMaker.Of(1, 1, 8, 0, 0, PngMaker.Chunk("IDAT", packed[..^6])), "", 33);
    }

    [Fact]
    public void Headers_that_no_picture_has_are_refused()
    {
        byte[] data = PngMaker.Chunk("IDAT", PngMaker.Packed([0, 7]));
        Refused(PngMaker.Of(0, 1, 8, 0, 0, data), "0×1 pixels", 16);
        Refused(PngMaker.Of(1, -1, 8, 0, 0, data), "1×4294967295 pixels", 16);
        Refused(PngMaker.Of(1, 1, 3, 0, 0, data), "the bit depth is 3 with colour type 0", 24);
        Refused(PngMaker.Of(1, 1, 4, 2, 0, data), "the bit depth is 4 with colour type 2", 24);
        Refused(PngMaker.Of(1, 1, 8, 5, 0, data), "colour type 5", 24);
        Refused(PngMaker.Of(1, 1, 8, 0, 2, data), "interlace 2", 26);
        Refused([.. PngMaker.Signature, .. PngMaker.Chunk("IHDR", new byte[12]), .. data, .. PngMaker.End], "has 12 bytes; expected 13", 8);
        Refused([.. PngMaker.Signature, .. data, .. PngMaker.End], "the chunk IDAT stands where the header, IHDR, must be", 8);
        Refused("GIF89a"u8.ToArray(), "begins with the bytes 89504E47", 0);
        Refused([0xFF, 0xD8, 0xFF, 0xE0, .. new byte[60]], "JPEG", 0);
    }

    [Fact]
    public void Chunks_that_contradict_each_other_are_refused()
    {
        byte[] data = PngMaker.Chunk("IDAT", PngMaker.Packed([0, 1])), palette = PngMaker.Chunk("PLTE", [1, 2, 3, 4, 5, 6]);
        Refused(PngMaker.Of(1, 1, 8, 0, 0), "without a picture");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, data), "there is no PLTE");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, data, palette), "one after the picture");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, palette, palette, data), "a second palette");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, PngMaker.Chunk("PLTE", [1, 2]), data), "a palette of 2 bytes");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, PngMaker.Chunk("PLTE", new byte[771]), data), "the chunk PLTE has 771 bytes");
        Refused(PngMaker.Of(1, 1, 8, 0, 0, palette, data), "a grey picture has no palette");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, palette, PngMaker.Chunk("tRNS", [1, 2, 3]), data), "a transparency of 3 bytes");
        Refused(PngMaker.Of(1, 1, 8, 6, 0, PngMaker.Chunk("tRNS", [1, 2]), data), "a transparency of 2 bytes");
        Refused(PngMaker.Of(1, 1, 8, 0, 0, data, PngMaker.Chunk("tEXt", [1]), data), "apart from the others");
        Refused(PngMaker.Of(1, 1, 8, 0, 0, PngMaker.Chunk("ABCD", []), data), "the unknown chunk ABCD");
        Refused(PngMaker.Of(1, 1, 8, 0, 0, PngMaker.Header(1, 1, 8, 0, 0), data), "no second header");
        Refused(PngMaker.Of(1, 1, 8, 3, 0, palette, PngMaker.Chunk("IDAT", PngMaker.Packed([0, 2]))), "row 0 uses colour 2; the palette has 2");
        Refused(PngMaker.File(1, 2, 8, 0, [0, 1, 5, 1]), "row 1 has the filter 5");
        Refused(PngMaker.File(2, 2, 8, 0, [0, 1, 1, 0, 1]), "the data end before the last of 2 rows");
        Refused(PngMaker.File(1, 1, 8, 0, [0, 1, 0]), "more data than 1×1 pixels need");
    }

    [Fact]
    public void Bombs_are_refused_by_what_they_declare()
    {
        Refused(PngMaker.File(60_000, 60_000, 8, 6, [0, 1]), "more than", 16);
        Refused(PngMaker.File(int.MaxValue, int.MaxValue, 16, 6, [0, 1]), "more than", 16);
        Refused(PngMaker.File(8_000_000, 1, 8, 0, new byte[8_000_001]), "rows of 8,000,000 bytes", 16);

        // The right number of bytes but for one, in 20 kB: the picture itself would take 20 MB.
        Refused(PngMaker.File(4000, 5000, 8, 0, new byte[(4001 * 5000) - 1]), "the data end before");
        byte[] rows = new byte[4001 * 5000];
        rows[^4001] = 9;
        Refused(PngMaker.File(4000, 5000, 8, 0, rows), "row 4999 has the filter 9");
    }

    [Fact]
    public void A_picture_of_one_row_costs_no_more_than_others()
    {
        byte[] row = new byte[4_000_001];
        new Random(1).NextBytes(row.AsSpan(1));
        byte[] packed = PngMaker.Packed(row);
        Assert.Equal(row[1..], Read(PngMaker.Of(4_000_000, 1, 8, 0, 0, PngMaker.Chunk("IDAT", packed))).Pixels);
        packed[^1] ^= 1;
        Refused(PngMaker.Of(4_000_000, 1, 8, 0, 0, PngMaker.Chunk("IDAT", packed)), "cannot be unpacked");
    }

    [Fact]
    public void Data_packed_with_a_dictionary_are_refused() =>
        Refused(PngMaker.Of(1, 1, 8, 0, 0, PngMaker.Chunk("IDAT", [0x78, 0x20, 1, 2, 3, 4, 5, 6, 7, 8])), "cannot be unpacked");

    private static PngImage Read(byte[] file) => PngFile.Read(new MemoryStream(file), "test");

    private static FileFormatException Refused(byte[] file, string words, long? offset = null) => Refusal.Of(file, (stream, name) => PngFile.Read(stream, name), words, offset);
}

/// <summary>Makes PNG files, right ones and wrong ones, chunk by chunk.</summary>
internal static class PngMaker
{
    // Adam7: first column and row, and the steps between.
    private static readonly (int X, int Y, int ByX, int ByY)[] s_passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static byte[] Signature => [0x89, .. "PNG\r\n\u001a\n"u8];

    public static byte[] End => Chunk("IEND", []);

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        return [.. Number((uint)data.Length), .. body, .. Number(Crc32.Of(body))];
    }

    public static byte[] Header(int width, int height, int depth, int colour, int interlace) =>
        Chunk("IHDR", [.. Number((uint)width), .. Number((uint)height), (byte)depth, (byte)colour, 0, 0, (byte)interlace]);

    public static byte[] Of(int width, int height, int depth, int colour, int interlace, params byte[][] chunks) =>
        [.. Signature, .. Header(width, height, depth, colour, interlace), .. chunks.SelectMany(chunk => chunk), .. End];

    public static byte[] File(int width, int height, int depth, int colour, byte[] rows) => Of(width, height, depth, colour, 0, Chunk("IDAT", Packed(rows)));

    public static byte[] Packed(byte[] rows)
    {
        var packed = new MemoryStream();
        using (var data = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            data.Write(rows);
        return packed.ToArray();
    }

    /// <summary>A picture of seeded random samples, pixel by pixel the same whether it is interlaced or not; filters change from row to row.</summary>
    public static byte[] Random(int colour, int depth, int width, int height, bool interlaced)
    {
        int samples = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var random = new Random((colour * 100) + depth);
        int[] values = new int[width * height * samples];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.Next(1 << depth);
        var rows = new List<byte>();
        foreach (var (x0, y0, byX, byY) in interlaced ? s_passes : [(0, 0, 1, 1)])
        {
            byte[]? above = null;
            for (int y = y0; y < height && x0 < width; y += byY)
            {
                var bits = new List<int>();
                for (int x = x0; x < width; x += byX)
                    for (int s = 0; s < samples; s++)
                        for (int bit = depth - 1; bit >= 0; bit--)
                            bits.Add((values[(((y * width) + x) * samples) + s] >> bit) & 1);
                byte[] row = [.. bits.Chunk(8).Select(eight => (byte)eight.Select((bit, i) => bit << (7 - i)).Sum())];
                byte[] filtered = new byte[row.Length];
                int filter = random.Next(5);
                PngFilter.Apply(filter, row, above ?? new byte[row.Length], filtered, Math.Max(1, samples * depth / 8));
                rows.Add((byte)filter);
                rows.AddRange(filtered);
                above = row;
            }
        }

        byte[][] palette = colour == 3 ? [Chunk("PLTE", [.. Enumerable.Range(0, 3 << depth).Select(i => (byte)(i * 7))])] : [];
        return Of(width, height, depth, colour, interlaced ? 1 : 0, [.. palette, Chunk("IDAT", Packed([.. rows]))]);
    }

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
