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
        double peak = PeakMeasure.MultiplyAddPeak<float>() / 1e9;
        Console.WriteLine($"float, {MatMul.Width}-bit vectors, {threads} thread(s); multiply-add peak of one core {peak:F1} GFLOP/s");
        Console.WriteLine($"{"m",5} {"n",5} {"k",5}   {"A·B",20} {"A·Bᵀ",20} {"Aᵀ·B",20} {"Aᵀ·Bᵀ",20}   (GFLOP/s, share of peak, µs)");
        double worst = peak;
        foreach (var (m, n, k) in shapes)
        {
            float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
            Array.Fill(a, 0.5f);
            Array.Fill(b, 0.25f);
            Console.Write($"{m,5} {n,5} {k,5}  ");
            foreach (var (ta, tb) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
            {
                double s = Clock.Best(() => MatMul.Run<float>(m, n, k, a, ta ? m : k, ta, b, tb ? k : n, tb, c, n, false), 0.1);
                double rate = 2.0 * m * n * k / s / 1e9;
                Console.Write($" {rate,6:F1} {rate / (peak * threads),4:P0} {s * 1e6,8:F1}");
            }
            // Other programs share this machine: the peak is taken again, and the table says when it moved.
            double again = PeakMeasure.MultiplyAddPeak<float>(0.02) / 1e9;
            worst = Math.Min(worst, again);
            Console.WriteLine();
        }
        Console.WriteLine($"lowest peak seen between rows: {worst:F1} GFLOP/s");
    }
}
