#:project ../src/Fathom/Fathom.csproj

// Depth by shortcuts: a residual network of 20 layers, its summary, and one of 8 layers that learns to tell stripes. Run with: dotnet run examples/31-residual-network.cs

using Fathom;

// The network of the paper for colour pictures of 32×32: shortcuts let gradients pass, strides halve the picture, and each number sees more and more of it.
ModelSummary summary = ModelSummary.Of(new ResNet(depth: 20), [1, 3, 32, 32]);
foreach (ModelSummary.Row row in summary.Rows)
    Console.WriteLine($"{row.Path,-9} {row.Layer,-46} {row.Output,-16} {(row.Sees is { } sees ? $"sees {sees.Width}" : ""),-8} {row.Parameters,7:N0}");
Console.WriteLine($"{summary.Parameters:N0} parameters, {summary.RunningStatistics:N0} running statistics, {summary.MultiplyAdds / 1e6:N0} million multiply-adds a picture");

// Noisy stripes, upright, level or slanted, anywhere in the picture: what is seen does not depend on where.
const int count = 240, size = 12;
var rng = new Rng(seed: 3);
float[] pixels = new float[count * size * size];
long[] kinds = new long[count];
for (int i = 0; i < count; i++)
{
    kinds[i] = i % 3;
    double phase = rng.NextDouble() * 4;
    for (int p = 0; p < size * size; p++)
    {
        (int h, int w) = (p / size, p % size);
        double along = kinds[i] switch { 0 => w, 1 => h, _ => (h + w) / Math.Sqrt(2) };
        pixels[(i * size * size) + p] = (float)(Math.Sin((along + phase) * Math.PI / 2) + (0.7 * (rng.NextDouble() - 0.5)));
    }
}

var stripes = new Dataset(Tensor.From<float>(pixels, [count, 1, size, size]), Tensor.From(kinds), "stripes", classNames: ["upright", "level", "slanted"]);
var (train, test) = stripes.Split(test: 0.25, stratify: true, seed: 3);
var model = new ResNet(depth: 8, classes: 3, channels: 1, width: 4, rng: rng);
var trainer = new Trainer(model, new Sgd(model, lr: 0.05, momentum: 0.9), Objective.MultiClass) { Rng = rng.Fork("order") };
trainer.Fit(train, epochs: 6, batchSize: 30);
Console.WriteLine($"{model}, {model.ParameterCount:N0} parameters: {(trainer.Evaluate(test).Metrics["accuracy"] >= 0.95 ? "tells the stripes apart" : "does not tell the stripes apart")}");

/* prints:
conv1     Conv2d(3, 16, kernel: 3, padding: 1, bias: false) (1, 16, 32, 32)  sees 3       432
bn1       BatchNorm2d(16)                                (1, 16, 32, 32)  sees 3        32
relu      ReLU                                           (1, 16, 32, 32)  sees 3         0
layer1.0  BasicBlock(16, 16)                             (1, 16, 32, 32)  sees 7     4,672
layer1.1  BasicBlock(16, 16)                             (1, 16, 32, 32)  sees 11    4,672
layer1.2  BasicBlock(16, 16)                             (1, 16, 32, 32)  sees 15    4,672
layer2.0  BasicBlock(16, 32, stride: 2)                  (1, 32, 16, 16)  sees 21   14,528
layer2.1  BasicBlock(32, 32)                             (1, 32, 16, 16)  sees 29   18,560
layer2.2  BasicBlock(32, 32)                             (1, 32, 16, 16)  sees 37   18,560
layer3.0  BasicBlock(32, 64, stride: 2)                  (1, 64, 8, 8)    sees 49   57,728
layer3.1  BasicBlock(64, 64)                             (1, 64, 8, 8)    sees 65   73,984
layer3.2  BasicBlock(64, 64)                             (1, 64, 8, 8)    sees 81   73,984
avgpool   AdaptiveAvgPool2d(1)                           (1, 64, 1, 1)                   0
flatten   Flatten                                        (1, 64)                         0
fc        Linear(64, 10)                                 (1, 10)                       650
272,474 parameters, 1,568 running statistics, 41 million multiply-adds a picture
ResNet(8, classes: 3, channels: 1, width: 4), 5,023 parameters: tells the stripes apart
*/
