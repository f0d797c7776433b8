namespace Fathom.Benchmarks;

/// <summary>The fully connected networks: a table's, a digit's, Keras's example, and a wide one.</summary>
internal static class PerceptronWorkloads
{
    public static IEnumerable<Workload> All =>
    [
        new("tabular-mlp b32", 32, 0.65, 500, 4000, Tabular),
        new("digit-mlp b64", 64, 64.5, 50, 500, () => Digits(64)),
        new("digit-mlp b256", 256, 258, 50, 300, () => Digits(256)),
        new("keras-mlp b64", 64, 26.2, 50, 500, Keras),
        new("wide-mlp b256", 256, 4295, 3, 20, Wide),
        new("infer digit-mlp b1", 1, 0.47, 500, 4000, () => InferDigits(1)),
        new("infer digit-mlp b256", 256, 120, 50, 500, () => InferDigits(256)),
    ];

    private static WorkloadRun Tabular()
    {
        var rng = new Rng(0);
        var model = new Sequential(
            new Linear(30, 64, rng: rng), new ReLU(), new Dropout(0.3, rng), new Linear(64, 32, rng: rng), new ReLU(), new Dropout(0.2, rng), new Linear(32, 1, rng: rng), new Sigmoid());
        Tensor y = Workload.Labels(rng, 32, 2).To(DType.Float32).Reshape([32, 1]).Keep();
        return Workload.Training(model, new Adam(model, lr: 1e-3), (output, target) => Loss.BinaryCrossEntropyOfProbabilities(output, target), rng.Normal([32, 30]), y);
    }

    private static Sequential DigitNetwork(Rng rng) =>
        new(new Linear(784, 256, rng: rng), new ReLU(), new Linear(256, 128, rng: rng), new ReLU(), new Linear(128, 10, rng: rng));

    private static WorkloadRun Digits(int batch)
    {
        var rng = new Rng(0);
        Sequential model = DigitNetwork(rng);
        return Workload.Training(model, new Adam(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output, target), rng.Normal([batch, 784]), Workload.Labels(rng, batch, 10));
    }

    private static Action InferDigits(int batch)
    {
        var rng = new Rng(0);
        return Workload.Inference(new Sequential(DigitNetwork(rng), new Softmax()), rng.Normal([batch, 784]));
    }

    private static WorkloadRun Keras()
    {
        var rng = new Rng(0);
        var model = new Sequential(new Linear(784, 128, rng: rng), new ReLU(), new BatchNorm1d(128), new Dropout(0.3, rng), new Linear(128, 10, rng: rng));
        return Workload.Training(model, new Adam(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output, target), rng.Normal([64, 784]), Workload.Labels(rng, 64, 10));
    }

    private static WorkloadRun Wide()
    {
        var rng = new Rng(0);
        var model = new Sequential(
            new Linear(1024, 1024, rng: rng), new GELU(), new LayerNorm(1024), new Linear(1024, 1024, rng: rng), new GELU(), new LayerNorm(1024), new Linear(1024, 1024, rng: rng));
        return Workload.Training(model, new AdamW(model, lr: 1e-3), (output, target) => Loss.MeanSquaredError(output, target), rng.Normal([256, 1024]), rng.Normal([256, 1024]));
    }
}
