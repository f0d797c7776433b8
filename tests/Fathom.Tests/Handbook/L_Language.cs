namespace Fathom.Tests.Handbook;

/// <summary>L3 and L9: perplexity of language models, and a character LSTM and a character GPT as complete programs, at a size a test can wait for.</summary>
public sealed class L_Language
{
    private static readonly string s_text = Datasets.Shakespeare();

    [Fact]
    public void L9_tiny_Shakespeare_has_its_published_numbers()
    {
        Assert.Equal((1_115_394, 65), (s_text.Length, CharacterVocabulary.Of(s_text).Count));
        Assert.Equal("\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", CharacterVocabulary.Of(s_text).Characters);
        Assert.StartsWith("First Citizen:\nBefore we proceed any further, hear me speak.", s_text);
    }

    [Fact]
    public void L3_a_model_that_knows_nothing_is_in_doubt_among_all_characters()
    {
        var tokens = new long[65];
        for (int i = 0; i < tokens.Length; i++)
            tokens[i] = i;
        var data = new Dataset(TokenWindows.Consecutive(tokens, 64));
        var model = new Sequential(new Embedding(65, 65), new Linear(Tensor.Zeros([65, 65])));
        Evaluation judged = Evaluation.Of(model, Objective.NextToken, data);
        Assert.Equal(65, judged.Metrics["perplexity"], 1e-3);
        Assert.Equal(Math.Log2(65), judged.Metrics["bits_per_character"], 1e-5);
        Assert.Equal(Math.Log(65), judged.Loss, 1e-5);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gpt")]
    public void L9_a_character_model_learns_more_than_how_often_characters_occur(string kind)
    {
        string text = s_text[..20_000];
        CharacterVocabulary vocabulary = CharacterVocabulary.Of(text);
        long[] tokens = vocabulary.Encode(text);
        var train = new Dataset(TokenWindows.Random(tokens.AsSpan(..18_000), 24, 640));
        var held = new Dataset(TokenWindows.Consecutive(tokens.AsSpan(18_000..), 24));
        var rng = new Rng(1);
        LanguageModel model = kind == "lstm" ? new CharLstm(vocabulary.Count, 16, 48, rng: rng) : new Gpt(vocabulary.Count, 24, layers: 1, heads: 2, width: 32, rng: rng);
        var trainer = new Trainer(model, new Adam(model, lr: 1e-2) { ClipNorm = 1 }, Objective.NextToken) { Rng = rng.Fork("order"), EvaluationBatchSize = 32 };
        History history = trainer.Fit(train, held, epochs: 4, batchSize: 16, cancel: TestContext.Current.CancellationToken);

        double entropy = tokens.GroupBy(token => token).Sum(group => -group.Count() / (double)tokens.Length * Math.Log(group.Count() / (double)tokens.Length));
        Assert.True(history.Epochs[^1].ValidationLoss < entropy - 0.4, $"loss {history.Epochs[^1].ValidationLoss:F2}, entropy of single characters {entropy:F2}");
        Assert.Equal(vocabulary.Decode([.. model.Generate(vocabulary.Encode("First"), 30, rng: new Rng(5))]), vocabulary.Decode([.. model.Generate(vocabulary.Encode("First"), 30, rng: new Rng(5))]));
    }
}
