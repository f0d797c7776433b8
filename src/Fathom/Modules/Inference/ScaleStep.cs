using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>y = x·scale + shift, one of each for each channel (the row's first axis): batch normalization that nothing before it could take in.</summary>
internal sealed unsafe class ScaleStep(Shape row, double[] scale, double[] shift) : InferenceStep(row, row)
{
    private readonly float[] _scale = [.. scale.Select(value => (float)value)], _shift = [.. shift.Select(value => (float)value)];

    /// <summary>What each channel is multiplied by.</summary>
    public double[] Scale { get; } = scale;

    /// <summary>What is then added.</summary>
    public double[] Shift { get; } = shift;

    public override void Run(int rows, float* x, float* y)
    {
        int channels = _scale.Length, places = Output.Length / channels;
        fixed (float* s = _scale, t = _shift)
        {
            for (int row = 0; row < rows; row++)
            {
                nint at = (nint)row * Output.Length;
                if (places == 1)
                    Elementwise.Row(new Reads3<Line>(default), x + at, false, s, false, t, false, y + at, channels, false);
                for (int c = 0; c < channels && places > 1; c++, at += places)
                    Elementwise.Row(new Reads3<Line>(default), x + at, false, s + c, true, t + c, true, y + at, places, false);
            }
        }

        Finish(y, 0, 1, rows * Output.Length, null);
    }

    private readonly struct Line : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V scale, V shift) => V.Fma(x, scale, shift);
    }
}
