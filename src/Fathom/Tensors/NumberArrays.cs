namespace Fathom;

/// <summary>Arrays of files as tensors, and tensors as arrays for files.</summary>
public static class NumberArrays
{
    /// <summary>The array as a tensor of the same shape: Float32 and Float16 become Float32, Float64 stays, integers become Int64, Bool stays.</summary>
    /// <param name="array">An array of an IDX, NPY or NPZ file.</param>
    /// <exception cref="OverflowException">An unsigned integer is beyond 2⁶³ − 1.</exception>
    public static Tensor ToTensor(this NumberArray array)
    {
        var shape = new Shape(array.Shape);
        return array.Type switch
        {
            NumberType.Float32 => Tensor.From(array.Values<float>(), shape),
            NumberType.Float16 => Tensor.From(array.ToArray<float>(), shape),
            NumberType.Float64 => Tensor.From(array.Values<double>(), shape),
            NumberType.Bool => Tensor.From(array.Values<bool>(), shape),
            _ => Tensor.From(array.ToArray<long>(), shape),
        };
    }

    /// <summary>The tensor's values as an array of its type and shape.</summary>
    /// <param name="tensor">Any tensor.</param>
    public static NumberArray ToNumberArray(this Tensor tensor)
    {
        ReadOnlySpan<int> shape = tensor.Shape.AsSpan();
        return tensor.Type switch
        {
            DType.Float32 => NumberArray.From(tensor.AsReadOnlySpan<float>(), shape),
            DType.Float64 => NumberArray.From(tensor.AsReadOnlySpan<double>(), shape),
            DType.Int64 => NumberArray.From(tensor.AsReadOnlySpan<long>(), shape),
            _ => NumberArray.From(tensor.AsReadOnlySpan<bool>(), shape),
        };
    }
}
