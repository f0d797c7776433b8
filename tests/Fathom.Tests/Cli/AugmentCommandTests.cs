using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary><c>fathom show augment</c>: a sheet of an image and its versions.</summary>
public sealed class AugmentCommandTests : IDisposable
{
    private const byte Ground = 236;

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_an_image_it_shows_a_digit()
    {
        CliRun run = _folder.Run("show", "augment", "--json").Expect(0);
        PngImage sheet = PngFile.Read(_folder.At("digit-augmented.png"));
        Assert.Equal((1, 414, 312), (sheet.Channels, sheet.Width, sheet.Height)); // 12 images of 96 in 3 rows of 4, 6 points between them
        Assert.Contains("sheet: digit-augmented.png, 3 × 4, seed 0", run.Out);
        Assert.Equal(11, (int)run.Json["versions"]!);
        Assert.Equal(["shift", "rotate", "zoom", "erase:0.5"], run.Out.Split('\n').SkipWhile(line => !line.StartsWith('-') && !line.StartsWith('─')).Skip(1).Take(20).Select(line => line.Split(' ')[0]).Where(word => word.Length > 0).Take(4));
        Assert.All(run.Out.Split('\n').SkipLast(2), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void The_sheet_begins_with_the_image_and_shows_what_the_words_say()
    {
        Write("two.png", 3, 4, 6, (c, _, j) => (byte)(j < 3 ? 200 + c : 10 * c));
        _folder.Run("show", "augment", "two.png", "--transforms", "flip:1", "--count", "1", "--out", "sheet.png").Expect(0);
        PngImage sheet = PngFile.Read(_folder.At("sheet.png"));
        Assert.Equal(3, sheet.Channels);
        Assert.Equal((Ground, Ground, Ground), At(sheet, 2, 2));
        // 6 pixels become 96 points; the second image stands below or beside the first
        (int top, int left) = sheet.Width > sheet.Height ? (0, 102) : (70, 0);
        Assert.Equal((200, 201, 202), At(sheet, 10, 10));
        Assert.Equal((0, 10, 20), At(sheet, 10, 96));
        Assert.Equal((0, 10, 20), At(sheet, 10 + top, 10 + left));
        Assert.Equal((200, 201, 202), At(sheet, 10 + top, 96 + left));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_more_versions_change_no_others()
    {
        Write("grey.png", 1, 20, 20, (_, i, j) => (byte)(i * 12 > j * 10 ? 255 : 12 * i));
        byte[] Sheet(string seed, string count)
        {
            _folder.Run("show", "augment", "grey.png", "--seed", seed, "--count", count, "--transforms", "rotate,crop,erase:1,jitter,light,shift,zoom,affine,cutout,noise,upside-down", "--out", "s.png").Expect(0);
            return File.ReadAllBytes(_folder.At("s.png"));
        }

        Assert.Equal(Sheet("3", "8"), Sheet("3", "8"));
        Assert.NotEqual(Sheet("3", "8"), Sheet("4", "8"));
        Sheet("3", "8");
        PngImage few = PngFile.Read(_folder.At("s.png"));
        Sheet("3", "2");
        PngImage two = PngFile.Read(_folder.At("s.png"));
        Assert.Equal(few.Pixels[(40 * few.Width)..((40 * few.Width) + 170)], two.Pixels[(40 * two.Width)..((40 * two.Width) + 170)]);
    }

    [Fact]
    public void Large_images_become_smaller_and_transparent_ones_lie_on_white()
    {
        PngFile.Write(_folder.At("clear.png"), new PngImage(600, 300, 4, new byte[600 * 300 * 4]));
        _folder.Run("show", "augment", "clear.png", "--transforms", "flip", "--count", "3", "--out", "s.png").Expect(0);
        PngImage sheet = PngFile.Read(_folder.At("s.png"));
        Assert.InRange(sheet.Width * sheet.Height, 1, 700 * 700);
        Assert.Equal((255, 255, 255), At(sheet, 20, 20));
    }

    [Theory]
    [InlineData("show augment nothing.png", "there is no file nothing.png. Name a PNG file, or none for a handwritten digit.")]
    [InlineData("show augment text.png", "a PNG file begins with the bytes")]
    [InlineData("show augment cut.png", "cut.png")]
    [InlineData("show augment tiny.png --out tiny.png", "--out tiny.png is the image itself")]
    [InlineData("show augment --out sheet.svg", "expected the name of a file that ends in .png")]
    [InlineData("show augment --transforms flop", "--transforms is 'flop', which is not known. Did you mean 'flip'")]
    [InlineData("show augment --transforms shift:x", "--transforms is 'shift:x'; expected a whole number from 1 to 4096 after the colon, for example --transforms shift:1.")]
    [InlineData("show augment --transforms rotate:400", "--transforms is 'rotate:400'; expected a number from 0 to 180 after the colon, for example --transforms rotate:1.")]
    [InlineData("show augment --transforms shift:1.5", "--transforms is 'shift:1.5'; expected a whole number")]
    [InlineData("show augment --transforms rotate:NaN", "--transforms is 'rotate:nan'; expected a number")]
    [InlineData("show augment --count 0", "--count is '0'; expected a whole number from 1 to 99")]
    [InlineData("show augmnt", "Did you mean 'augment'?")]
    public void Wrong_files_and_words_are_told_with_code_2_and_nothing_is_written(string command, string expected)
    {
        Write("tiny.png", 1, 4, 4, (_, _, _) => 0);
        _folder.Write("text.png", "not a picture");
        _folder.Write("cut.png", File.ReadAllBytes(_folder.At("tiny.png"))[..^20]);
        CliRun run = _folder.Run(command.Split(' ')).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Out);
        Assert.Equal(["cut.png", "text.png", "tiny.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    private static (int, int, int) At(PngImage sheet, int row, int column)
    {
        int at = ((row * sheet.Width) + column) * sheet.Channels;
        return (sheet.Pixels[at], sheet.Pixels[at + 1], sheet.Pixels[at + 2]);
    }

    private void Write(string name, int channels, int height, int width, Func<int, int, int, byte> value)
    {
        byte[] planes = [.. Enumerable.Range(0, channels * height * width).Select(n => value(n / (height * width), n / width % height, n % width))];
        PngFile.Write(_folder.At(name), PngImage.FromPlanes(planes, channels, height, width));
    }
}
