namespace Fathom;

public sealed partial class Predictions
{
    internal const long LeftOut = -100;

    private int _vocabulary;
    private double[] _probabilities = [];

    /// <summary>
    /// Adds every place of every sequence that is not marked to leave out. Three numbers a place are kept, whatever V is: a pass over a million characters
    /// would else keep a hundred million probabilities.
    /// </summary>
    private void AddTokens(Tensor outputs, Tensor right, Tensor weights)
    {
        if (outputs.Rank != 3 || !outputs.Type.IsFloating() || outputs.Shape[2] == 0 || (Count > 0 && outputs.Shape[2] != _vocabulary))
            throw new ShapeException("Predictions", "outputs", $"{outputs.Type} {outputs.Shape}", Count > 0 ? $"(rows, T, {_vocabulary}), tokens as in the rows before" : "(rows, T, tokens)");
        if (right.Type != DType.Int64 || right.Shape != outputs.Shape.Without(2))
            throw new ShapeException("Predictions", "labels", $"{right.Type} {right.Shape}", $"Int64 {outputs.Shape.Without(2)}, a token for each place of the outputs {outputs.Shape}");
        if (!weights.IsNone)
            throw new ArgumentException("Predictions: tokens have no weights; mark places to leave out with −100 in the labels.", nameof(weights));

        int vocabulary = outputs.Shape[2], count = Count;
        ReadOnlySpan<long> labels = right.AsReadOnlySpan<long>();
        Reserve(ref _outputs, Count + labels.Length);
        Reserve(ref _labels, Count + labels.Length);
        Reserve(ref _predicted, Count + labels.Length);
        Reserve(ref _probabilities, vocabulary);
        Span<double> probabilities = _probabilities.AsSpan(0, vocabulary);
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == LeftOut)
                continue;
            if ((ulong)labels[i] >= (ulong)vocabulary)
                throw new ArgumentException($"Predictions: the label in row {i / right.Shape[1]}, place {i % right.Shape[1]}, is {labels[i]}; the {vocabulary} tokens are numbered 0 to {vocabulary - 1}.", nameof(right));
            CopyNumbers(outputs, probabilities, i * vocabulary);
            _outputs[count] = probabilities[(int)labels[i]];
            _labels[count] = labels[i];
            _predicted[count] = TopK.Best(probabilities);
            count++;
        }

        (Width, _vocabulary, Count, _predictedRows) = (1, vocabulary, count, count);
    }
}
