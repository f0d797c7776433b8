using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fathom.Tests.Training;

namespace Fathom.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    [Fact]
    public void A_report_drawn_anew_is_the_one_that_training_wrote()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "4", "--hidden", "6");
        string page = Read(run, "report.html"), card = Read(run, "model-card.md");
        File.Delete(_folder.At($"{run}/report.html"));
        File.Delete(_folder.At($"{run}/model-card.md"));
        File.Delete(_folder.At($"{run}/model.safetensors"));      // neither the model nor the data are needed
        File.Delete(_folder.At("classes.csv"));

        CliRun told = _folder.Run("report", run, "--json").Expect(0);
        Assert.Equal(page, Read(run, "report.html"));
        Assert.Equal(card, Read(run, "model-card.md"));
        Assert.Equal(4, (int)told.Json["epochs"]!);
        Assert.DoesNotContain('\u001b', told.Out);
    }

    [Fact]
    public void Every_part_of_the_page_is_there()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "4", "--hidden", "6", "--no-monitor");
        string page = Read(run, "report.html");
        foreach (string part in (string[])[">Curves<", "best: ", ">Learning rate<", "ROC of ", "Precision and recall of ", "calibration error", "Brier score", "Where it fails most", "true \\ predicted", "The columns of the file", ">Model<", ">Settings<", "operating system", "threads", "SHA-256", "fathom train classes.csv --target label --epochs 4 --hidden 6 --no-monitor --seed 42"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Health<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Residual", page, StringComparison.Ordinal);

        string card = Read(run, "model-card.md");
        foreach (string part in (string[])["## What it is", "## Intended use", "## Limits", "## Data", "SHA-256: ", "## Figures: test part", "(Wilson)", "## Training", "## Environment", "## How to repeat it", "--seed 42", "seed: 42"])
            Assert.Contains(part, card, StringComparison.Ordinal);
    }

    /// <summary>Each count of the data stands once, in one list.</summary>
    [Theory]
    [InlineData("train classes.csv --target label --epochs 2 --hidden 4", "training rows: ")]
    [InlineData("train series airline --epochs 2 --members 1", "training values: ")]
    [InlineData("train text verse.txt --width 8 --context 8 --epochs 1 --warmup 0", "training characters: ")]
    [InlineData("train digits --model mlp --epochs 1", "training images: ")]
    public void A_card_tells_of_the_data_once(string words, string count)
    {
        _folder.WriteClasses();
        _folder.Write("verse.txt", string.Concat(Enumerable.Repeat("Shall I compare thee to a summer's day?\n", 30)));
        _folder.Run([.. words.Split(' '), "--out", "made"]).Expect(0);
        string data = Read("made", "model-card.md").Split("## Data\n\n")[1].Split("## ")[0];
        string[] lines = data.TrimEnd('\n').Split('\n').TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal)).SkipLast(data.Contains("```", StringComparison.Ordinal) ? 1 : 0).ToArray();
        Assert.All(lines, line => Assert.StartsWith("- ", line, StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith($"- {count}", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("- train: ", StringComparison.Ordinal) || line.StartsWith("- validation: ", StringComparison.Ordinal) || line.StartsWith("- test: ", StringComparison.Ordinal));
        Assert.Equal(lines.Length, lines.Select(line => line.Split(':')[0]).Distinct().Count());
    }

    [Fact]
    public void Training_names_every_file_it_leaves_and_a_run_that_stopped_early_is_finished()
    {
        CliRun told = _folder.Run("train", "iris", "--epochs", "400", "--lr", "0.05", "--patience", "2", "--out", "made").Expect(0);
        string saved = told.Out.Split('\n').Single(line => line.Contains("made: model.safetensors", StringComparison.Ordinal));
        Assert.Equal(Directory.GetFileSystemEntries(_folder.At("made")).Select(Path.GetFileName).Order(), saved[(saved.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(", ").Order());
        Assert.Equal("finished", (string?)_folder.Run("runs", ".", "--json").Expect(0).Json["runs"]![0]!["status"]);
        Assert.Contains("of at most 400, as the validation loss was no lower for long.", Read("made", "report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_that_stay_are_named_too()
    {
        CliRun told = _folder.Run("train", "iris", "--epochs", "2", "--checkpoint-every", "2", "--out", "made").Expect(0);
        Assert.True(Directory.Exists(_folder.At("made/checkpoints")));
        Assert.Contains("run.json, events.jsonl, checkpoints\n", told.Out, StringComparison.Ordinal);
    }

    /// <summary>Three classes with mistakes had their table beside the matrix and again beside the mistakes.</summary>
    [Fact]
    public void Classes_are_told_of_once_and_a_failed_run_says_what_failed()
    {
        _folder.Run("train", "iris", "--epochs", "3", "--lr", "1e30", "--optimizer", "plain-sgd", "--out", "lost").Expect(1);
        string page = Read("lost", "report.html");
        Assert.Contains("Most often confused", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<span>How well each class is found</span>").Length);
        Assert.Contains("Training failed: The loss became NaN.", page, StringComparison.Ordinal);
        Assert.Contains("Training failed: The loss became NaN.", Read("lost", "model-card.md"), StringComparison.Ordinal);
    }

    /// <summary>A clock's noise is no chart, and a flat line at 0 is said in words.</summary>
    [Fact]
    public void Times_too_short_to_matter_are_not_drawn()
    {
        string run = _folder.Train("iris", "--epochs", "3");
        Assert.DoesNotContain("Seconds an epoch", Read(run, "report.html"), StringComparison.Ordinal);
        string page = Drawn("0.01", "0.5");
        Assert.Contains("At most 1.0 % of the time went by waiting for data.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Seconds an epoch", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Share of time waiting", page, StringComparison.Ordinal);
        page = Drawn("0.5", "2");
        Assert.Contains("Seconds an epoch", page, StringComparison.Ordinal);
        Assert.Contains("Share of time waiting", page, StringComparison.Ordinal);

        string Drawn(string wait, string seconds)
        {
            string log = _folder.At($"{run}/events.jsonl");
            File.WriteAllLines(log, [.. File.ReadAllLines(log).Select(line => Regex.Replace(Regex.Replace(line, "\"data_wait\":[^,}]+", $"\"data_wait\":{wait}"), "\"seconds\":[^,}]+", $"\"seconds\":{seconds}"))]);
            _folder.Run("report", run).Expect(0);
            return Read(run, "report.html");
        }
    }

    [Fact]
    public void Mistakes_among_many_classes_are_listed_once_and_losses_of_labels_have_no_units()
    {
        _folder.Write("verse.txt", string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, and sleeps.\n", 20)));
        _folder.Run("train", "text", "verse.txt", "--width", "8", "--context", "8", "--epochs", "1", "--warmup", "0", "--out", "text").Expect(0);
        Assert.DoesNotContain("Most frequent confusions", Read("text", "report.html"), StringComparison.Ordinal);
        Assert.Contains("Most often confused", Read("text", "report.html"), StringComparison.Ordinal);
        _folder.Write("films.csv", "a,b,comedy,drama\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 7},{i % 11},{(i % 7 > 3 ? 1 : 0)},{(i % 11 > 6 ? 1 : 0)}\n"))));
        _folder.Run("train", "films.csv", "--target", "comedy,drama", "--task", "multilabel", "--epochs", "2", "--out", "films").Expect(0);
        Assert.DoesNotContain("standard units", Read("films", "report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_regression_shows_residuals_of_each_output_and_no_classes()
    {
        string run = _folder.Train(_folder.WriteValues(), "--target", "price,b", "--epochs", "3");
        string page = Read(run, "report.html");
        foreach (string part in (string[])["Residuals of price", "Residuals of b", "Predicted against true", "Residual against predicted", "The 20 rows with the highest loss", "Each output on its own"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        foreach (string part in (string[])["ROC", "Calibration", "Brier", "true \\ predicted"])
            Assert.DoesNotContain(part, page, StringComparison.Ordinal);
    }

    /// <summary>A killed run has settings and events only, the last one torn.</summary>
    [Fact]
    public void An_interrupted_run_shows_what_was_written()
    {
        using var files = new RunFiles();
        string run = files.Write("killed", """{"name":"killed <b>","task":"binary","seed":7,"data":{"source":"a.csv","sha256":"abc"},"settings":{"epochs":"9"},"arguments":["train","--doctor"]}""",
            RunFiles.Epoch(1, 0.9, 0.8), RunFiles.Epoch(2, 0.5, 0.6), RunFiles.Health(100), RunFiles.Health(200), "{\"event\":\"epo");
        CliRun told = _folder.Run("report", run).Expect(0);
        Assert.Contains("Interrupted after 2 epochs of 9.", told.Out, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        foreach (string part in (string[])["killed &lt;b&gt;", "did not come to its end", "best: 2", ">Health<", "Gradient norm", "Rows a second", "a.csv", "found nothing"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Contains("It was judged by nothing", File.ReadAllText(Path.Combine(run, "model-card.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_stand_in_order_of_weight_and_cannot_write_markup()
    {
        using var files = new RunFiles();
        string run = files.Write("found", """{"name":"found"}""", RunFiles.Epoch(1, 0.9),
            RunFiles.Event("finding", "\"id\":\"b\",\"weight\":\"warning\",\"what\":\"Second | <i>\",\"evidence\":\"e\",\"why\":\"w\",\"page\":\"K4\",\"change\":\"c\",\"effect\":\"f\",\"place\":\"\""),
            RunFiles.Event("finding", "\"id\":\"a\",\"weight\":\"error\",\"what\":\"First\",\"evidence\":\"e\",\"why\":\"w\",\"page\":\"K4\",\"change\":\"c\",\"effect\":\"f\",\"place\":\"\""));
        _folder.Run("report", run).Expect(0);
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.InRange(page.IndexOf(">First<", StringComparison.Ordinal), 1, page.IndexOf("Second | &lt;i&gt;", StringComparison.Ordinal));
        Assert.Contains("Second \\| \\<i\\>", File.ReadAllText(Path.Combine(run, "model-card.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_can_be_asked_for_and_the_run_is_left_alone()
    {
        string run = _folder.Train("iris", "--epochs", "2");
        string before = Read(run, "report.html");
        File.WriteAllText(_folder.At($"{run}/report.html"), "mine");
        _folder.Run("report", run, "--out", "page.html", "--open", "no").Expect(0);
        _folder.Run("report", run, "--out", "card.md").Expect(0);
        Assert.Equal(before, File.ReadAllText(_folder.At("page.html")));
        Assert.StartsWith("# iris", File.ReadAllText(_folder.At("card.md")), StringComparison.Ordinal);
        Assert.Equal("mine", Read(run, "report.html"));
    }

    [Theory]
    [InlineData("report nowhere", 2, "nowhere does not exist. Name the directory of a run")]
    [InlineData("report . --out a.pdf", 2, "expected a name that ends in .html or .md")]
    [InlineData("report . --open maybe", 2, "--open")]
    [InlineData("report .", 2, "is no run")]
    [InlineData("report", 2, "RUN")]
    public void What_is_wrong_is_said(string words, int code, string expected)
    {
        CliRun told = _folder.Run(words.Split(' ')).Expect(code);
        Assert.Contains(expected, told.Error, StringComparison.Ordinal);
        Assert.Equal("", told.Out);
    }

    [Fact]
    public void A_damaged_evaluation_is_refused_and_nothing_is_overwritten()
    {
        string run = _folder.Train("iris", "--epochs", "2");
        string before = Read(run, "report.html");
        File.WriteAllText(_folder.At($"{run}/evaluation.json"), "{\"parts\":[");
        CliRun told = _folder.Run("report", run).Expect(2);
        Assert.Contains("evaluation.json: it is no evaluation of a run", told.Error, StringComparison.Ordinal);
        Assert.Equal(before, Read(run, "report.html"));
    }

    /// <summary>How many events were parsed tells more than a clock: a million of them take no more than those that can be drawn.</summary>
    [Fact]
    public void A_run_of_many_events_is_drawn_from_those_that_can_be_seen()
    {
        using var files = new RunFiles();
        string run = files.WriteLarge("large", 40_000);
        _folder.Run("report", run).Expect(0);
        Assert.InRange(new FileInfo(Path.Combine(run, "report.html")).Length, 20_000, 2_000_000);
    }

    public void Dispose() => _folder.Dispose();

    private string Read(string run, string file) => File.ReadAllText(_folder.At($"{run}/{file}"));
}
