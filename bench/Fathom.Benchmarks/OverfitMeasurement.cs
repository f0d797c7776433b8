using System.Diagnostics;

namespace Fathom.Benchmarks;

/// <summary>A check, not a speed: ResNet-20 learns 2,000 synthetic pictures of 32×32 by heart, until it gets every one right.</summary>
internal sealed class OverfitMeasurement : IMeasurement
{
    private const int Pictures = 2000, Classes = 10, Batch = 64, MostEpochs = 40;

    public string Name => "overfit";

    public string About => "ResNet-20 learns 2,000 synthetic pictures by heart: [THREADS]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length > 0)
            Kernels.ForkJoin.Threads = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        Dataset data = Synthetic();
        var model = new ResNet(20, Classes, rng: new Rng(1));
        var trainer = new Trainer(model, new Sgd(model, lr: 0.05, momentum: 0.9), Objective.MultiClass) { Rng = new Rng(2) };
        var watch = Stopwatch.StartNew();
        for (int epoch = 1; epoch <= MostEpochs; epoch++)
        {
            History history = trainer.Fit(data, epochs: 1, batchSize: Batch);
            double accuracy = trainer.Evaluate(data).Metrics["accuracy"];
            Console.WriteLine($"epoch {epoch,2}: loss {history.Epochs[^1].TrainLoss:F4}, {accuracy:P2} of the training pictures right, {watch.Elapsed.TotalSeconds:F0} s");
            if (accuracy == 1)
                return;
        }

        Console.WriteLine("not all were learned");
    }

    /// <summary>Waves of a direction and a colour that belong to the class, half hidden in noise.</summary>
    private static Dataset Synthetic()
    {
        var rng = new Rng(7);
        float[] pixels = new float[Pictures * 3 * 32 * 32];
        long[] labels = new long[Pictures];
        for (int i = 0, at = 0; i < Pictures; i++)
        {
            labels[i] = i % Classes;
            double angle = labels[i] * Math.PI / Classes, phase = rng.NextDouble() * 2 * Math.PI;
            for (int channel = 0; channel < 3; channel++)
            {
                for (int place = 0; place < 1024; place++)
                {
                    double along = ((place / 32) * Math.Sin(angle)) + ((place % 32) * Math.Cos(angle));
                    double wave = Math.Sin((along * 0.8) + phase) * (channel == labels[i] % 3 ? 1 : 0.5);
                    pixels[at++] = (float)(wave + (3 * (rng.NextDouble() - 0.5)));
                }
            }
        }

        return new Dataset(Tensor.From<float>(pixels, [Pictures, 3, 32, 32]), Tensor.From(labels), "waves");
    }
}
