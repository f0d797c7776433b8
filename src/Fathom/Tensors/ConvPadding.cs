namespace Fathom;

/// <summary>How many places a convolution puts around its input: a number, one for each axis, <see cref="Same"/> or <see cref="Valid"/>.</summary>
/// <remarks>Differs from torch: <c>padding='same'</c> is <c>padding: ConvPadding.Same</c>.</remarks>
public readonly record struct ConvPadding
{
    private ConvPadding(Size2 size, bool same) => (Size, IsSame) = (size, same);

    /// <summary>As much as makes the output as large as the input, at stride 1: dilation · (kernel − 1) in all, the odd one behind.</summary>
    public static ConvPadding Same { get; } = new(0, same: true);

    /// <summary>None: the kernel stays inside the input.</summary>
    public static ConvPadding Valid => default;

    /// <summary>Places on either side of each axis; 0 where <see cref="IsSame"/>, since the kernel decides then.</summary>
    public Size2 Size { get; }

    /// <summary>Whether the kernel decides.</summary>
    public bool IsSame { get; }

    /// <summary>The same number on all sides.</summary>
    public static implicit operator ConvPadding(int all) => new(all, same: false);

    /// <summary>Rows above and below, columns left and right.</summary>
    public static implicit operator ConvPadding((int Height, int Width) pair) => new(pair, same: false);

    /// <summary>Rows above and below, columns left and right.</summary>
    public static implicit operator ConvPadding(Size2 size) => new(size, same: false);

    /// <summary><c>same</c>, or the numbers.</summary>
    public override string ToString() => IsSame ? "same" : Size.ToString();

    /// <summary>Places before and behind along an axis with a kernel of this size.</summary>
    internal (int Before, int After) Along(bool height, int kernel, int dilation)
    {
        int size = height ? Size.Height : Size.Width, total = dilation * (kernel - 1);
        return IsSame ? (total / 2, total - (total / 2)) : (size, size);
    }
}
