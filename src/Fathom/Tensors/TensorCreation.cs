using System.Runtime.InteropServices;

namespace Fathom;

/// <content>Making tensors.</content>
public readonly partial struct Tensor
{
    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(in Shape shape, DType type = DType.Float32)
    {
        Tensor tensor = Empty(shape, type);
        if (tensor.Cell.Block is { } block)
            block.Span<byte>(0, shape.Length * type.Size()).Clear();
        return tensor;
    }

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(in Shape shape, DType type = DType.Float32) => Full(shape, 1, type);

    /// <summary>A tensor whose elements are all <paramref name="value"/>.</summary>
    public static Tensor Full(in Shape shape, double value, DType type = DType.Float32)
    {
        Tensor tensor = Empty(shape, type);
        if (tensor.Cell.Block is not null)
            tensor.Fill(value);
        return tensor;
    }

    /// <summary>A scalar.</summary>
    public static Tensor Scalar(double value, DType type = DType.Float32) => Full([], value, type);

    /// <summary>The numbers start, start + step, … below <paramref name="end"/>.</summary>
    public static Tensor Range(double start, double end, double step = 1, DType type = DType.Float32)
    {
        if (!(step != 0) || !double.IsFinite(step))
            throw new ArgumentOutOfRangeException(nameof(step), step, "The step of a range must be a number other than 0.");
        int count = Math.Max(0, (int)Math.Ceiling((end - start) / step));
        Tensor tensor = Empty([count], type);
        for (int i = 0; i < count; i++)
            tensor.SetElement(i, start + (i * step));
        return tensor;
    }

    /// <summary>The N × N identity matrix.</summary>
    public static Tensor Identity(int n, DType type = DType.Float32)
    {
        Tensor tensor = Zeros([n, n], type);
        for (int i = 0; i < n; i++)
            tensor.SetElement((i * n) + i, 1);
        return tensor;
    }

    /// <summary>A tensor of the given elements, row by row: <c>Tensor.From([1f, 2f, 3f, 4f], [2, 2])</c>.</summary>
    /// <typeparam name="T">float, double, long or bool.</typeparam>
    /// <exception cref="ShapeException">The number of values is not the shape's.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, in Shape shape)
        where T : unmanaged
    {
        if (values.Length != shape.Length)
            throw new ShapeException("Tensor.From", "values", $"{values.Length} elements", $"{shape.Length}, the product of {shape}");
        Tensor tensor = Empty(shape, DTypes.Of<T>());
        if (tensor.Cell.Block is not null)
            values.CopyTo(tensor.Cell.Span<T>());
        return tensor;
    }

    /// <summary>A vector of the given elements.</summary>
    /// <typeparam name="T">float, double, long or bool.</typeparam>
    public static Tensor From<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => From(values, [values.Length]);

    /// <summary>A tensor of an array's elements, row by row.</summary>
    /// <typeparam name="T">float, double, long or bool.</typeparam>
    public static Tensor From<T>(T[] values, in Shape shape)
        where T : unmanaged => From<T>(values.AsSpan(), shape);

    /// <summary>A matrix of a two-dimensional array's elements: <c>Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } })</c>.</summary>
    /// <typeparam name="T">float, double, long or bool.</typeparam>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged => From<T>(
            MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference((Array)values)), values.Length),
            [values.GetLength(0), values.GetLength(1)]);

    /// <summary>Memory for a tensor, contents undefined.</summary>
    internal static Tensor Empty(in Shape shape, DType type) => new(Workspace.Current.Rent(shape, type));

    /// <summary>Lasting memory for a parameter: zeros that want a gradient and outlive any step.</summary>
    internal static Tensor Parameter(in Shape shape, DType type = DType.Float32) => Zeros(shape, type).Keep().RequireGradient();

    /// <summary>Lasting memory for state that is no parameter, as running statistics are.</summary>
    internal static Tensor Buffer(in Shape shape, DType type = DType.Float32) => Zeros(shape, type).Keep();

    internal void SetElement(int index, double value)
    {
        // Planning without memory (Tape.ShapesOnly) makes tensors as usual, only empty.
        if (Cell.IsPlanned)
            return;
        switch (Type)
        {
            case DType.Float32: AsSpan<float>()[index] = (float)value; break;
            case DType.Float64: AsSpan<double>()[index] = value; break;
            case DType.Int64: AsSpan<long>()[index] = (long)value; break;
            default: AsSpan<bool>()[index] = value != 0; break;
        }
    }
}
