using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>GFLOP/s of the matrix product by shape and transposition, beside one core's multiply-add peak measured in the same run.</summary>
internal sealed class MatMulMeasurement : IMeasurement
{
    public string Name => "matmul";

    public string About => "matrix products: GFLOP/s by shape, and the share of the machine's peak  [THREADS] [M N K]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        int threads = arguments.Length > 0 ? int.Parse(arguments[0]) : 1;
        (int M, int N, int K)[] shapes = arguments.Length >= 4
            ? [(int.Parse(arguments[1]), int.Parse(arguments[2]), int.Parse(arguments[3]))]
            : [(1024, 1024, 1024), (512, 512, 512), (256, 256, 256), (128, 128, 128), (64, 64, 64), (128, 256, 784), (64, 256, 784), (64, 128, 256),
               (32, 64, 30), (32, 32, 64), (32, 1, 32), (64, 30, 32), (32, 64, 32), (1, 32, 32), (32, 32, 1), (1, 1024, 1024), (8, 512, 512), (1024, 10, 64)];
        ForkJoin.Threads = threads;
        double peak = PeakMeasure.MultiplyAddPeak<float>();
        Console.WriteLine($"float, {MatMul.Width}-bit vectors, {threads} thread(s); multiply-add peak of one core {peak / 1e9:F1} GFLOP/s");
        Console.WriteLine("µs: best seen; GFLOP/s: from it; %: of the peak measured in turns with the product, median");
        Console.WriteLine($"{"m",5} {"n",5} {"k",5}  {"A·B",23} {"A·Bᵀ",23} {"Aᵀ·B",23} {"Aᵀ·Bᵀ",23}");
        foreach (var (m, n, k) in shapes)
        {
            float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
            Array.Fill(a, 0.5f);
            Array.Fill(b, 0.25f);
            Console.Write($"{m,5} {n,5} {k,5} ");
            foreach (var (ta, tb) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
            {
                Action product = () => MatMul.Run<float>(m, n, k, a, ta ? m : k, ta, b, tb ? k : n, tb, c, n, false);
                double s = Clock.Best(product, 0.1), work = 2.0 * m * n * k;
                double share = work / PeakMeasure.BurstWork<float>() / Clock.MedianRatio(product, () => PeakMeasure.Burst<float>(), 0.1) / threads;
                Console.Write($"  {s * 1e6,8:F1} {work / s / 1e9,6:F1} {share,6:P0}");
            }
            Console.WriteLine();
        }
    }
}
