namespace Fathom.Tests.Models;

/// <summary>The character LSTM: what its reader carries is what the whole text gives, and files bring it back.</summary>
public sealed class CharLstmTests
{
    [Fact]
    public void A_reader_gives_token_by_token_and_in_pieces_what_the_whole_text_gives_at_once()
    {
        var model = new CharLstm(7, embedding: 5, width: 9, layers: 2, dropout: 0.3, rng: new Rng(1));
        model.ConvertTo(DType.Float64);
        long[] text = [3, 1, 4, 1, 5, 2, 6, 5, 3, 5];
        Tensor whole = model.Predict(Tensor.From(text, [1, text.Length]))[0];
        Decoder single = model.NewDecoder(), pieces = model.NewDecoder();
        for (int t = 0; t < text.Length; t++)
            Equal(whole[t], single.Next(text[t]));
        Equal(whole[2], pieces.Next(text[..3]));
        Equal(whole[^1], pieces.Next(text[3..]));
        Assert.Equal(text.Length, pieces.Count);
    }

    [Fact]
    public void Two_readers_of_one_model_do_not_meet()
    {
        var model = new CharLstm(5, embedding: 4, width: 6, rng: new Rng(2));
        Decoder a = model.NewDecoder(), b = model.NewDecoder();
        _ = a.Next(1, 2);
        Tensor alone = model.NewDecoder().Next(4);
        Equal(alone, b.Next(4));
    }

    [Fact]
    public void A_text_in_pieces_with_the_state_carried_is_the_text_at_once()
    {
        var model = new CharLstm(5, embedding: 4, width: 6, rng: new Rng(3));
        model.ConvertTo(DType.Float64);
        Tensor tokens = Tensor.From<long>([0, 1, 2, 3, 4, 0, 2, 4, 1, 3], [2, 5]);
        (Tensor first, RecurrentState state) = model.Forward(Tensor.From<long>([0, 1, 0, 2], [2, 2]), default);
        (Tensor second, _) = model.Forward(Tensor.From<long>([2, 3, 4, 4, 1, 3], [2, 3]), state);
        Equal(model.Forward(tokens), Tensor.Concat([first, second], axis: 1));
    }

    [Fact]
    public void A_model_file_brings_back_the_same_text()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fathom-{Guid.NewGuid():N}.safetensors");
        try
        {
            var model = new CharLstm(5, embedding: 4, width: 6, layers: 2, rng: new Rng(4));
            new ModelFile(model, Objective.NextToken).Save(path);
            var again = Assert.IsType<CharLstm>(ModelFile.Load(path).Model);
            Assert.Equal(model.Generate([0, 1], 30, rng: new Rng(5)), again.Generate([0, 1], 30, rng: new Rng(5)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void It_learns_a_text_by_heart()
    {
        long[] text = [0, 1, 2, 3, 0, 2, 1, 3];
        var model = new CharLstm(4, embedding: 8, width: 16, rng: new Rng(6));
        var optimizer = new Adam(model, lr: 0.02);
        Tensor x = Tensor.From(text[..^1], [1, 7]), y = Tensor.From(text[1..]);
        for (int step = 0; step < 150; step++)
        {
            using (Step.Begin())
            {
                optimizer.ZeroGradients();
                Loss.CrossEntropy(model.Forward(x).Reshape(-1, 4), y).Backward();
                optimizer.Step();
            }
        }

        Assert.Equal(text[1..], model.Generate(text[..1], 7, TokenSampling.Greedy));
    }

    [Theory]
    [InlineData(0, 4, 4, 1, "vocabulary is 0")]
    [InlineData(4, 0, 4, 1, "embedding is 0")]
    [InlineData(4, 4, -1, 1, "width is -1")]
    [InlineData(4, 4, 4, 0, "layers is 0")]
    public void Sizes_below_one_are_refused_by_name(int vocabulary, int embedding, int width, int layers, string text) =>
        Assert.Contains(text, Assert.Throws<ArgumentOutOfRangeException>(() => new CharLstm(vocabulary, embedding, width, layers)).Message);

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected.GetElement(i), actual.GetElement(i), 1e-12);
    }
}
