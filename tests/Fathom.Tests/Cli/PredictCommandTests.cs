using System.Globalization;
using System.IO.Pipes;
using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

public sealed class PredictCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_target_repeated_beside_its_prediction_is_told_from_it()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        Assert.StartsWith("label,predicted label,probability of ", _folder.Run("predict", run, "classes.csv", "--with", "label").Expect(0).Out);
    }

    [Fact]
    public void Predictions_never_overwrite_the_table_or_the_model_they_come_from()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        byte[][] Bytes() => [File.ReadAllBytes(_folder.At("classes.csv")), File.ReadAllBytes(_folder.At($"{run}/model.safetensors"))];
        byte[][] before = Bytes();
        Assert.Contains("--output ./classes.csv is the table itself", _folder.Run("predict", run, "classes.csv", "--output", "./classes.csv").Expect(2).Error);
        Assert.Contains("is the model itself", _folder.Run("predict", run, "classes.csv", "--output", $"{run}/model.safetensors").Expect(2).Error);
        Assert.Equal(before, Bytes());
    }

    [Fact]
    public void Rows_come_through_a_pipe_where_once_is_enough()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names pipes as Linux does");
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        string expected = _folder.Run("predict", run, "classes.csv").Expect(0).Out;
        Assert.Equal(expected, Piped("predict", run, "").Expect(0).Out);
        Assert.Contains("120 rows judged", Piped("evaluate", run, "").Expect(0).Out);
        Assert.Contains("is a pipe, which can be read only once", Piped("train", "", "--target", "label").Expect(2).Error);

        // The empty word stands for the pipe.
        CliRun Piped(params string[] words)
        {
            using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
            pipe.Write(File.ReadAllBytes(_folder.At("classes.csv")));
            pipe.SafePipeHandle.Dispose();
            return _folder.Run([.. words.Select(word => word.Length > 0 ? word : $"/proc/self/fd/{pipe.GetClientHandleAsString()}")]);
        }
    }

    [Fact]
    public void Classes_come_with_a_probability_each_and_agree_with_evaluate()
    {
        string data = _folder.WriteClasses();
        string run = _folder.Train(data, "--target", "label", "--epochs", "20");
        string[] lines = _folder.Run("predict", run, data).Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("label,probability of bad,probability of good", lines[0]);
        string[] truth = [.. File.ReadLines(_folder.At(data)).Skip(1).Select(line => line.Split(',')[3])];
        Assert.Equal(truth.Length, lines.Length - 1);
        int right = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            string[] cells = lines[i + 1].Split(',');
            double bad = double.Parse(cells[1], CultureInfo.InvariantCulture), good = double.Parse(cells[2], CultureInfo.InvariantCulture);
            Assert.Equal(1, bad + good, 1e-5);
            Assert.Equal(good >= 0.5 ? "good" : "bad", cells[0]);
            right += cells[0] == truth[i] ? 1 : 0;
        }

        JsonNode judged = _folder.Run("evaluate", run, data, "--json").Expect(0).Json;
        Assert.Equal((double)right / truth.Length, (double)judged["test"]!["accuracy"]!, 1e-12);
    }

    [Fact]
    public void Several_classes_get_the_likeliest_one_and_probabilities_that_sum_to_one()
    {
        string run = _folder.Train("iris", "--epochs", "30");
        using (Stream csv = Datasets.Find("iris")!.OpenCsv())
        using (FileStream file = File.Create(_folder.At("flowers.csv")))
            csv.CopyTo(file);
        string[] lines = _folder.Run("predict", run, "flowers.csv").Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("species,probability of setosa,probability of versicolor,probability of virginica", lines[0]);
        Assert.Equal(151, lines.Length);
        Assert.All(lines[1..51], line => Assert.StartsWith("setosa,", line));
        Assert.All(lines[1..], line => Assert.Equal(1, line.Split(',')[1..].Sum(p => double.Parse(p, CultureInfo.InvariantCulture)), 1e-5));
    }

    [Fact]
    public void Values_come_in_original_units()
    {
        string data = _folder.WriteValues(unit: 1000);
        string run = _folder.Train(data, "--target", "price");
        string[] lines = _folder.Run("predict", run, data).Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("price", lines[0]);
        double[] predicted = [.. lines[1..].Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        double[] truth = [.. File.ReadLines(_folder.At(data)).Skip(1).Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        Assert.InRange(R2.Of(predicted, truth), 0.95, 1);
        Assert.Equal((double)_folder.Run("evaluate", run, data, "--json").Expect(0).Json["test"]!["r2"]!, R2.Of(predicted, truth), 1e-6);
    }

    [Fact]
    public void The_target_may_be_absent_and_columns_may_stand_in_another_order()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "5");
        _folder.Write("new.csv", "colour,weight,size\nred,0.5,0.25\nblue,0.1,0.9\n");
        _folder.Write("same.csv", "size,weight,colour\n0.25,0.5,red\n0.9,0.1,blue\n");
        Assert.Equal(_folder.Run("predict", run, "same.csv").Expect(0).Out, _folder.Run("predict", run, "new.csv").Expect(0).Out);
    }

    [Fact]
    public void Lacking_columns_are_all_named_with_code_2()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        _folder.Write("new.csv", "colour,wieght\nred,1\n");
        CliRun answer = _folder.Run("predict", run, "new.csv").Expect(2);
        Assert.Contains("'size', 'weight'", answer.Error);
        Assert.Equal("", answer.Out);
    }

    [Fact]
    public void Unseen_categories_are_predicted_with_a_warning()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        _folder.Write("new.csv", "size,weight,colour\n0.5,0.5,violet\n");
        CliRun answer = _folder.Run("predict", run, "new.csv").Expect(0);
        Assert.Contains("'violet'", answer.Error);
        Assert.Equal(2, answer.Out.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Output_goes_to_a_file_as_a_whole_and_an_earlier_file_survives_a_fault()
    {
        string data = _folder.WriteClasses();
        string run = _folder.Train(data, "--target", "label", "--epochs", "1");
        CliRun answer = _folder.Run("predict", run, data, "--output", "p.csv", "--json").Expect(0);
        Assert.Equal(121, File.ReadAllLines(_folder.At("p.csv")).Length);
        Assert.Equal(120, (int)answer.Json["rows"]!);
        string before = File.ReadAllText(_folder.At("p.csv"));
        _folder.Write("bad.csv", "x\n1\n");
        _folder.Run("predict", run, "bad.csv", "--output", "p.csv").Expect(2);
        Assert.Equal(before, File.ReadAllText(_folder.At("p.csv")));
        Assert.Contains("does not exist", _folder.Run("predict", run, data, "--output", "no/p.csv").Expect(1).Error);
    }

    [Fact]
    public void Columns_can_be_repeated_and_formulas_among_them_are_disarmed()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        _folder.Write("new.csv", "size,weight,colour,note\n0.5,-0.5,red,=1+1\n0.5,0.5,red,\"a,b\"\n");
        string[] lines = _folder.Run("predict", run, "new.csv", "--with", "note,weight").Expect(0).Out.Split('\n');
        Assert.StartsWith("note,weight,label,", lines[0]);
        Assert.StartsWith("'=1+1,-0.5,", lines[1]);
        Assert.StartsWith("\"a,b\",0.5,", lines[2]);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=A1", "'=A1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("@x", "'@x")]
    [InlineData("-x", "'-x")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("+3", "+3")]
    [InlineData("\tx", "'\tx")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=1,2", "\"'=1,2\"")]
    [InlineData("", "")]
    public void Cells_are_quoted_and_guarded(string text, string expected) => Assert.Equal(expected, CsvCell.Text(text));

    [Fact]
    public void A_model_cut_short_or_altered_in_any_part_is_refused()
    {
        string data = _folder.WriteClasses();
        string run = _folder.Train(data, "--target", "label", "--epochs", "1");
        byte[] bytes = File.ReadAllBytes(_folder.At($"{run}/model.safetensors"));
        foreach (int length in (int[])[0, 4, 8, 100, bytes.Length / 2, bytes.Length - 1])
        {
            _folder.Write("cut.safetensors", bytes[..length]);
            Assert.Contains("cut.safetensors", _folder.Run("predict", "cut.safetensors", data).Expect(2).Error);
        }

        foreach (int at in (int[])[0, 7, 9, 60, 400, 2000, bytes.Length - 1])
        {
            byte[] altered = [.. bytes];
            altered[at] ^= 1;
            _folder.Write("altered.safetensors", altered);
            Assert.Contains("altered.safetensors", _folder.Run("predict", "altered.safetensors", data).Expect(2).Error);
        }
    }

    [Theory]
    [InlineData("predict nothing data.csv", "nothing does not exist")]
    [InlineData("predict data.csv data.csv", "safetensors")]
    [InlineData("predict . data.csv", "holds no model.safetensors")]
    [InlineData("predict run", "needs FILE")]
    [InlineData("predict", "needs MODEL_OR_RUN")]
    [InlineData("predict run nothing.csv", "no such file")]
    [InlineData("predict run data.csv --with nothing", "no such column")]
    [InlineData("evaluate run data.csv --target nothing", "no such column")]
    [InlineData("evaluate run data.csv --target colour", "input of the model")]
    [InlineData("evaluate run other.csv", "target column is not there")]
    [InlineData("summary nothing", "does not exist")]
    public void Wrong_use_gets_a_sentence_and_code_2(string words, string expected)
    {
        _folder.WriteClasses("data.csv");
        _folder.Write("other.csv", "size,weight,colour\n0.5,0.5,red\n");
        if (words.Contains(" run "))
            _folder.Run("train", "data.csv", "--target", "label", "--epochs", "1", "--out", "run").Expect(0);
        CliRun answer = _folder.Run(words.Split(' ')).Expect(2);
        Assert.Contains(expected, answer.Error);
        Assert.Single(answer.Error.TrimEnd('\n').Split('\n'));
    }
}
