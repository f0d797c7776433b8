namespace Fathom.Benchmarks;

/// <summary>The networks for pictures: MNIST's usual CNN and a residual network of 20 layers.</summary>
internal static class ImageWorkloads
{
    public static IEnumerable<Workload> All =>
    [
        new("mnist-cnn b64", 64, 4580, 3, 20, MnistTraining),
        new("resnet20 b64", 64, 15_616, 2, 8, ResNetTraining),
        new("infer mnist-cnn b1", 1, 24, 50, 200, () => MnistInference(1)),
        new("infer mnist-cnn b64", 64, 1535, 5, 50, () => MnistInference(64)),
    ];

    private static WorkloadRun MnistTraining()
    {
        var rng = new Rng(0);
        Sequential model = MnistCnn.Create(rng: rng);
        return Workload.Training(model, new Adam(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output, target), rng.Normal([64, 1, 28, 28]), Workload.Labels(rng, 64, 10));
    }

    private static WorkloadRun ResNetTraining()
    {
        var rng = new Rng(0);
        var model = new ResNet(20, rng: rng);
        return Workload.Training(model, new Sgd(model, lr: 0.1, momentum: 0.9), (output, target) => Loss.CrossEntropy(output, target), rng.Normal([64, 3, 32, 32]), Workload.Labels(rng, 64, 10));
    }

    private static Action MnistInference(int batch)
    {
        var rng = new Rng(0);
        return Workload.Inference(MnistCnn.Create(rng: rng), rng.Normal([batch, 1, 28, 28]));
    }
}
