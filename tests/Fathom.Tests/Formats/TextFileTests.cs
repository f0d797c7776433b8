using System.Text;

namespace Fathom.Tests.Formats;

public sealed class TextFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fathom-text-{Guid.NewGuid():N}.txt");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("Grüße, 猫 🐈\r\nzwei\n", "Grüße, 猫 🐈\r\nzwei\n")]
    [InlineData("\uFEFFmarked", "marked")]
    public void Text_is_read_as_it_stands_but_for_a_byte_order_mark(string written, string expected)
    {
        File.WriteAllText(_path, written, new UTF8Encoding(false));
        Assert.Equal(expected, TextFile.Read(_path));
    }

    [Fact]
    public void Paths_that_lead_nowhere_are_named()
    {
        Assert.Contains("there is no such file", Assert.Throws<FileNotFoundException>(() => TextFile.Read(_path)).Message);
        Assert.Contains("this is a folder: give a text file", Assert.Throws<FileFormatException>(() => TextFile.Read(Path.GetTempPath())).Message);
    }

    [Theory]
    [InlineData("", "the file is empty", 0L)]
    [InlineData("EFBBBF", "the file is empty", null)]
    [InlineData("616200", "a byte of 0", 2L)]
    [InlineData("FFFE6100", "a byte of 0", 3L)]
    [InlineData("6162E96364", "no valid UTF-8", 2L)]
    [InlineData("EFBBBF61FF", "no valid UTF-8", 4L)]
    [InlineData("61E28C", "no valid UTF-8", 1L)]
    public void What_is_no_text_is_refused_with_its_place(string hex, string expected, long? offset)
    {
        File.WriteAllBytes(_path, Convert.FromHexString(hex));
        var fault = Assert.Throws<FileFormatException>(() => TextFile.Read(_path));
        Assert.Contains(expected, fault.Message);
        Assert.Equal(offset, fault.Offset);
    }
}
