namespace Fathom;

/// <content>Generators: points in the plane whose shape makes a lesson. The same arguments give the same bits.</content>
public static partial class Datasets
{
    /// <summary>Exclusive or: the corners of the unit square, 1 where exactly one coordinate is 1. The smallest problem that needs a hidden layer.</summary>
    /// <remarks><code>
    /// point i = corner i mod 4 of (0,0), (0,1), (1,0), (1,1), plus noise·N(0, 1)      X (n, 2)      Y (n, 1) Float32, 0 or 1
    /// source   Minsky and Papert (1969)
    /// </code></remarks>
    /// <param name="n">Points, by default the four corners.</param>
    /// <param name="noise">Standard deviation of the noise on each coordinate, 0 by default.</param>
    /// <param name="seed">Chooses the noise.</param>
    public static Dataset Xor(int n = 4, double noise = 0, ulong seed = 0) =>
        Plane("xor", n, 2, noise, seed, (i, _) => ((i >> 1) & 1, i & 1), i => ((i >> 1) ^ i) & 1);

    /// <summary>Two interleaved half circles.</summary>
    /// <remarks><code>
    /// t evenly from 0 to π      class 0: (cos t, sin t)      class 1: (1 − cos t, ½ − sin t), plus noise·N(0, 1)
    /// X (n, 2)      Y (n, 1) Float32, 0 or 1; classes alternate
    /// differs  from scikit-learn's make_moons: not shuffled
    /// </code></remarks>
    /// <param name="n">Points, half of them in each class.</param>
    /// <param name="noise">Standard deviation of the noise on each coordinate.</param>
    /// <param name="seed">Chooses the noise.</param>
    public static Dataset Moons(int n = 500, double noise = 0.1, ulong seed = 0) =>
        Plane("moons", n, 2, noise, seed, (i, t) => i % 2 == 0
            ? (Math.Cos(Math.PI * t), Math.Sin(Math.PI * t))
            : (1 - Math.Cos(Math.PI * t), 0.5 - Math.Sin(Math.PI * t)));

    /// <summary>A circle within a circle.</summary>
    /// <remarks><code>
    /// t evenly in [0, 2π)      class 0: (cos t, sin t)      class 1: factor·(cos t, sin t), plus noise·N(0, 1)
    /// X (n, 2)      Y (n, 1) Float32, 0 or 1; classes alternate
    /// </code></remarks>
    /// <param name="n">Points, half of them in each class.</param>
    /// <param name="noise">Standard deviation of the noise on each coordinate.</param>
    /// <param name="factor">Radius of the inner circle, in (0, 1).</param>
    /// <param name="seed">Chooses the noise.</param>
    public static Dataset Circles(int n = 500, double noise = 0.05, double factor = 0.5, ulong seed = 0)
    {
        if (!(factor > 0 && factor < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "Circles: the inner radius is between 0 and 1, the outer one.");
        return Plane("circles", n, 2, noise, seed, (i, _) =>
        {
            int points = (n - (i % 2) + 1) / 2;
            (double sin, double cos) = Math.SinCos(2 * Math.PI * (i / 2) / points);
            double radius = i % 2 == 0 ? 1 : factor;
            return (radius * cos, radius * sin);
        });
    }

    /// <summary>Spiral arms around one centre: what a network of a single layer has no chance with.</summary>
    /// <remarks><code>
    /// t evenly from 0 to 1      class c: t·(cos φ, sin φ), φ = 2π(turns·t + c / classes), plus noise·N(0, 1)
    /// X (n, 2)      Y (n,) Int64; classes take turns
    /// </code></remarks>
    /// <param name="n">Points, as many in each class.</param>
    /// <param name="classes">Arms, 2 or more.</param>
    /// <param name="turns">How often an arm goes round.</param>
    /// <param name="noise">Standard deviation of the noise on each coordinate.</param>
    /// <param name="seed">Chooses the noise.</param>
    public static Dataset Spirals(int n = 600, int classes = 3, double turns = 1, double noise = 0.02, ulong seed = 0)
    {
        CheckClasses("Spirals", classes);
        return Plane("spirals", n, classes, noise, seed, (i, t) =>
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * ((turns * t) + ((double)(i % classes) / classes)));
            return (t * cos, t * sin);
        }, integers: true);
    }

    /// <summary>Round clusters around random centres.</summary>
    /// <remarks><code>
    /// centres evenly spread over [−10, 10)², a point = its centre + std·N(0, 1)      X (n, 2)      Y (n,) Int64; classes take turns
    /// </code></remarks>
    /// <param name="n">Points, as many in each cluster.</param>
    /// <param name="centers">Clusters, 2 or more.</param>
    /// <param name="std">Standard deviation of a cluster.</param>
    /// <param name="seed">Chooses centres and points.</param>
    public static Dataset Blobs(int n = 500, int centers = 3, double std = 1, ulong seed = 0)
    {
        CheckClasses("Blobs", centers);
        if (!(std >= 0 && double.IsFinite(std)))
            throw new ArgumentOutOfRangeException(nameof(std), std, "Blobs: std is a standard deviation, 0 or more.");
        double[] center = new double[2 * centers];
        new Rng(seed).Fork("blobs").Fork("centers").Uniform<double>(center, -10, 10);
        return Plane("blobs", n, centers, std, seed, (i, _) => (center[2 * (i % centers)], center[(2 * (i % centers)) + 1]), integers: true);
    }

    /// <summary>A sine curve with noise: the smallest regression.</summary>
    /// <remarks><code>
    /// x evenly from −π to π      y = sin x + noise·N(0, 1)      X (n, 1)      Y (n, 1) Float32
    /// </code></remarks>
    /// <param name="n">Points.</param>
    /// <param name="noise">Standard deviation of the noise on y.</param>
    /// <param name="seed">Chooses the noise.</param>
    public static Dataset Sine(int n = 200, double noise = 0.1, ulong seed = 0)
    {
        CheckPoints("sine", n, noise);
        double[] errors = new double[n];
        new Rng(seed).Fork("sine").Normal<double>(errors);
        Tensor x = Tensor.Empty([n, 1], DType.Float32), y = Tensor.Empty([n, 1], DType.Float32);
        for (int i = 0; i < n; i++)
        {
            double at = Math.PI * ((2 * Even(i, n)) - 1);
            x.SetElement(i, at);
            y.SetElement(i, Math.Sin(at) + (noise * errors[i]));
        }

        return new Dataset(x, y, "sine", ["x"], classNames: null, "y");
    }

    /// <summary>Points whose class is i mod classes; <c>place</c> gets i and how far along its class the point lies, from 0 to 1.</summary>
    private static Dataset Plane(
        string name, int n, int classes, double noise, ulong seed, Func<int, double, (double X, double Y)> place, Func<int, int>? label = null, bool integers = false)
    {
        CheckPoints(name, n, noise);
        double[] errors = new double[2 * n];
        new Rng(seed).Fork(name).Normal<double>(errors);
        Tensor x = Tensor.Empty([n, 2], DType.Float32);
        Tensor y = integers ? Tensor.Empty([n], DType.Int64) : Tensor.Empty([n, 1], DType.Float32);
        for (int i = 0; i < n; i++)
        {
            int c = i % classes;
            (double first, double second) = place(i, Even(i / classes, (n - c + classes - 1) / classes));
            x.SetElement(2 * i, first + (noise * errors[2 * i]));
            x.SetElement((2 * i) + 1, second + (noise * errors[(2 * i) + 1]));
            y.SetElement(i, label is null ? c : label(i));
        }

        return new Dataset(x, y, name, ["x", "y"], [.. Enumerable.Range(0, classes).Select(c => c.ToString())], "class");
    }

    /// <summary>Point i of n spread evenly from 0 to 1, ends included.</summary>
    private static double Even(int i, int n) => n == 1 ? 0 : (double)i / (n - 1);

    private static void CheckPoints(string name, int n, double noise)
    {
        if (n < 1)
            throw new ArgumentOutOfRangeException(nameof(n), n, $"Datasets ({name}): the number of points is 1 or more.");
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, $"Datasets ({name}): noise is a standard deviation, 0 or more.");
    }

    private static void CheckClasses(string name, int classes)
    {
        if (classes < 2)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, $"{name}: the number of classes is 2 or more.");
    }
}
