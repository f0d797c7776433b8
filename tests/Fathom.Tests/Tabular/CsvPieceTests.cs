using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fathom.Kernels;
using Fathom.Tests.Kernels;
using FsCheck;
using FsCheck.Fluent;

namespace Fathom.Tests.Tabular;

/// <summary>Rows read in pieces are what CsvHelper reads, or are left to it: never anything else.</summary>
[Collection(AloneCollection.Name)]
public sealed class CsvPieceTests : IDisposable
{
    private static readonly string[] s_bits =
    [
        ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", ";", "\t", " ", "  ", "a", "bc", "long words of more than sixteen bytes", "é", "\u00A0", "\uFEFF", "\0", "\v",
        "0", "7", "-", ".5", "1e5", "12345678901234567890", "0.1234567890123456789", "inf", "NaN", "NA", "?", "none", "\"x\ny\"", "\"p, q\"", "\" 1 \"", "1,2", "3,4\n", "\n\n", "a,b\n", "1,2\n3,4\n5,6\n",
    ];

    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    /// <summary>All that can be told of a table, or why there is none.</summary>
    private static string Outcome(byte[] bytes, CsvOptions options, int pieceBytes, out bool plain)
    {
        plain = false;
        try
        {
            var reader = new CsvTableReader(CsvSource.FromBytes(bytes, "t.csv"), options) { PieceBytes = pieceBytes };
            Table table = reader.Read();
            plain = reader.WasPlain;
            var all = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{table.RowCount} rows, '{table.Delimiter}', {string.Join('|', table.Notices)}\n");
            foreach (TableColumn column in table.Columns)
            {
                all.Append(CultureInfo.InvariantCulture, $"{column.Name} {column.Kind} {column.Missing} {column.Distinct} {column.Infinite} {string.Join('|', column.MissingMarks)} {string.Join('|', column.Words)}:");
                for (int row = 0; row < table.RowCount; row++)
                    all.Append(CultureInfo.InvariantCulture, $" {table.Line(row)} {column.Text(row) ?? "missing"} {BitConverter.DoubleToInt64Bits(column.Number(row)):X}");
                all.Append('\n');
            }

            return all.ToString();
        }
        catch (DatasetException e)
        {
            return e.Message;
        }
    }

    private static bool Agree(string text, CsvOptions options, out bool plain)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string careful = Outcome(bytes, options, 0, out _);
        plain = false;
        foreach (int pieceBytes in (int[])[1 << 12, 64, 7])
        {
            string fast = Outcome(bytes, options, pieceBytes, out bool wasPlain);
            plain |= wasPlain;
            if (fast != careful) Assert.Fail($"{Fault.Show(text)} in pieces of {pieceBytes}:\n{fast}\ncarefully:\n{careful}");
        }

        return true;
    }

    [Fact]
    public void Any_bytes_are_read_as_CsvHelper_reads_them()
    {
        int plain = 0;
        var options = new[] { new CsvOptions(), new() { HasHeader = false }, new() { HasHeader = false, Delimiter = ' ' }, new() { HasHeader = false, Delimiter = '\t' }, new() { TextColumns = ["a", "1"], MissingMarks = ["7", "a"] } };
        var texts = Gen.Elements(s_bits).ArrayOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithStartSize(1).WithEndSize(60), Prop.ForAll(texts, bits =>
        {
            foreach (CsvOptions chosen in options)
            {
                Agree(string.Concat(bits), chosen, out bool wasPlain);
                plain += wasPlain ? 1 : 0;
            }

            return true;
        }));
        Assert.True(plain > 500, $"only {plain} texts were read in pieces");
    }

    [Fact]
    public void Well_formed_tables_are_read_in_pieces_as_CsvHelper_reads_them()
    {
        string[] cells = ["1", "-2.5", "0.1234567890123456", "1e-7", "123456789012345678901", "007", "", "NA", "?", "red", "green", "dark blue", "a word of more than sixteen bytes", "Kraków", "2024-01-31", "yes", "no", "inf", "a, b", "say \"hi\"", "two\nlines", "two\r\nlines", "\r", " spaced ", "\"", ""];
        var tables = Gen.Choose(0, (cells.Length * 4) - 1).ArrayOf(7 * 40).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(tables, draws =>
        {
            var text = new StringBuilder("a,b,c,d,e,f,g");
            for (int i = 0; i + 7 <= draws.Length; i += 7)
            {
                text.Append(draws[i] % 3 == 0 ? "\r\n" : "\n");
                for (int column = 0; column < 7; column++)
                {
                    // The first columns are numbers, then come words, the last holds everything.
                    int draw = draws[i + column], kinds = column < 3 ? 9 : cells.Length;
                    string cell = column is 3 or 4 ? cells[8 + (draw % 8)] : cells[draw % kinds];
                    bool quote = draw >= cells.Length * 3 || cell.AsSpan().ContainsAny("\",\r\n");
                    text.Append(column > 0 ? "," : "").Append(quote ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell);
                }
            }

            Agree(text.ToString(), new CsvOptions(), out bool plain);
            return plain || draws.Length < 7;
        }));
    }

    [Fact]
    public void Rows_that_fill_many_pieces_do_not_depend_on_the_number_of_threads()
    {
        var text = new StringBuilder("id,late,word,gap\n");
        for (int i = 0; i < 60_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i == 50_000 ? "x1" : $"0{i % 90}")},\"w{i * 7919 % 30_011}\",{(i < 30_000 ? "" : i % 3 == 0 ? "NA" : "-1.25")}\n");
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        string careful = Outcome(bytes, new CsvOptions(), 0, out _);
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            ForkJoin.Threads = threads;
            Assert.Equal(careful, Outcome(bytes, new CsvOptions(), 1 << 14, out bool plain));
            Assert.True(plain);
        }
    }

    [Fact]
    public void Marks_are_found_at_every_place()
    {
        for (int length = 0; length < 200; length++)
        {
            byte[] bytes = new byte[length + CsvMarks.Block];
            Array.Fill(bytes, (byte)'x');
            int[] places = [.. Enumerable.Range(0, length).Where(i => i * 7 % 5 == length % 5)];
            foreach (int place in places) bytes[place] = ",\"\n\r"u8[place % 4];
            bytes[length] = (byte)','; // behind the text: not to be found
            var marks = new CsvMarks(bytes, length, (byte)',');
            foreach (int place in places) Assert.Equal(place, marks.Next());
            Assert.Equal(length, marks.Next());
            Assert.Equal(length, marks.Next());
        }
    }

    [Fact]
    public void A_quote_that_is_never_closed_costs_no_more_memory_than_the_longest_record()
    {
        byte[] bytes = new byte[40 << 20];
        Array.Fill(bytes, (byte)'\n');
        "a,b\n1,\"x"u8.CopyTo(bytes);
        var source = CsvSource.FromBytes(bytes, "t.csv");
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var e = Assert.Throws<DatasetException>(() => new CsvTableReader(source, new() { MaxRecordBytes = 1_000_000 }).Read());
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Contains("a quote (\") is never closed", e.Message);
        Assert.Equal(2, e.Line);
        Assert.True(allocated < 12_000_000, $"{allocated:N0} bytes were allocated");
    }

    /// <summary>With this end, whose bytes are the factor's that mixes the halves, all words met in one slot while only the first half was mixed with a drawn number.</summary>
    [Fact]
    public void Words_of_one_end_do_not_meet_in_one_slot()
    {
        byte[] word = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(word.AsSpan(8), 0x9E3779B97F4A7C15 - 16);
        var hashes = new HashSet<uint>();
        for (int i = 0; i < 1000; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, i * 7919L);
            hashes.Add(WordTable.Hash(word));
        }

        Assert.True(hashes.Count > 900, $"1000 words have {hashes.Count} hashes");
    }

    [Fact]
    public void Words_are_numbered_as_they_come_whatever_their_length()
    {
        var table = new WordTable();
        string[] words = [.. Enumerable.Range(0, 5000).Select(i => new string((char)('a' + (i % 3)), i % 21) + (i / 21).ToString(CultureInfo.InvariantCulture))];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < words.Length; i++)
            {
                byte[] word = Encoding.UTF8.GetBytes(words[i]);
                uint hash = WordTable.Hash(word);
                Assert.Equal(-1, table.Find(word, hash));
                Assert.Equal(i, table.Add(word, hash));
                Assert.Equal(i, table.Find(word, hash));
            }

            Assert.Equal(words, Enumerable.Range(0, table.Count).Select(table.Text));
            table.Clear();
        }
    }
}
