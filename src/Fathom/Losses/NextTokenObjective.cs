namespace Fathom;

/// <summary>The token that comes next, at every place of a sequence: cross-entropy over all places, probabilities by softmax.</summary>
/// <remarks><code>
/// formula   loss: −(1/n) Σ log softmax(x)[t] over the n places of the batch that are not marked to leave out
/// shapes    output (N, T, V)      targets (N, T) Int64: 0…V−1, the input shifted by one; −100 leaves a place out
/// predicts  probabilities softmax(x), (N, T, V); the token with the largest
/// metrics   perplexity, bits per character, accuracy (the share of tokens that were the most probable one)
/// source    Bengio, Ducharme, Vincent and Jauvin 2003, "A neural probabilistic language model"
/// </code>
/// A batch counts by its tokens, so that the loss of an epoch is the mean over tokens and not over rows of different lengths.</remarks>
public sealed record NextTokenObjective : Objective
{
    internal const string Name = "nexttoken";

    /// <inheritdoc/>
    public override TaskKind Task => TaskKind.NextToken;

    /// <inheritdoc/>
    protected override string Kind => Name;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Tensor targets)
    {
        if (output.Rank != 3)
            throw new ShapeException(nameof(NextTokenObjective), "output", output.Shape.ToString(), "(N, T, V): a logit for each of V tokens at every place", "Use a language model, such as Gpt or CharLstm, or end the network with a Linear layer of V outputs.");
        if (targets.Type != DType.Int64 || targets.Shape != output.Shape.Without(2))
            throw new ShapeException(nameof(NextTokenObjective), "targets", $"{targets.Type} {targets.Shape}", $"Int64 {output.Shape.Without(2)}: the next token at each place of the output {output.Shape}");
        return Fathom.Loss.CrossEntropy(output.Reshape(-1, output.Shape[2]), targets.Reshape(-1), ignoredLabel: Predictions.LeftOut);
    }

    /// <summary>What a batch counts beside others: its tokens that are not marked to leave out.</summary>
    public override double BatchWeight(Tensor targets)
    {
        ReadOnlySpan<long> labels = targets.AsReadOnlySpan<long>();
        return labels.Length - labels.Count(Predictions.LeftOut);
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor output) => output.Softmax();

    internal override void CheckTargets(Tensor targets, int outputs, int firstRow) => HeadChecks.Classes(nameof(NextTokenObjective), targets, outputs, Predictions.LeftOut, firstRow);
}
