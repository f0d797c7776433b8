namespace Fathom.Kernels;

/// <summary>A convolution seen along one axis: place o of the small side meets place o·Stride + k·Dilation − Before of the big side, for k &lt; Kernel.</summary>
/// <remarks>A convolution reads the big side and writes the small one; a transposed convolution, or the gradient of the input, goes the other way.</remarks>
internal readonly record struct ConvAxis(int Big, int Small, int Kernel, int Stride, int Dilation, int Before);

/// <summary>The sizes of a convolution: N pictures, Groups of C channels on the big side and K on the small one.</summary>
internal readonly record struct ConvShape(int N, int Groups, int C, int K, ConvAxis Rows, ConvAxis Columns)
{
    /// <summary>Places of the kernel.</summary>
    public int Taps => Rows.Kernel * Columns.Kernel;

    /// <summary>Numbers of the weight.</summary>
    public long Weights => (long)Groups * K * C * Taps;

    /// <summary>Numbers of one channel on the big side.</summary>
    public int BigPlane => Rows.Big * Columns.Big;

    /// <summary>Numbers of one channel on the small side.</summary>
    public int SmallPlane => Rows.Small * Columns.Small;

    /// <summary>Multiply-adds.</summary>
    public double Work => (double)N * Weights * SmallPlane;
}

/// <summary>One axis of a pass from one side to the other: where the source is copied to, and where each tap then finds its numbers.</summary>
/// <remarks>
/// The copy has a frame of zeros and, where the stride leaves out places, is sorted into phases (source place u − Before of phase u mod Step
/// stands at u / Step). Then every tap is an offset, the same for all targets, and neighbouring targets read neighbouring numbers. Where
/// the target is the big side, its places fall into as many kinds as the stride has, each with taps of its own.
/// </remarks>
internal readonly struct ConvSide
{
    private readonly ConvAxis _axis;
    private readonly bool _up;

    private readonly int _least;

    public ConvSide(ConvAxis axis, bool up)
    {
        (_axis, _up) = (axis, up);
        if (!up)
        {
            (Source, Target, Before, Step, Kinds) = (axis.Big, axis.Small, axis.Before, axis.Stride, 1);
            Phases = (int)Math.Min(axis.Stride, (long)axis.Dilation * (axis.Kernel - 1) + 1);
            Reach = axis.Dilation * (axis.Kernel - 1) / axis.Stride;
            return;
        }

        (Source, Target, Step, Phases, Kinds) = (axis.Small, axis.Big, 1, 1, Math.Max(1, Math.Min(axis.Stride, axis.Big)));
        int least = int.MaxValue, most = int.MinValue;
        for (int kind = 0; kind < Kinds; kind++)
        {
            for (int tap = 0; tap < axis.Kernel; tap++)
            {
                int place = kind + axis.Before - (tap * axis.Dilation);
                if (place % axis.Stride != 0)
                    continue;
                least = Math.Min(least, place / axis.Stride);
                most = Math.Max(most, place / axis.Stride);
            }
        }

        if (most < least)
            (least, most) = (0, 0);
        (_least, Before, Reach) = (least, -least, most - least);
    }

    /// <summary>The length of the side that is read.</summary>
    public int Source { get; }

    /// <summary>The length of the side that is written.</summary>
    public int Target { get; }

    /// <summary>Zeros before the source; negative: places of it that nothing reads.</summary>
    public int Before { get; }

    /// <summary>How far apart in the source the places of one phase are.</summary>
    public int Step { get; }

    /// <summary>Phases that taps read.</summary>
    public int Phases { get; }

    /// <summary>The largest offset of a tap within a phase.</summary>
    public int Reach { get; }

    /// <summary>Kinds of targets: places kind, kind + Kinds, ….</summary>
    public int Kinds { get; }

    /// <summary>Targets of a kind.</summary>
    public int Count(int kind) => (Target - kind + Kinds - 1) / Kinds;

    /// <summary>Whether a tap reaches targets of a kind, and if so which phase it reads, how far from the target's own number.</summary>
    public bool Reads(int kind, int tap, out int phase, out int offset)
    {
        int place = tap * _axis.Dilation;
        if (!_up)
        {
            (phase, offset) = (place % _axis.Stride, place / _axis.Stride);
            return true;
        }

        place = kind + _axis.Before - place;
        (phase, offset) = (0, (place / _axis.Stride) - _least);
        return place % _axis.Stride == 0;
    }
}
