namespace Fathom;

/// <summary>Two numbers for the two axes of a picture: a kernel, a stride, a padding or a dilation. A single number stands for both: <c>kernel: 3</c> is <c>kernel: (3, 3)</c>.</summary>
/// <param name="Height">Along axis H, downwards.</param>
/// <param name="Width">Along axis W, to the right.</param>
public readonly record struct Size2(int Height, int Width)
{
    /// <summary>The same number for both axes.</summary>
    public static implicit operator Size2(int both) => new(both, both);

    /// <summary>Height, then width.</summary>
    public static implicit operator Size2((int Height, int Width) pair) => new(pair.Height, pair.Width);

    /// <summary>One number where both are equal, else <c>(height, width)</c>.</summary>
    public override string ToString() => Height == Width ? $"{Height}" : $"({Height}, {Width})";
}
