using System.IO.Compression;
using System.Text;

namespace Fathom.Tests.Tabular;

public sealed class CsvFaultTests : IDisposable
{
    private readonly TableFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static DatasetException Parse(string text, CsvOptions? options = null) => Assert.Throws<DatasetException>(() => Table.ParseCsv(text, options, "t.csv"));

    private DatasetException Read(byte[] bytes, string name = "t.csv", CsvOptions? options = null)
    {
        string path = _files.Write(name, bytes);
        var e = Assert.Throws<DatasetException>(() => Table.ReadCsv(path, options));
        Assert.Equal(path, e.File);
        Assert.StartsWith(path, e.Message);
        return e;
    }

    [Fact]
    public void A_missing_file_offers_its_neighbours()
    {
        _files.Write("houses.csv", "a\n1\n");
        string path = _files.At("huoses.csv");
        var e = Assert.Throws<DatasetException>(() => Table.ReadCsv(path));
        Assert.Equal($"{path}: no such file. Did you mean 'houses.csv'? Check the spelling and the folder you are in.", e.Message);
        Assert.Contains("does not exist either", Assert.Throws<DatasetException>(() => Table.ReadCsv(_files.At("no/t.csv"))).Message);
    }

    [Fact]
    public void A_folder_is_not_a_file() =>
        Assert.EndsWith("this is a folder; expected a CSV file. Name the file inside it.", Assert.Throws<DatasetException>(() => Table.ReadCsv(_files.Folder)).Message);

    [Fact]
    public void An_empty_file_and_one_of_blank_lines_are_refused()
    {
        Assert.Equal("t.csv: the file is empty; expected a header line and rows.", Parse("").Message);
        Assert.Equal("t.csv: the file holds only blank lines; expected a header line and rows.", Parse("\n  \n\r\n").Message);
        Assert.EndsWith("the file is empty; expected a header line and rows.", Read([]).Message);
    }

    [Fact]
    public void A_header_alone_is_refused() =>
        Assert.Equal("t.csv: there is a header (2 columns) but no rows. If the first line is data, say that there is no header (--no-header).", Parse("a,b\n\n").Message);

    [Fact]
    public void A_short_row_is_refused_with_line_expected_and_found()
    {
        var e = Parse("a,b,c\n1,2,3\n\n4,5\n");
        Assert.Equal("t.csv, line 4: 2 fields, expected 3 as in the header (line 1). Is the line cut short, or a field left out?", e.Message);
        Assert.Equal(("t.csv", 4L), (e.File, e.Line!.Value));
    }

    [Fact]
    public void A_long_row_is_refused_and_lines_inside_quotes_are_counted() =>
        Assert.Equal("t.csv, line 4: 3 fields, expected 2 as in the header (line 1). Does a field hold a ',' without quotes around it?", Parse("a,b\n\"x\ny\",2\n3,4,5\n").Message);

    [Fact]
    public void A_first_line_that_describes_the_file_is_named_as_the_cause()
    {
        string message = Parse("569,30,malignant,benign\n17.99,10.38,122.8,1001,0\n").Message;
        Assert.Equal("t.csv, line 2: 5 fields, expected 4 as in the header (line 1). Line 1 ('569', '30', 'malignant', 'benign') does not look like column names: delete it and add --no-header.", message);
    }

    [Fact]
    public void Without_a_header_the_first_row_sets_the_number_of_fields() =>
        Assert.Contains("2 fields, expected 3 as in the first row (line 1).", Parse("1,2,3\n4,5\n", new() { HasHeader = false }).Message);

    [Fact]
    public void Duplicate_and_empty_header_names_are_refused()
    {
        Assert.Equal("t.csv, line 1: the name 'b' stands in the header twice, for columns 2 and 4. Name the columns (--columns a,b,c) or edit the first line.", Parse("a,b,c,b\n1,2,3,4\n").Message);
        Assert.Equal("t.csv, line 1: column 2 of 3 has no name in the header. Name the columns (--columns a,b,c) or edit the first line.", Parse("a, ,c\n1,2,3\n").Message);
        Assert.Contains("The line looks like data: say that there is no header (--no-header)", Parse("39,State,0,0\n50,Self,1,2\n").Message);
        Assert.Contains("'x' stands in the given column names twice", Parse("1,2\n", new() { HasHeader = false, ColumnNames = ["x", "x"] }).Message);
    }

    [Fact]
    public void As_many_names_as_columns_must_be_given() =>
        Assert.Equal("t.csv, line 1: 3 column names given, but line 1 has 2 fields ('1', '2').", Parse("1,2\n", new() { HasHeader = false, ColumnNames = ["x", "y", "z"] }).Message);

    [Theory]
    [InlineData("a,b\n1,2\n3,\"x\n4,5\n", 3, "a quote (\") opened in the record that starts here is never closed")]
    [InlineData("a,b\n\"a\"b,2\n", 2, "there is text after the closing quote of a field")]
    [InlineData("a,b\n1,2\n3,x\"y\n", 3, "there is a quote (\") inside a field that does not start with one")]
    public void Bad_quotes_are_refused_with_their_line(string text, long line, string what)
    {
        var e = Parse(text);
        Assert.Contains(what, e.Message);
        Assert.Equal(line, e.Line);
    }

    [Fact]
    public void Files_that_are_not_text_are_refused_with_what_they_look_like()
    {
        Assert.Contains("a zip archive or an Excel workbook", Read([0x50, 0x4B, 3, 4, 1, 2]).Message);
        Assert.Contains("gzip data. Give the file a name that ends in .gz", Read([0x1F, 0x8B, 8, 0]).Message);
        Assert.Contains("an old Excel workbook", Read([0xD0, 0xCF, 0x11, 0xE0, 1]).Message);
        Assert.Contains("a PNG picture", Read([0x89, .. "PNG\r\n"u8]).Message);
        Assert.Contains("a PDF document", Read("%PDF-1.7"u8.ToArray()).Message);
        Assert.Contains("a Parquet file", Read("PAR1...."u8.ToArray()).Message);
        Assert.Contains("a web page (HTML)", Read("\n <!DOCTYPE html><p>a,b"u8.ToArray()).Message);
        Assert.Contains("a binary file (byte 4 is zero)", Read([(byte)'a', (byte)',', (byte)'b', 0, 1, 2, 3, 4, 5, 6]).Message);
    }

    [Fact]
    public void Utf16_is_refused_with_and_without_a_mark()
    {
        Assert.Contains("UTF-16 text. Save it as UTF-8", Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a,b\n1,2\n")]).Message);
        Assert.Contains("UTF-16 text. Save it as UTF-8", Read([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("a,b\n1,2\n")]).Message);
        Assert.Contains("UTF-16 text. Save it as UTF-8", Read(Encoding.Unicode.GetBytes("a,b\n1,2\n")).Message);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused_with_its_place()
    {
        var e = Read(Encoding.Latin1.GetBytes("a,b\n1,x\n2,café au lait\n"));
        Assert.EndsWith("the text is not UTF-8 (byte 0xE9); it is probably Windows-1252 or Latin-1. Save the file as UTF-8.", e.Message);
        Assert.Equal((3L, "b"), (e.Line!.Value, e.Column!));
        Assert.Equal(1, Read(Encoding.Latin1.GetBytes("é,b\n1,x\n")).Line);
    }

    [Fact]
    public void A_zero_byte_deep_in_the_file_is_refused()
    {
        string text = "a,b\n" + string.Concat(Enumerable.Repeat("1,some text\n", 1000)) + "1,so\0me\n";
        var e = Read(Encoding.UTF8.GetBytes(text));
        Assert.Contains("there is a zero byte in the text", e.Message);
        Assert.Equal(1002, e.Line);
    }

    [Fact]
    public void A_damaged_gz_file_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919 % 5003},{i}\n"))));
        byte[] whole = packed.ToArray();
        foreach (int length in new[] { 1, 9, whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 1 })
            Assert.Contains("damaged or cut short", Read(whole[..length], "cut.csv.gz").Message);
        Assert.Equal(10_000, Table.ReadCsv(_files.Write("twice.csv.gz", [.. whole, .. PackedRows(5000)])).RowCount);
        Assert.Contains("damaged or cut short", Read("a,b\n1,2\n"u8.ToArray(), "plain.csv.gz").Message);
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 0x10;
        Assert.Throws<DatasetException>(() => Table.ReadCsv(_files.Write("flipped.csv.gz", flipped)));
    }

    private static byte[] PackedRows(int rows)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, rows).Select(i => $"{i * 7919 % 5003},{i}\n"))));
        return packed.ToArray();
    }

    [Fact]
    public void A_gz_bomb_is_stopped()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            byte[] row = new byte[1 << 20];
            row.AsSpan().Fill((byte)'x');
            gzip.Write("a\n"u8);
            row[^1] = (byte)'\n';
            for (int i = 0; i < 66; i++) gzip.Write(row);
        }
        Assert.Contains("no real table packs that well", Read(packed.ToArray(), "bomb.csv.gz").Message);
        Assert.Contains("unpacks to more than 1,000,000 bytes", Read(packed.ToArray(), "big.csv.gz", new() { MaxUnpackedBytes = 1_000_000 }).Message);
    }

    [Fact]
    public void A_single_endless_line_is_refused_in_bounded_memory()
    {
        string path = _files.At("line.csv");
        using (var file = File.Create(path))
        {
            byte[] part = new byte[1 << 20];
            part.AsSpan().Fill((byte)'7');
            file.Write("a,b\n1,"u8);
            for (int i = 0; i < 30; i++) file.Write(part);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<DatasetException>(() => Table.ReadCsv(path, new() { MaxRecordBytes = 1_000_000 }));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.EndsWith("the record that starts here is longer than 1,000,000 bytes. Either the file has no line ends or a quote (\") is never closed.", e.Message);
        Assert.Equal(2, e.Line);
        Assert.True(allocated < 8_000_000, $"{allocated:N0} bytes were allocated");
    }

    [Fact]
    public void Too_many_columns_are_refused()
    {
        var e = Parse(string.Join(',', Enumerable.Range(0, 101)) + "\n", new() { HasHeader = false, MaxColumns = 100 });
        Assert.Equal("t.csv, line 1: 101 columns; expected at most 100. Is the file missing its line ends, or is this a transposed table?", e.Message);
        Assert.Throws<DatasetException>(() => Table.ParseCsv(string.Join(',', Enumerable.Range(0, 100_000)), new() { HasHeader = false }));
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('7')]
    [InlineData('é')]
    public void A_character_that_cannot_separate_is_refused(char delimiter) =>
        Assert.Contains("cannot separate fields", Parse("a,b\n1,2\n", new() { Delimiter = delimiter }).Message);

    [Fact]
    public void Every_truncation_and_every_flipped_bit_of_a_small_file_reads_or_is_refused_by_type()
    {
        byte[] whole = Encoding.UTF8.GetBytes("id,\"na,me\",x\n1,\"a \"\"b\"\"\",1.5\n2,é,?\n3,\"two\nlines\",-2e3\n");
        var variants = Enumerable.Range(0, whole.Length).Select(n => whole[..n]).ToList();
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            variants.Add(flipped);
        }
        int read = 0;
        foreach (byte[] bytes in variants)
        {
            try
            {
                new CsvTableReader(CsvSource.FromBytes(bytes, "t.csv"), new CsvOptions()).Read();
                read++;
            }
            catch (DatasetException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
        Assert.InRange(read, 1, variants.Count - 1);
    }
}
