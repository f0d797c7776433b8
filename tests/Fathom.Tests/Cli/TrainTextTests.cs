using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary><c>fathom train text</c> and <c>fathom generate</c>.</summary>
public sealed class TrainTextTests : IDisposable
{
    private const string Line = "the cat sat on the mat and the rat sat on the hat\n";
    private readonly CliFolder _folder = new();

    public TrainTextTests()
    {
        _folder.Write("rhyme.txt", string.Concat(Enumerable.Repeat(Line, 40)));
        _folder.Write("short.txt", "too short");
        _folder.Write("empty.txt", "");
        _folder.Write("binary.txt", [97, 98, 0, 99]);
        _folder.Write("latin.txt", [97, 98, 0xE9, 99]);
        _folder.Write("taken.txt", "x");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gpt", "--layers 1 --heads 2 --width 16 --steps 45 --lr 1e-2")]
    [InlineData("lstm", "--width 24 --embedding 8 --epochs 4 --lr 2e-2")]
    public void A_model_learns_a_rhyme_and_writes(string model, string words)
    {
        CliRun run = _folder.Run(["train", "text", "rhyme.txt", "--model", model, "--context", "16", "--batch", "8", .. words.Split(' '), "--out", "run", "--json"]).Expect(0);
        double guessing = Math.Log(Line.Distinct().Count());
        Assert.Equal("text", (string)run.Json["task"]!);
        Assert.True((double)run.Json["validation"]!["loss"]! < 0.8 * guessing, run.Out);
        Assert.Equal(Math.Exp((double)run.Json["validation"]!["loss"]!), (double)run.Json["validation"]!["perplexity"]!, 1e-4);
        Assert.Contains("A sample (temperature 0.8):", run.Out);
        Assert.Contains("What it writes", File.ReadAllText(_folder.At("run/report.html")));

        CliRun one = _folder.Run("generate", "run", "--prompt", "the ", "--length", "40", "--seed", "3", "--json").Expect(0);
        string text = (string)one.Json["text"]!;
        Assert.Equal(40, text.Length);
        Assert.StartsWith("the " + text + "\n", one.Out);
        Assert.Equal(text, (string)_folder.Run("generate", "run", "--prompt", "the ", "--length", "40", "--seed", "3", "--json").Expect(0).Json["text"]!);
        Assert.NotEqual(text, (string)_folder.Run("generate", "run", "--prompt", "the ", "--length", "40", "--seed", "4", "--json").Expect(0).Json["text"]!);
        string greedy = _folder.Run("generate", "run", "--prompt", "the ", "--length", "20", "--greedy", "--seed", "1").Expect(0).Out;
        Assert.Equal(greedy, _folder.Run("generate", "run", "--prompt", "the ", "--length", "20", "--top-k", "1").Expect(0).Out);
    }

    [Fact]
    public void Steps_are_exactly_those_asked_for_and_the_same_seed_gives_the_same_file()
    {
        string[] words = ["--layers", "1", "--heads", "2", "--width", "8", "--context", "8", "--batch", "4", "--steps", "23", "--name", "x"];
        CliRun run = _folder.Run(["train", "text", "rhyme.txt", .. words, "--out", "a"]).Expect(0);
        _folder.Run(["train", "text", "rhyme.txt", .. words, "--threads", "1", "--out", "b"]).Expect(0);
        Assert.Equal(File.ReadAllBytes(_folder.At("a/model.safetensors")), File.ReadAllBytes(_folder.At("b/model.safetensors")));
        Assert.Contains("23 steps on random windows of 8 characters; an epoch is 3 steps", run.Out);
        string[] events = File.ReadAllLines(_folder.At("a/events.jsonl"));
        Assert.Equal(8, events.Count(line => line.Contains("\"train_loss\"")));
    }

    [Fact]
    public void Defaults_are_those_of_the_published_runs()
    {
        JsonNode Settings(string model)
        {
            _folder.Run("train", "text", "rhyme.txt", "--model", model, model == "gpt" ? "--steps" : "--epochs", "1", "--out", model).Expect(0);
            return JsonNode.Parse(File.ReadAllText(_folder.At($"{model}/run.json")))!["settings"]!;
        }

        JsonNode gpt = Settings("gpt"), lstm = Settings("lstm");
        (string, string)[] expected = [("layers", "4"), ("heads", "4"), ("width", "128"), ("context", "64"), ("dropout", "0"), ("clip", "1"), ("optimizer", "adamw"), ("lr", "0.001"), ("weight-decay", "0.1"), ("batch", "12"), ("betas", "0.9,0.99"), ("min-lr", "0.0001")];
        Assert.All(expected, pair => Assert.Equal(pair.Item2, (string)gpt[pair.Item1]!));
        (string, string)[] recurrent = [("layers", "1"), ("width", "256"), ("embedding", "64"), ("context", "64"), ("clip", "1"), ("optimizer", "adam"), ("lr", "0.002"), ("batch", "32"), ("betas", "0.9,0.999")];
        Assert.All(recurrent, pair => Assert.Equal(pair.Item2, (string)lstm[pair.Item1]!));
    }

    [Theory]
    [InlineData("train text nothing.txt", "'nothing.txt' is neither a built-in text nor a file.")]
    [InlineData("train text .", ". is a folder; expected a text file in UTF-8.")]
    [InlineData("train text shakespear", "Did you mean 'shakespeare'?")]
    [InlineData("train text short.txt", "the training part of the text has 8 characters of 9; --context 64 needs at least 65")]
    [InlineData("train text short.txt --context 4", "the validation part of the text has 1 character of 9")]
    [InlineData("train text empty.txt", "the file is empty")]
    [InlineData("train text binary.txt", "a byte of 0")]
    [InlineData("train text latin.txt", "no valid UTF-8")]
    [InlineData("train text rhyme.txt --heads 3", "--heads 3 does not divide --width 128")]
    [InlineData("train text rhyme.txt --model rnn", "Known are gpt, lstm")]
    [InlineData("train text rhyme.txt --model lstm --heads 2", "--heads is for --model gpt")]
    [InlineData("train text rhyme.txt --embedding 2", "--embedding is for --model lstm")]
    [InlineData("train text rhyme.txt --steps 5 --epochs 2", "--steps and --epochs both say how long to train")]
    [InlineData("train text rhyme.txt --betas 0.9", "--betas is '0.9'")]
    [InlineData("train text rhyme.txt --betas 0.9,0.9 --optimizer sgd", "--betas is for adam and adamw")]
    [InlineData("train text rhyme.txt --warmup 5 --schedule cosine", "--schedule names another")]
    [InlineData("train text rhyme.txt --steps 5 --warmup 5", "--warmup 5 leaves no step of --steps 5")]
    [InlineData("train text rhyme.txt --context 8 --epochs 1 --warmup 900", "a warm-up of 900 steps leaves none to learn with: so many epochs of this text have")]
    [InlineData("train text rhyme.txt --batch all", "a whole text makes no batch")]
    [InlineData("train text rhyme.txt --layers 200 --width 100000", "parameters; expected at most")]
    [InlineData("train text", "needs FILE")]
    [InlineData("train text rhyme.txt --out taken.txt", "--out taken.txt is a file")]
    public void Wrong_use_gets_a_sentence_code_2_and_leaves_nothing(string words, string expected)
    {
        string[] before = Directory.GetFileSystemEntries(_folder.Path);
        CliRun run = _folder.Run(words.Split(' ')).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Generation_refuses_what_it_cannot_go_on_from()
    {
        _folder.Run("train", "text", "rhyme.txt", "--layers", "1", "--heads", "1", "--width", "8", "--context", "8", "--steps", "2", "--warmup", "0", "--out", "run").Expect(0);
        string unseen = _folder.Run("generate", "run", "--prompt", "Thé z").Expect(2).Error;
        Assert.Contains("--prompt: The text holds", unseen);
        Assert.Contains("'T' (U+0054), 'z' (U+007A), 'é' (U+00E9)", unseen);
        Assert.Contains("Leave them out, or train on a text that has them.", unseen);
        foreach ((string words, string expected) in new[]
        {
            ("run --temperature -1", "--temperature is '-1'"),
            ("run --top-k 0", "--top-k is '0'"),
            ("run --top-p 0", "--top-p is '0'"),
            ("run --greedy --top-k 5", "--greedy takes the likeliest"),
            ("run --length -1", "--length is '-1'"),
            ("nothing", "nothing does not exist"),
        })
            Assert.Contains(expected, _folder.Run(["generate", .. words.Split(' ')]).Expect(2).Error);
        Assert.Contains("--prompt is empty", _folder.Run("generate", "run", "--prompt", "").Expect(2).Error);

        _folder.Run("train", "series", "airline", "--epochs", "1", "--out", "series").Expect(0);
        Assert.Contains("no language model", _folder.Run("generate", "series").Expect(2).Error);
        Assert.Contains("fathom predict says how the series goes on", _folder.Run("check", "series").Expect(2).Error);
        Assert.Contains("fathom generate lets it write", _folder.Run("predict", "run", "rhyme.txt").Expect(2).Error);
        ModelFile file = ModelFile.Load(_folder.At("run/model.safetensors"));
        foreach (string damaged in new[] { "ab", "ba", "" })
        {
            file.Texts["vocabulary"] = damaged;
            file.Save(_folder.At("damaged.safetensors"));
            Assert.Contains("damaged.safetensors", _folder.Run("generate", "damaged.safetensors").Expect(2).Error);
        }
    }

    [Fact]
    public void A_model_is_judged_by_the_part_held_out_or_by_another_text()
    {
        CliRun trained = _folder.Run("train", "text", "rhyme.txt", "--model", "lstm", "--width", "8", "--embedding", "4", "--context", "8", "--epochs", "1", "--out", "run", "--json").Expect(0);
        Assert.Contains("A text is split in two; validation: 24 windows, by which the weights were chosen", trained.Out);
        Assert.Contains("The one epoch is done", trained.Out);

        // The same text: its held-out end alone, in the windows of the training, so the very same figures.
        CliRun held = _folder.Run("evaluate", "run", "rhyme.txt", "--json").Expect(0);
        Assert.Contains("rhyme.txt: the last 200 characters, which training did not learn from, in 24 windows of 8, judged by run", held.Out);
        Assert.Equal((double)trained.Json["validation"]!["loss"]!, (double)held.Json["test"]!["loss"]!);
        Assert.DoesNotContain("A sample", held.Out);

        _folder.Write("other.txt", "the rat and the cat and the hat");
        CliRun other = _folder.Run("evaluate", "run", "other.txt", "--json").Expect(0);
        Assert.Contains("other.txt: 31 characters in 3 windows of 8, judged by run", other.Out);
        Assert.Equal(24, (int)other.Json["test"]!["tokens"]!);

        _folder.Write("strange.txt", "the zebra and the cat");
        foreach ((string words, string expected) in new[]
        {
            ("run", "the model was trained on 'rhyme.txt', which is not kept with it. Name a text to judge by: fathom evaluate run FILE."),
            ("run taken.txt", "taken.txt: The text holds a character that was not in the text the vocabulary was made of: 'x' (U+0078)."),
            ("run strange.txt", "strange.txt: The text holds 2 characters"),
            ("run rhyme.txt --target x", "--target is for tables, but run was trained on a text. Leave it out."),
            ("run nothing.txt", "'nothing.txt' is neither a built-in text nor a file."),
        })
            Assert.Contains(expected, _folder.Run(["evaluate", .. words.Split(' ')]).Expect(2).Error);
        _folder.Write("little.txt", "the cat");
        Assert.Contains("little.txt has 7 characters; the model reads windows of 8, so at least 9 are needed.", _folder.Run("evaluate", "run", "little.txt").Expect(2).Error);
    }

    [Fact]
    public void A_built_in_text_is_found_again_for_judging()
    {
        _folder.Run("train", "text", "shakespeare", "--layers", "1", "--heads", "1", "--width", "4", "--context", "4", "--steps", "2", "--validation", "0.001", "--out", "run").Expect(0);
        Assert.Contains("shakespeare (built in): the last 1,116 characters, which training did not learn from, in 278 windows of 4, judged by run", _folder.Run("evaluate", "run").Expect(0).Out);
    }

    [Fact]
    public void The_summary_names_the_characters_and_draws_the_operations()
    {
        _folder.Run("train", "text", "rhyme.txt", "--layers", "1", "--heads", "1", "--width", "8", "--context", "12", "--steps", "2", "--out", "run").Expect(0);
        CliRun summary = _folder.Run("summary", "run", "--graph", "text", "--json").Expect(0);
        Assert.Contains("windows of 12 characters", summary.Out);
        Assert.Contains("13: ⏎ acdehmnorst", summary.Out);
        Assert.Contains("tokens: input (1, 12)", summary.Out);
        Assert.Equal("text", (string)summary.Json["task"]!);
        Assert.Equal("\n acdehmnorst", (string)summary.Json["vocabulary"]!);
        Assert.Equal(12, (int)summary.Json["context"]!);
    }

    [Fact]
    public void Interrupted_writing_ends_with_its_own_code()
    {
        _folder.Run("train", "text", "rhyme.txt", "--layers", "1", "--heads", "1", "--width", "8", "--context", "8", "--steps", "2", "--warmup", "0", "--out", "run").Expect(0);
        CliRun run = _folder.Run(new StringWriter { NewLine = "\n" }, new CancellationToken(true), "generate", "run", "--length", "1000000");
        Assert.Equal(130, run.Code);
        Assert.Equal(2, run.Out.Length);
    }
}
