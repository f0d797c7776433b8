using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>The three passes of a convolution: time and the share of one core's multiply-add peak measured in turns with them.</summary>
internal sealed class ConvMeasurement : IMeasurement
{
    public string Name => "conv";

    public string About => "convolutions: forward, input gradient, weight gradient by shape, and the share of the peak of direct sums  [THREADS [part of a name]]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        ForkJoin.Threads = arguments.Length > 0 ? int.Parse(arguments[0]) : 1;
        string part = arguments.Length > 1 ? arguments[1] : "";
        Console.WriteLine($"float, batch 64, {MatMul.Width}-bit vectors, {ForkJoin.Threads} thread(s); ms: best seen; %: of the threads' peak, median");
        Console.WriteLine($"{"",-26} {"forward",14} {"input",14} {"weight",14}");
        Measure(part, "1→32 3×3 28×28", 1, 1, 32, 28, 3, 1, 0);
        Measure(part, "32→64 3×3 26×26", 1, 32, 64, 26, 3, 1, 0);
        Measure(part, "3→16 3×3 32×32 pad", 1, 3, 16, 32, 3, 1, 1);
        Measure(part, "16→16 3×3 32×32 pad", 1, 16, 16, 32, 3, 1, 1);
        Measure(part, "16→32 3×3 32×32 /2 pad", 1, 16, 32, 32, 3, 2, 1);
        Measure(part, "16→32 1×1 32×32 /2", 1, 16, 32, 32, 1, 2, 0);
        Measure(part, "32→32 3×3 16×16 pad", 1, 32, 32, 16, 3, 1, 1);
        Measure(part, "32→64 3×3 16×16 /2 pad", 1, 32, 64, 16, 3, 2, 1);
        Measure(part, "64→64 3×3 8×8 pad", 1, 64, 64, 8, 3, 1, 1);
        Measure(part, "64→64 1×1 16×16", 1, 64, 64, 16, 1, 1, 0);
        Measure(part, "depthwise 64 3×3 16×16", 64, 1, 1, 16, 3, 1, 1);
    }

    private static void Measure(string part, string what, int groups, int c, int k, int size, int kernel, int stride, int padding)
    {
        if (!what.Contains(part, StringComparison.Ordinal))
            return;
        int small = ((size + (2 * padding) - kernel) / stride) + 1;
        var axis = new ConvAxis(size, small, kernel, stride, 1, padding);
        var shape = new ConvShape(64, groups, c, k, axis, axis);
        float[] x = Half(shape.N * groups * c * shape.BigPlane), y = Half(shape.N * groups * k * shape.SmallPlane), w = Half((int)shape.Weights);
        Console.Write($"{what,-26}");
        foreach (Action pass in (Action[])[() => Conv.Down<float>(shape, x, w, default, y, false), () => Conv.Up<float>(shape, y, w, default, x, false), () => Conv.Weight<float>(shape, x, y, w, false)])
        {
            double share = 2 * shape.Work / PeakMeasure.BurstWork<float>() / Clock.MedianRatio(pass, () => PeakMeasure.Burst<float>(), 0.3) / ForkJoin.Threads;
            Console.Write($" {Clock.Best(pass, 0.2) * 1e3,8:F3} {share,5:P0}");
        }

        Console.WriteLine();
    }

    private static float[] Half(int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = ((i * 37 % 101) - 50) / 512f;
        return values;
    }
}
