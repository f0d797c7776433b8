namespace Fathom;

/// <summary>A layer that says nothing about inference: its own forward pass, in evaluation mode, on tensors.</summary>
/// <param name="input">A row that comes in.</param>
/// <param name="output">A row that goes out.</param>
/// <param name="layer">The layer: a copy, or the model's own where none could be made.</param>
/// <param name="shared">Whether it is the model's own: one thread at a time then, since its mode has to be set.</param>
internal sealed unsafe class LayerStep(Shape input, Shape output, Layer layer, bool shared) : InferenceStep(input, output)
{
    public override bool? SharesWeights => true;

    public override bool CanBeCut => false;

    public override void Run(int rows, float* x, float* y)
    {
        using Step step = Step.Begin();
        Tensor given = Tensor.From(new ReadOnlySpan<float>(x, rows * Input.Length), Input.Insert(0, rows));
        Tensor result = Forward(layer, given, shared);
        if (result.Shape != Output.Insert(0, rows) || result.Type != DType.Float32)
            throw new ShapeException("Predictor", $"what {layer} gives for {rows} rows", $"{result.Type} {result.Shape}", $"Float32 {Output.Insert(0, rows)}, as it did when the predictor was made", "Rows must not depend on how many there are.");
        result.AsReadOnlySpan<float>().CopyTo(new Span<float>(y, rows * Output.Length));
        Finish(y, 0, 1, rows * Output.Length, null);
    }

    /// <summary>A forward pass in evaluation mode without recording; of a layer that others use too, one at a time.</summary>
    public static Tensor Forward(Layer layer, Tensor x, bool shared)
    {
        if (!shared)
        {
            using (Tape.NoGradients())
                return layer.Forward(x);
        }

        lock (layer)
            return layer.Predict(x);
    }
}
