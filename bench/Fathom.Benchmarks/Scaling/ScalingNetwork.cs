namespace Fathom.Benchmarks;

/// <summary>How large a network and its batch are.</summary>
internal readonly record struct ScalingSize(int Batch, int Width, int Depth);

/// <summary>A network that is grown along one axis at a time, the others held.</summary>
/// <param name="Name">What the user types.</param>
/// <param name="About">What it is built of.</param>
/// <param name="Held">The size along the axes that do not grow.</param>
/// <param name="Batches">The smallest and the largest batch; between them it doubles.</param>
/// <param name="Widths">The same for the width.</param>
/// <param name="Depths">The same for the depth.</param>
/// <param name="Step">The training step at a size.</param>
/// <param name="Operations">Floating-point operations of a step's products, forward and backward, as the workloads' floors count them.</param>
internal sealed record ScalingNetwork(
    string Name, string About, ScalingSize Held, (int From, int To) Batches, (int From, int To) Widths, (int From, int To) Depths, Func<ScalingSize, Action> Step, Func<ScalingSize, double> Operations)
{
    private const int Classes = 10, Picture = 16, Taps = 9, Context = 64, Letters = 65;

    public static IReadOnlyList<ScalingNetwork> All { get; } =
    [
        new("mlp", $"depth × (Linear width→width, ReLU), Linear →{Classes}, Adam", new(256, 256, 4), (64, 2048), (64, 2048), (1, 32), Perceptron, PerceptronOperations),
        new("cnn", $"depth × (3×3 convolution width→width, ReLU) on {Picture}×{Picture}, mean of places, Linear →{Classes}, Adam", new(32, 32, 4), (8, 256), (8, 128), (1, 32), Convolutional, ConvolutionalOperations),
        new("gpt", $"depth blocks, heads of 32, context {Context}, AdamW", new(8, 128, 4), (1, 32), (32, 512), (1, 16), Transformer, TransformerOperations),
    ];

    /// <summary>What grows, and from size to size how much.</summary>
    public IEnumerable<(string Axis, IReadOnlyList<(int Value, ScalingSize Size)> Sizes)> Series =>
    [
        ("batch", [.. Doubled(Batches).Select(n => (n, Held with { Batch = n }))]),
        ("width", [.. Doubled(Widths).Select(n => (n, Held with { Width = n }))]),
        ("depth", [.. Doubled(Depths).Select(n => (n, Held with { Depth = n }))]),
    ];

    private static IEnumerable<int> Doubled((int From, int To) range)
    {
        for (int n = range.From; n <= range.To; n *= 2)
            yield return n;
    }

    private static Action Perceptron(ScalingSize size)
    {
        var rng = new Rng(0);
        var model = new Sequential([.. Enumerable.Range(0, size.Depth).SelectMany(_ => (Layer[])[new Linear(size.Width, size.Width, rng: rng), new ReLU()]), new Linear(size.Width, Classes, rng: rng)]);
        return Classifying(model, rng.Normal([size.Batch, size.Width]), rng);
    }

    /// <summary>Forward, weight's and input's gradient are a product each; nobody asks for the first input's.</summary>
    private static double PerceptronOperations(ScalingSize size)
    {
        double square = 2.0 * size.Batch * size.Width * size.Width, last = 2.0 * size.Batch * size.Width * Classes;
        return (((3 * size.Depth) - 1) * square) + (3 * last);
    }

    private static Action Convolutional(ScalingSize size)
    {
        var rng = new Rng(0);
        var model = new Sequential(
            [.. Enumerable.Range(0, size.Depth).SelectMany(_ => (Layer[])[new Conv2d(size.Width, size.Width, 3, padding: 1, rng: rng), new ReLU()]),
             new AdaptiveAvgPool2d(1), new Flatten(), new Linear(size.Width, Classes, rng: rng)]);
        return Classifying(model, rng.Normal([size.Batch, size.Width, Picture, Picture]), rng);
    }

    private static double ConvolutionalOperations(ScalingSize size)
    {
        double square = 2.0 * size.Batch * Picture * Picture * Taps * size.Width * size.Width, last = 2.0 * size.Batch * size.Width * Classes;
        return (((3 * size.Depth) - 1) * square) + (3 * last);
    }

    private static Action Classifying(Layer model, Tensor x, Rng rng) =>
        Workload.Training(model, new Adam(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output, target), x, Workload.Labels(rng, x.Shape[0], Classes)).Step;

    private static Action Transformer(ScalingSize size)
    {
        var rng = new Rng(0);
        var model = new Gpt(Letters, Context, size.Depth, size.Width / 32, size.Width, rng: rng);
        int tokens = size.Batch * Context;
        Tensor x = Workload.Labels(rng, tokens, Letters).Reshape([size.Batch, Context]).Keep();
        return Workload.Training(model, new AdamW(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output.Reshape(-1, Letters), target), x, Workload.Labels(rng, tokens, Letters)).Step;
    }

    /// <summary>12·D² weights a block (3 for q, k, v, 1 behind attention, 8 in the small network); scores and their use read every place, as if nothing were masked.</summary>
    private static double TransformerOperations(ScalingSize size)
    {
        double tokens = (double)size.Batch * Context, block = (12.0 * size.Width * size.Width) + (2.0 * Context * size.Width);
        return 6 * tokens * ((size.Depth * block) + (Letters * (double)size.Width));
    }
}
