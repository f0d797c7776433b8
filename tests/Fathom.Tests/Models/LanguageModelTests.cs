namespace Fathom.Tests.Models;

/// <summary>Generation, on models whose answer is known: which window is read, who chooses, what is refused.</summary>
public sealed class LanguageModelTests
{
    [Fact]
    public void Generation_feeds_each_token_back()
    {
        var model = new CountingModel(context: 3);
        Assert.Equal([3, 4, 0, 1, 2], model.Generate([1, 2], 5, TokenSampling.Greedy));
    }

    [Fact]
    public void The_window_holds_the_last_tokens_of_the_context()
    {
        var model = new CountingModel(context: 3);
        _ = model.Generate([0, 1, 2, 3], 2, TokenSampling.Greedy).ToArray();
        Assert.Equal(["1 2 3", "2 3 4"], model.Windows);
    }

    [Fact]
    public void Tokens_come_as_they_are_asked_for()
    {
        var model = new CountingModel(context: null);
        Assert.Equal([1, 2], model.Generate([0], 1_000_000, TokenSampling.Greedy).Take(2));
        Assert.Equal(["0", "0 1"], model.Windows);
    }

    [Fact]
    public void The_same_generator_gives_the_same_tokens()
    {
        var model = new CountingModel(context: 2);
        long[] first = [.. model.Generate([0], 50, new TokenSampling(5), new Rng(3))];
        Assert.Equal(first, model.Generate([0], 50, new TokenSampling(5), new Rng(3)));
        Assert.NotEqual(first, model.Generate([0], 50, new TokenSampling(5), new Rng(4)));
    }

    [Fact]
    public void A_model_in_training_generates_in_evaluation_mode_and_keeps_its_mode()
    {
        var model = new CountingModel(context: 2);
        Assert.True(model.IsTraining);
        _ = model.NewDecoder().Next(0);
        Assert.False(model.WasTraining);
        Assert.True(model.IsTraining);
    }

    [Fact]
    public void Logits_outlive_the_decoders_next_step()
    {
        Decoder decoder = new CountingModel(context: 2).NewDecoder();
        Tensor first = decoder.Next(0, 1);
        _ = decoder.Next(2);
        Assert.Equal([0, 0, 4, 0, 0], first.ToArray<float>());
        Assert.Equal(3, decoder.Count);
    }

    [Fact]
    public void Empty_prompts_and_unknown_tokens_are_refused_before_anything_is_computed()
    {
        var model = new CountingModel(context: 2);
        Assert.Contains("There are no tokens", Assert.Throws<ArgumentException>(() => model.Generate([], 1)).Message);
        Assert.Contains("Token 1 is 5; expected 0 to 4", Assert.Throws<ArgumentException>(() => model.Generate([0, 5], 1)).Message);
        Assert.Contains("count is -1", Assert.Throws<ArgumentOutOfRangeException>(() => model.Generate([0], -1)).Message);
        Assert.Contains("Token 0 is -1", Assert.Throws<ArgumentException>(() => model.NewDecoder().Next(-1)).Message);
        Assert.Empty(model.Windows);
    }

    /// <summary>After token i comes i + 1, modulo 5. Notes the windows it is given.</summary>
    private sealed class CountingModel(int? context) : LanguageModel
    {
        private readonly Tensor _rows = (Tensor.Identity(5).IndexSelect(0, Tensor.From<long>(1, 2, 3, 4, 0)) * 4).Keep();

        public override int Vocabulary => 5;

        public override int? Context => context;

        public List<string> Windows { get; } = [];

        public bool? WasTraining { get; private set; }

        public override Tensor Forward(Tensor x)
        {
            Windows.Add(string.Join(' ', x.ToArray<long>()));
            WasTraining = IsTraining;
            return _rows.Embedding(x);
        }
    }
}
