using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>Pictures turned so that the channels of a place stand side by side.</summary>
internal static unsafe class ConvTurn
{
    // Floats of a cache line.
    private const int Line = 16;

    /// <summary>A window on a picture of height × width: its rows and columns, some of which may lie outside, where there are zeros.</summary>
    internal readonly record struct Frame(int Height, int Width, int First, int Rows, int Before, int Columns);

    /// <summary>The window with the channels of a place side by side, <paramref name="pitch"/> numbers a place, zeros around the picture and behind the channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Band<T>(in Frame frame, T* picture, int channels, int pitch, T* turned)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int from = Math.Clamp(frame.Before, 0, frame.Columns), to = Math.Clamp(frame.Width + frame.Before, from, frame.Columns);
        for (int row = 0; row < frame.Rows; row++, turned += (nint)frame.Columns * pitch)
        {
            int y = frame.First + row;
            if ((uint)y >= (uint)frame.Height)
            {
                new Span<T>(turned, frame.Columns * pitch).Clear();
                continue;
            }
            new Span<T>(turned, from * pitch).Clear();
            Block(picture + ((nint)y * frame.Width) + from - frame.Before, frame.Height * frame.Width, channels, pitch, to - from, turned + ((nint)from * pitch));
            new Span<T>(turned + ((nint)to * pitch), (frame.Columns - to) * pitch).Clear();
        }
    }

    /// <summary>target[place·width + i] = source[i·stride + place] for i &lt; count, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Block<T>(T* source, nint stride, int count, int width, int places, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = 0;
        if (sizeof(T) == 4 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported) && count >= 4)
        {
            // A cache line of four rows is used up before the next four are touched: planes of pictures lie so that few of them fit the cache.
            for (int step = Line; step >= 4; step /= 4)
            {
                for (; done <= places - step; done += step)
                {
                    for (int i = 0; i <= count - 4; i += 4)
                    {
                        T* s = source + (i * stride) + done, t = target + ((nint)done * width) + i;
                        for (int p = 0; p < step; p += 4)
                            MatMulPack.Turn4((float*)(s + p), (float*)(s + p + stride), (float*)(s + p + (2 * stride)), (float*)(s + p + (3 * stride)), (float*)(t + ((nint)p * width)), width);
                    }
                }
            }
        }

        int whole = done == 0 ? 0 : count / 4 * 4;
        for (int i = 0; i < width; i++)
        {
            T* s = source + (i * stride), t = target + i;
            for (int place = i < whole ? done : 0; place < places; place++)
                t[(nint)place * width] = i < count ? s[place] : T.Zero;
        }
    }
}
