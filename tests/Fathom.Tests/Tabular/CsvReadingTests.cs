using System.IO.Compression;
using System.Text;

namespace Fathom.Tests.Tabular;

public sealed class CsvReadingTests
{
    private static string[] Row(Table table, int row) => [.. table.Columns.Select(c => c.Text(row) ?? "(missing)")];

    private static string[] Texts(TableColumn column) => [.. Enumerable.Range(0, column.RowCount).Select(r => column.Text(r) ?? "(missing)")];

    [Fact]
    public void Quoted_fields_hold_separators_quotes_and_line_breaks()
    {
        var t = Table.ParseCsv("a,b,c\n\"1, 2\",\"say \"\"hi\"\"\",\"two\nlines\"\nx,y,z\n");
        Assert.Equal(["1, 2", "say \"hi\"", "two\nlines"], Row(t, 0));
        Assert.Equal(["x", "y", "z"], Row(t, 1));
        Assert.Equal([2L, 4L], [t.Line(0), t.Line(1)]);
    }

    [Theory]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\r\n1,2\n\n   \n3,4\n\n\n")]
    [InlineData("\uFEFFa,b\n1,2\n3,4\n")]
    [InlineData("  a , b\n 1 ,\t2\n\" 3 \",4  \n")]
    [InlineData("a;b\n1;2\n3;4\n")]
    [InlineData("a\tb\n1\t2\n3\t4\n")]
    [InlineData("a|b\n1|2\n3|4\n")]
    public void Line_ends_blank_lines_marks_spaces_and_separators_do_not_matter(string text)
    {
        var t = Table.ParseCsv(text);
        Assert.Equal(["a", "b"], t.Columns.Select(c => c.Name));
        Assert.Equal(2, t.RowCount);
        Assert.Equal([1.0, 3.0], [t["a"].Number(0), t["a"].Number(1)]);
        Assert.Equal([2.0, 4.0], [t["b"].Number(0), t["b"].Number(1)]);
        Assert.All(t.Columns, c => Assert.Equal(ColumnKind.Integer, c.Kind));
    }

    [Fact]
    public void A_given_separator_wins_and_a_space_may_be_one()
    {
        Assert.Equal(["1,5", "2"], Row(Table.ParseCsv("a;b\n1,5;2\n", new() { Delimiter = ';' }), 0));
        Assert.Equal(["59", "32.1"], Row(Table.ParseCsv("59 32.1\n48 21.6\n", new() { Delimiter = ' ', HasHeader = false }), 0));
    }

    [Fact]
    public void Without_a_header_columns_are_numbered_and_may_be_asked_for_by_number()
    {
        var t = Table.ParseCsv("1,x\n2,y\n", new() { HasHeader = false });
        Assert.Equal(["column1", "column2"], t.Columns.Select(c => c.Name));
        Assert.Same(t["column2"], t["2"]);
        Assert.Null(t.Find("3"));
        Assert.Equal(["p", "q"], Table.ParseCsv("1,x\n", new() { HasHeader = false, ColumnNames = ["p", "q"] }).Columns.Select(c => c.Name));
        Assert.Equal(["p", "q"], Table.ParseCsv("a,a\n1,x\n", new() { ColumnNames = ["p", "q"] }).Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("1\n2\n-3\n", ColumnKind.Integer)]
    [InlineData("1\n2.0\n", ColumnKind.Integer)]
    [InlineData("1\n2.5\n", ColumnKind.Number)]
    [InlineData("1e3\n+2.5E-1\n.5\n5.\n", ColumnKind.Number)]
    [InlineData("true\nFalse\nTRUE\n", ColumnKind.Text)] // TRUE and true are different texts: three of them
    [InlineData("true\nfalse\n", ColumnKind.Boolean)]
    [InlineData("Y\nN\nN\n", ColumnKind.Boolean)]
    [InlineData("yes\nmaybe\n", ColumnKind.Text)]
    [InlineData("2024-01-31\n2024-02\n", ColumnKind.Date)]
    [InlineData("2024-01-31T10:00\n2024-01-31 10:00:05\n", ColumnKind.Date)]
    [InlineData("2024-02-31\n2024-01-01\n", ColumnKind.Text)]
    [InlineData("1,5\n", ColumnKind.Text)]
    [InlineData("0x10\n", ColumnKind.Text)]
    [InlineData("1_000\n", ColumnKind.Text)]
    [InlineData("٣\n", ColumnKind.Text)]
    [InlineData("1 000\n", ColumnKind.Text)]
    [InlineData("?\nNA\n\"\"\nNaN\nnull\n", ColumnKind.Empty)]
    public void A_column_has_the_kind_of_all_its_cells_in_the_invariant_culture(string cells, ColumnKind kind) =>
        Assert.Equal(kind, Table.ParseCsv("a\n" + cells, new() { Delimiter = ';' })["a"].Kind);

    [Fact]
    public void Dates_are_days_and_booleans_are_bits()
    {
        var t = Table.ParseCsv("d,b\n1970-01-02,yes\n1970-01-01 12:00,no\n,\n");
        Assert.Equal([1.0, 0.5, double.NaN], Enumerable.Range(0, 3).Select(t["d"].Number));
        Assert.Equal([1.0, 0.0, double.NaN], Enumerable.Range(0, 3).Select(t["b"].Number));
    }

    [Fact]
    public void Missing_marks_are_counted_as_they_are_written()
    {
        var column = Table.ParseCsv("a,b\n1,x\n?,x\n,x\nNA,x\nNA,x\nnone,x\n")["a"];
        Assert.Equal(4, column.Missing);
        Assert.Equal([new("", 1), new("?", 1), new("NA", 2)], column.MissingMarks);
        Assert.Equal("none", column.Text(5));
        var own = Table.ParseCsv("a,b\n-9,x\n?,x\n", new() { MissingMarks = ["-9"] })["a"];
        Assert.Equal(["(missing)", "?"], Texts(own));
    }

    [Fact]
    public void Text_after_numbers_keeps_the_spelling_of_the_numbers_before_it()
    {
        var t = Table.ParseCsv("ticket,n\n007,1\n1.50,2\n?,3\n1e2,4\nA5,5\n007,6\n");
        Assert.Equal(["007", "1.50", "(missing)", "1e2", "A5", "007"], Texts(t["ticket"]));
        Assert.Equal(4, t["ticket"].Distinct);
        Assert.Equal(1, t["ticket"].Missing);
        Assert.Equal([1.0, 2, 3, 4, 5, 6], Enumerable.Range(0, 6).Select(t["n"].Number));
    }

    [Fact]
    public void A_column_asked_for_as_text_keeps_leading_zeros()
    {
        var column = Table.ParseCsv("zip\n01234\n12345\n", new() { TextColumns = ["zip"] })["zip"];
        Assert.Equal(ColumnKind.Text, column.Kind);
        Assert.Equal("01234", column.Text(0));
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("-0")]
    [InlineData("123456789.123456789")]
    [InlineData("9007199254740992")]
    [InlineData("9007199254740993")]
    [InlineData("0.3333333333333333")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("4.9e-324")]
    [InlineData("000000000000000001.5")]
    [InlineData("99999999999999999999999")]
    public void Numbers_are_read_to_the_last_bit(string cell)
    {
        double read = Table.ParseCsv($"a\n{cell}\n")["a"].Number(0);
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(read));
    }

    [Fact]
    public void Twenty_thousand_random_decimals_are_read_to_the_last_bit()
    {
        var bits = new ulong[20_000];
        new Rng(5).Uniform(System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, double>(bits.AsSpan()), -1e6, 1e6);
        string[] texts = [.. bits.Select((b, i) => (BitConverter.UInt64BitsToDouble(b) * Math.Pow(10, -(i % 12))).ToString(i % 3 == 0 ? "R" : "F" + i % 9, System.Globalization.CultureInfo.InvariantCulture))];
        var column = Table.ParseCsv("a\n" + string.Join('\n', texts))["a"];
        for (int i = 0; i < texts.Length; i++)
            Assert.Equal(double.Parse(texts[i], System.Globalization.CultureInfo.InvariantCulture), column.Number(i));
    }

    [Fact]
    public void Words_of_every_length_keep_their_rows()
    {
        // Lengths around 8 and 16 bytes are the borders of the cache of recent words; the alphabet is small so that prefixes and suffixes agree.
        string[] words = [.. Enumerable.Range(1, 3000).Select(i => new string((char)('a' + i % 2), i % 19 + 1) + (char)('a' + i / 7 % 3) + (i % 5 == 0 ? "é" : "") + new string('b', i % 4))];
        var column = Table.ParseCsv("w\n" + string.Join('\n', words))["w"];
        Assert.Equal(words, Texts(column));
        Assert.Equal(words.Distinct().Count(), column.Distinct);
    }

    [Fact]
    public void A_gz_file_is_unpacked_on_the_way()
    {
        using var files = new TableFiles();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write("a,b\n1,x\n2,y\n"u8);
        var t = Table.ReadCsv(files.Write("small.csv.gz", packed.ToArray()));
        Assert.Equal(2, t.RowCount);
        Assert.Equal("y", t["b"].Text(1));
    }

    [Fact]
    public void A_first_line_of_numbers_draws_a_warning()
    {
        var t = Table.ParseCsv("150,4,setosa\n5.1,3.5,0\n4.9,3.0,0\n", name: "iris.csv");
        var notice = Assert.Single(t.Notices);
        Assert.Equal(NoticeKind.Warning, notice.Kind);
        Assert.Equal("iris.csv: the first line ('150', '4', 'setosa') was taken for column names but holds numbers. If it is data, add --no-header; if it describes the file, delete it and add --no-header.", notice.Text);
        Assert.Empty(Table.ParseCsv("a,b\n1,2\n").Notices);
    }

    [Fact]
    public void One_column_whose_name_holds_another_separator_draws_a_warning() =>
        Assert.Contains("only one column, 'a b c'", Assert.Single(Table.ParseCsv("a b c\n1 2 3\n").Notices).Text);

    [Fact]
    public void Titanic_is_read_with_its_quotes_and_gaps()
    {
        var t = Table.ReadCsv(TableFiles.Real("titanic.csv"));
        Assert.Equal((1309, 14), (t.RowCount, t.Columns.Count));
        var missing = t.Columns.Where(c => c.Missing > 0).ToDictionary(c => c.Name, c => c.Missing);
        Assert.Equal(new() { ["age"] = 263, ["fare"] = 1, ["cabin"] = 1014, ["embarked"] = 2, ["boat"] = 823, ["body"] = 1188, ["home.dest"] = 564 }, missing);
        Assert.Equal("Allen, Miss. Elisabeth Walton", t["name"].Text(0));
        Assert.Equal("Montreal, PQ / Chesterville, ON", t["home.dest"].Text(1));
        Assert.Equal("24160", t["ticket"].Text(0));
        Assert.Equal(500, Enumerable.Range(0, 1309).Count(r => t["survived"].Number(r) == 1));
    }

    [Fact]
    public void Adult_is_read_with_its_spaces_and_question_marks()
    {
        var t = Table.ReadCsv(TableFiles.Real("adult-train-400.csv"), TableFiles.Adult);
        Assert.Equal((400, 15), (t.RowCount, t.Columns.Count));
        Assert.Equal("State-gov", t["workclass"].Text(0));
        Assert.Equal("?", Assert.Single(t["workclass"].MissingMarks).Key);
        Assert.Equal(ColumnKind.Integer, t["fnlwgt"].Kind);
    }

    [Fact]
    public async Task A_pipe_gives_its_bytes_once_and_is_read_whole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders");
        using var files = new TableFiles();
        string pipe = files.At("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        string text = "number,word\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},w\n"));
        using var writer = System.Diagnostics.Process.Start("sh", ["-c", $"cat '{files.Write("table.csv", text)}' > '{pipe}'"]);
        var table = Table.ReadCsv(pipe);
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(30_000, table.RowCount);
        Assert.Equal(["29999", "w"], Row(table, 29_999));
    }
}
