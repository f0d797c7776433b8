namespace Fathom.Tests.Data;

/// <summary>Tables of synonyms from files.</summary>
public sealed class SynonymTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fathom-words-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_table_is_read_line_by_line()
    {
        SynonymReplacement table = SynonymReplacement.FromCsv(Write("# sizes\nbig, large\n\n\"tiny\",\"small, really\"\nBIG,huge\n"), p: 1);
        Assert.Equal(2, table.Count);
        Assert.Equal("small, really", table.Apply("tiny"));
        Assert.Equal(["huge", "large"], Enumerable.Range(0, 50).Select(seed => table.Apply("big", new Rng((ulong)seed))).Distinct().Order());
    }

    [Theory]
    [InlineData("big,large\nsmall\n", "line 2 is a word without a synonym: small")]
    [InlineData("big,,large\n", "line 1 is a line with an empty field")]
    [InlineData("big,\"large\n", "line 1 is a quote that does not end")]
    [InlineData("# nothing\n", "the file holds no word")]
    public void A_wrong_line_is_named(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FileFormatException>(() => SynonymReplacement.FromCsv(Write(text))).Message);

    [Fact]
    public void A_table_that_is_no_text_is_refused()
    {
        string path = Write("");
        File.WriteAllBytes(path, [(byte)'a', (byte)',', 0xE9, (byte)'\n']);
        Assert.Contains("no valid UTF-8", Assert.Throws<FileFormatException>(() => SynonymReplacement.FromCsv(path)).Message);
        Assert.Contains("this is a folder", Assert.Throws<FileFormatException>(() => SynonymReplacement.FromCsv(_folder)).Message);
        Assert.Equal("huge", SynonymReplacement.FromCsv(Write("big,huge\r\n"), p: 1).Apply("big"));
    }

    [Fact]
    public void A_table_without_synonyms_is_refused()
    {
        Assert.Contains("the word 'a' has no synonym", Assert.Throws<ArgumentException>(() => new SynonymReplacement(new Dictionary<string, string[]> { ["a"] = [] })).Message);
        Assert.Contains("has an empty word", Assert.Throws<ArgumentException>(() => TokenMasking.Bert(["a", ""])).Message);
        Assert.Contains("the vocabulary is empty", Assert.Throws<ArgumentException>(() => TokenMasking.Bert([])).Message);
        Assert.Contains("mask is 9", Assert.Throws<ArgumentOutOfRangeException>(() => TokenMasking.OfTokens(Tensor.From(1L), mask: 9, vocabulary: 3)).Message);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "table.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
