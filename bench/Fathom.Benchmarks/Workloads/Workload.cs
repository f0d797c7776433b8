namespace Fathom.Benchmarks;

/// <summary>One of the networks that are timed side by side with other programs: the same layers, batch and optimizer under the same name.</summary>
/// <param name="Name">As the peer prints it.</param>
/// <param name="Items">Rows or tokens a step.</param>
/// <param name="MegaFlops">Floating-point operations a step in millions: what the floor is computed from.</param>
/// <param name="Warm">Steps before the first that counts.</param>
/// <param name="Count">Steps that are timed.</param>
/// <param name="Prepare">Builds network and data, and gives the step, one that ends in the same weights each time.</param>
internal sealed record Workload(string Name, int Items, double MegaFlops, int Warm, int Count, Func<WorkloadRun> Prepare)
{
    /// <summary>Whether a step trains; the others predict.</summary>
    public bool IsTraining => !Name.StartsWith("infer ", StringComparison.Ordinal);

    /// <summary>Clear gradients, forward, loss, backward, optimizer step, read the loss: one step of training.</summary>
    /// <remarks>The graph goes with backward, as PyTorch's does.</remarks>
    public static WorkloadRun Training(Layer model, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor y) => new(
        () =>
        {
            using (Step.Begin())
            {
                optimizer.ZeroGradients();
                Tensor value = loss(model.Forward(x), y);
                value.Backward(retainGraph: false);
                optimizer.Step();
                value.ToScalar();
            }
        },
        model,
        optimizer);

    /// <summary>Predictions as users make them: by a predictor made once, from numbers to numbers.</summary>
    public static Action Inference(Layer model, Tensor x)
    {
        var predictor = new Predictor(model, x.Shape.Without(0));
        float[] rows = x.ToArray<float>(), y = predictor.Predict(rows);
        return () => predictor.Predict(rows, y);
    }

    /// <summary>Random labels (rows) of some classes.</summary>
    public static Tensor Labels(Rng rng, int rows, int classes) => Tensor.From<long>([.. Enumerable.Range(0, rows).Select(_ => (long)(rng.NextDouble() * classes))], [rows]);
}
