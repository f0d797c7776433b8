using System.Text;

namespace Fathom.Tests.Cli;

/// <summary>Wrong use and unusable data: a sentence, the right code, and nothing left behind.</summary>
public sealed class TrainFaultTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Files => new()
    {
        { "", "--target y", "empty" },
        { "a,b,y\n", "--target y", "no rows" },
        { "a,b,y\n1,2,3\n", "--target y", "only one row" },
        { "a,b,y\n1,2,3\n4,5\n6,7,8\n", "--target y", "line 3: 2 fields, expected 3" },
        { Table(i => $"{i},{i % 7},{i}.5"), "--target yy", "Did you mean 'y'?" },
        { Table(i => $"{i},{i % 7},{i}.5"), "", "no target was named" },
        { Table(i => $"{i},{i % 7},1"), "--target y", "nothing to learn" },
        { Table(i => $"{i},{i % 7},"), "--target y", "every cell of the target is missing" },
        { Table(i => $"{i % 5}.5,{i % 7},{(i == 9 ? "lone" : i % 2 == 0 ? "p" : "q")}"), "--target y", "single row" },
        { Table(i => $"{i % 5}.5,{i % 7},{(i == 9 ? "abc" : $"{i}.5")}"), "--target y", "line 11, column 'y': 'abc' is not a number" },
        { Table(i => $"{(i == 9 ? "inf" : $"{i % 5}.5")},{i % 7},{i}.5"), "--target y", "'inf' is not a finite number" },
        { Table(i => $"{i % 5}.5,{i % 7},{(i == 4 ? "-Infinity" : $"{i}.5")}"), "--target y", "'-Infinity' is not a finite number" },
        { "a,a,y\n1,2,3\n4,5,6\n", "--target y", "twice" },
        { "a,,y\n1,2,3\n4,5,6\n", "--target y", "no name" },
        { "a,b\0,y\n1,2,3\n", "--target y", "binary" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--target y --keep z", "no such column to keep" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--target y --drop z", "no such column to drop" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--target y --drop y", "--target 'y' also stands in --drop" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--target y --drop a,b", "no column is left" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--no-header --columns a,b --target y", "is not one of the names in --columns" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--target y --columns a,y", "2 column names given" },
        { Table(i => $"{i % 5}.5,{i % 7},{i}.5"), "--target y --test none.csv", "none.csv" },
        { Table(i => $"{i % 5}.5,{i % 7},t{i % 3}"), "--target y --task binary", "binary task needs two classes" },
        { Table(i => $"{i % 5}.5,{i % 7},t{i % 3}"), "--target y --task regression", "is not a number" },
    };

    public static TheoryData<string, string> Options => new()
    {
        { "--lr 0", "--lr is '0'; expected a number above 0" },
        { "--lr -1e-3", "--lr is '-1e-3'" },
        { "--lr nan", "--lr is 'nan'" },
        { "--lr inf", "--lr is 'inf'" },
        { "--lr 1,5", "--lr is '1,5'" },
        { "--schedule cosin", "Did you mean 'cosine'" },
        { "--schedule warmup-cosine --epochs 1 --batch all", "--schedule warmup-cosine needs 2 steps or more, but the training has 1." },
        { "--clip 0", "--clip is '0'; expected a number above 0" },
        { "--weight-decay -1", "--weight-decay is '-1'" },
        { "--dropout 1", "--dropout is '1'" },
        { "--dropout -0.1", "--dropout is '-0.1'" },
        { "--dropout 0.1,0.2,0.3", "3 values for 2 hidden layers" },
        { "--hidden none --dropout 0.3", "--hidden none leaves none" },
        { "--hidden 0", "--hidden is '0'" },
        { "--hidden 64;32", "--hidden is '64;32'" },
        { "--hidden 1000000,1000000", "parameters" },
        { "--epochs 0", "--epochs is '0'" },
        { "--epochs 2.5", "--epochs is '2.5'" },
        { "--patience -1", "--patience is '-1'" },
        { "--patience 3 --validation 0", "--patience needs a validation part" },
        { "--batch 0", "--batch is '0'" },
        { "--micro-batch 0", "--micro-batch is '0'" },
        { "--micro-batch 31 --normalization batch", "--micro-batch 31 leaves a part of one row in batches of 32" },
        { "--micro-batch 3 --batch 13 --normalization batch", "for example --micro-batch 5" },
        { "--batch some", "expected a number of rows, or all" },
        { "--batch 32 --batch all", "--batch was given more than once (32, all)" },
        { "--test 0.2 --test b.csv", "--test was given more than once" },
        { "--test 1", "--test is '1'; expected a share" },
        { "--test 0.6 --validation 0.4", "leave nothing to train on" },
        { "--validation half", "--validation is 'half'" },
        { "--keep a --drop a", "both name 'a'" },
        { "--activation rleu", "Did you mean 'relu'" },
        { "--optimizer adma", "Known are adam, adamw, sgd" },
        { "--task regresion", "Did you mean 'regression'" },
        { "--seed -1", "--seed is '-1'" },
        { "--threads 0", "--threads is '0'" },
        { "--columns a,a", "twice" },
        { "--columns a,,b", "none of them empty" },
        { "--delimiter xx", "--delimiter is 'xx'" },
        { "--no-header", "built-in set" },
        { "--target nothing", "no such target column" },
        { "--epoch 3", "no option --epoch. Did you mean '--epochs'" },
        { "--target", "--target needs a value" },
        { "one two", "one word too many" },
        { "--out .", "is not empty" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Unusable_data_gets_a_sentence_and_code_2(string content, string words, string expected)
    {
        string file = _folder.Write("data.csv", content);
        ExpectRefusal(["train", file, .. Words(words)], expected);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Wrong_options_get_a_sentence_and_code_2(string words, string expected)
    {
        _folder.WriteClasses();
        ExpectRefusal(["train", "iris", .. Words(words)], expected);
    }

    [Theory]
    [InlineData("nothing.csv", "no such file")]
    [InlineData("nothing", "neither a built-in set nor a file")]
    [InlineData("minst", "Did you mean fathom train mnist?")]
    [InlineData("irsi", "Did you mean 'iris'")]
    [InlineData("folder", "this is a folder")]
    public void A_file_that_is_none_gets_a_sentence_and_code_2(string name, string expected)
    {
        Directory.CreateDirectory(_folder.At("folder"));
        ExpectRefusal(["train", name, "--target", "y"], expected);
    }

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        _folder.Write("latin.csv", [.. "a,b,y\n"u8, .. "1,caf"u8, 0xE9, .. ",3\n"u8]);
        ExpectRefusal(["train", "latin.csv", "--target", "y"], "not UTF-8");
        _folder.Write("wide.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a,b,y\n1,2,3\n")).ToArray());
        ExpectRefusal(["train", "wide.csv", "--target", "y"], "UTF-16");
    }

    [Fact]
    public void A_single_endless_line_is_refused()
    {
        byte[] line = new byte[100_000_000];
        line.AsSpan().Fill((byte)'x');
        _folder.Write("line.csv", line);
        ExpectRefusal(["train", "line.csv", "--target", "y"], "longer than 10,000,000 bytes");
    }

    [Fact]
    public void NaN_among_the_cells_counts_as_missing_and_is_reported()
    {
        string file = _folder.Write("data.csv", Table(i => $"{(i == 9 ? "nan" : $"{i % 5}.5")},{i % 7},{i}.5"));
        Assert.Contains("1 missing cell (1 'nan')", _folder.Run("train", file, "--target", "y", "--epochs", "1").Expect(0).Out);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_a_failure_that_leaves_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a folder that nobody may write to");
        CliRun run = _folder.Run("train", "iris", "--out", "/proc/fathom/run").Expect(1);
        Assert.Contains("cannot be written", run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_run_never_overwrites_another_and_a_file_is_no_directory()
    {
        _folder.Run("train", "iris", "--epochs", "1", "--out", "run").Expect(0);
        byte[] before = File.ReadAllBytes(_folder.At("run/model.safetensors"));
        Assert.Contains("never overwrites", _folder.Run("train", "iris", "--epochs", "1", "--out", "run").Expect(2).Error);
        Assert.Equal(before, File.ReadAllBytes(_folder.At("run/model.safetensors")));
        Assert.Contains("is a file", _folder.Run("train", "iris", "--out", "run/model.safetensors").Expect(2).Error);
    }

    [Fact]
    public void An_empty_folder_given_for_the_run_is_used_and_stays_when_training_never_began()
    {
        Directory.CreateDirectory(_folder.At("empty"));
        _folder.Run("train", "iris", "--hidden", "x", "--out", "empty").Expect(2);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("empty")));
        _folder.Run("train", "iris", "--epochs", "1", "--out", "empty").Expect(0);
        Assert.Equal(6, Directory.GetFiles(_folder.At("empty")).Length);
    }

    private static string Table(Func<int, string> row) => "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => row(i) + "\n"));

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void ExpectRefusal(string[] words, string expected)
    {
        CliRun run = _folder.Run(words).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.StartsWith("fathom: ", run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal("", run.Out);
        Assert.False(Directory.Exists(_folder.At("runs")), "a run directory was left behind");
    }
}
