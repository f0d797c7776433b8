using System.Text.Json.Nodes;

namespace Fathom.Tests.Losses;

/// <summary>Two sequences of three places, three tokens, one place left out; numbers of PyTorch 1.13.</summary>
public sealed class NextTokenObjectiveTests
{
    private const double Loss = 0.3667711524087237;
    private static readonly double[] s_values = [0.5, -1, 2, 0, 0, 0, 1.5, 0.25, -0.75, -2, 3, 0.1, 0.3, 0.2, 0.1, 800, -800, 0];
    private static readonly double[] s_gradients =
    [
        0.03505807842800734, 0.00782251465413749, -0.04288059308214483, 0, 0, 0, -0.05631193176978702, 0.04116732079953031, 0.015144610970256704,
        0.0012692020028894715, -0.011633721211856041, 0.010364519208966598, 0.0734330802221851, 0.06644499870666946, -0.13987807892885454, 0, 0, 0,
    ];

    private static readonly Tensor s_tokens = Tensor.From([2L, -100, 0, 1, 2, 0], [2, 3]);

    [Fact]
    public void The_loss_is_the_mean_over_places_that_count_and_so_are_its_gradients()
    {
        Tensor logits = Tensor.From(s_values, [2, 3, 3]).RequireGradient();
        Tensor loss = Objective.NextToken.Loss(logits, s_tokens);
        loss.Backward();
        Assert.Equal(Loss, loss.ToScalar(), 1e-12);
        double[] gradients = logits.Gradient.ToArray<double>();
        for (int i = 0; i < gradients.Length; i++)
            Assert.Equal(s_gradients[i], gradients[i], 1e-12);
    }

    [Fact]
    public void A_batch_counts_by_its_tokens_so_that_parts_make_the_whole()
    {
        Tensor logits = Tensor.From(s_values, [2, 3, 3]);
        Assert.Equal((5.0, 2.0, 3.0), (Objective.NextToken.BatchWeight(s_tokens), Objective.NextToken.BatchWeight(s_tokens[..1]), Objective.NextToken.BatchWeight(s_tokens[1..])));
        double parts = (2 * Objective.NextToken.Loss(logits[..1], s_tokens[..1]).ToScalar()) + (3 * Objective.NextToken.Loss(logits[1..], s_tokens[1..]).ToScalar());
        Assert.Equal(Loss, parts / 5, 1e-12);
    }

    [Theory]
    [InlineData(DType.Float32, 1e-6)]
    [InlineData(DType.Float64, 1e-12)]
    public void An_evaluation_keeps_three_numbers_a_token_and_gives_perplexity_bits_and_accuracy(DType type, double tolerance)
    {
        Tensor logits = Tensor.From(s_values, [2, 3, 3]).To(type);
        Predictions predictions = Objective.NextToken.NewPredictions();
        predictions.Add(Objective.NextToken.Predict(logits[..1]), s_tokens[..1]);
        predictions.Add(Objective.NextToken.Predict(logits[1..]), s_tokens[1..]);
        Assert.Equal((5, 1, 3), (predictions.Count, predictions.Width, predictions.Classes));
        Assert.Equal((5, 5, 5), (predictions.Outputs.Length, predictions.Labels.Length, predictions.Predicted.Length));
        Assert.Equal([2L, 0, 1, 0, 0], predictions.Predicted.ToArray());

        double[] figures = [.. Objective.NextToken.Metrics.Select(metric => metric.Compute(predictions))];
        Assert.Equal(["perplexity", "bits_per_character", "accuracy"], Objective.NextToken.Metrics.Select(metric => metric.Name));
        Assert.Equal(1.4430676387715071, figures[0], tolerance * 3);
        Assert.Equal(0.5291389227211959, figures[1], tolerance);
        Assert.Equal(4 / 5.0, figures[2]);
        Assert.Equal(2, predictions.Confusion()[0, 0]);
        Assert.Throws<ArgumentException>(() => new RocAuc().Compute(predictions));
        Assert.Throws<ArgumentException>(() => predictions.Column(0));
        predictions.Clear();
        Assert.Equal((0, 0), (predictions.Count, predictions.Classes));
    }

    [Fact]
    public void A_trained_row_of_tokens_is_evaluated_as_one_row_a_place()
    {
        var model = new Sequential(new Embedding(3, 4, rng: new Rng(1)), new Linear(4, 3, rng: new Rng(2)));
        var data = new Dataset(Tensor.From([0L, 1, 2, 0, 1, 2], [2, 3]), Tensor.From([1L, 2, 0, 1, 2, -100], [2, 3]), "cycle");
        var trainer = new Trainer(model, new Adam(model, lr: 0.1), Objective.NextToken) { Rng = new Rng(3) };
        History history = trainer.Fit(data, data, epochs: 60, batchSize: 1, cancel: TestContext.Current.CancellationToken);
        Evaluation judged = trainer.Evaluate(data);
        Assert.True(history.Epochs[^1].ValidationLoss < 0.05);
        Assert.Equal(1, judged.Metrics["accuracy"]);
        Assert.Equal(5, judged.Predictions.Count);
        Assert.Equal(Math.Exp(judged.Loss), judged.Metrics["perplexity"], 1e-5);
    }

    [Fact]
    public void It_travels_in_files_and_equals_itself()
    {
        Assert.Equal(Objective.NextToken, Objective.Build(Objective.NextToken.Describe(), "here"));
        string message = Assert.Throws<FileFormatException>(() => Objective.Build(JsonNode.Parse("""{"objective":"nexttoken","smoothing":1}"""), "here")).Message;
        Assert.Contains("smoothing", message);
    }

    [Fact]
    public void Outputs_and_targets_that_do_not_fit_are_refused_in_the_words_of_the_task()
    {
        Assert.Contains("(N, T, V): a logit for each of V tokens", Assert.Throws<ShapeException>(() => Objective.NextToken.Loss(Tensor.Zeros([6, 3]), s_tokens)).Message);
        Assert.Contains("Int64 (2, 3): the next token at each place", Assert.Throws<ShapeException>(() => Objective.NextToken.Loss(Tensor.Zeros([2, 3, 3]), Tensor.Zeros([2, 4], DType.Int64))).Message);
        Predictions predictions = Objective.NextToken.NewPredictions();
        Assert.Contains("(rows, T, tokens)", Assert.Throws<ShapeException>(() => predictions.Add(Tensor.Zeros([6, 3]), s_tokens)).Message);
        Assert.Contains("row 1, place 1, is 2; the 2 tokens", Assert.Throws<ArgumentException>(() => predictions.Add(Tensor.Zeros([2, 3, 2]), Tensor.From([0L, 1, 0, 1, 2, 0], [2, 3]))).Message);
        Assert.Contains("no weights", Assert.Throws<ArgumentException>(() => predictions.Add(Tensor.Zeros([2, 3, 3]), s_tokens, Tensor.Ones([2]))).Message);
        var model = new Sequential(new Embedding(3, 4), new Linear(4, 3));
        var data = new Dataset(Tensor.Zeros([3, 3], DType.Int64), Tensor.From([0L, 1, 0, 1, 2, 0, 2, 7, -100], [3, 3]));
        Assert.Contains("row 2, place 1, is 7; expected a class number from 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(model, new Sgd(model), Objective.NextToken).Fit(data, cancel: TestContext.Current.CancellationToken)).Message);
    }
}
