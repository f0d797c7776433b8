using System.Numerics;

namespace Fathom.Kernels;

/// <summary>The weights and biases of a convolution, packed once in the form in which its pass reads them, for many calls.</summary>
/// <remarks><see cref="Conv.Down"/> packs in each call, which for one picture costs a good part of the call. What it means stands in <see cref="ConvReference"/>. The way (Winograd's tiles
/// or plain ones) is chosen by the shape of one picture, so a picture has the same bits whatever stands beside it. Read only: any number of threads may use it.</remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class ConvOperand<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Alignment = 64;

    private readonly T[] _memory;
    private readonly int _start, _width;
    private readonly ConvShape _shape;

    /// <summary>Packs.</summary>
    /// <param name="shape">The sizes; the number of pictures does not matter.</param>
    /// <param name="weight">(Groups·K, C, kernel…).</param>
    /// <param name="bias">One for each channel of the result; may be empty.</param>
    /// <param name="width">The vector width (0: one lane), where tests choose one.</param>
    public ConvOperand(in ConvShape shape, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int? width = null)
    {
        if (weight.Length != shape.Weights || (!bias.IsEmpty && bias.Length != shape.Groups * shape.K))
            throw new ArgumentException($"ConvOperand: {weight.Length} weights and {bias.Length} biases do not fit {shape}.");
        _shape = shape with { N = 1 };
        _width = width ?? MatMul.Width;
        fixed (T* w = weight, b = bias)
        {
            nint elements = Conv.PassAt<T>(_width, _shape, up: false, null, w, b, null, add: false, null);
            _memory = GC.AllocateUninitializedArray<T>(checked((int)elements + (Alignment / sizeof(T))), pinned: true);
            fixed (T* start = _memory)
                _start = (int)(-(nint)start & (Alignment - 1)) / sizeof(T);
            fixed (T* packed = &_memory[_start])
                Conv.PassAt(_width, _shape, up: false, null, w, b, null, add: false, packed);
        }
    }

    /// <summary>y = x ∗ weight + bias for so many pictures.</summary>
    public void Down(int pictures, T* x, T* y)
    {
        if (pictures == 0)
            return;
        fixed (T* packed = &_memory[_start])
            Conv.PassAt(_width, _shape with { N = pictures }, up: false, x, null, null, y, add: false, packed);
    }
}
