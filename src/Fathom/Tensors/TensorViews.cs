namespace Fathom;

/// <content>Views: other shapes of the same memory, made without copying.</content>
public readonly partial struct Tensor
{
    /// <summary>Row <paramref name="index"/> along the first axis, sharing memory: x[i] of (N, …) has shape (…).</summary>
    public Tensor this[Index index]
    {
        get
        {
            Shape shape = Shape;
            if (shape.Rank == 0)
                throw new ShapeException("Indexing", "the tensor", "a scalar ()", "at least one axis", "Read it with ToScalar().");
            int i = index.GetOffset(shape[0]);
            if ((uint)i >= (uint)shape[0])
                throw new ShapeException("Indexing", "the index", index.ToString(), $"less than {shape[0]}, the length of axis 0 of {shape}");
            Shape row = shape.Without(0);
            return View(Cell, row, i * row.Length * Type.Size());
        }
    }

    /// <summary>Rows of a range along the first axis, sharing memory: x[2..5] of (N, …) has shape (3, …).</summary>
    public Tensor this[Range range]
    {
        get
        {
            Shape shape = Shape;
            if (shape.Rank == 0)
                throw new ShapeException("Slicing", "the tensor", "a scalar ()", "at least one axis");
            int start = range.Start.GetOffset(shape[0]);
            int end = range.End.GetOffset(shape[0]);
            if (start < 0 || end > shape[0] || start > end)
                throw new ShapeException("Slicing", "the range", range.ToString(), $"within 0..{shape[0]}, the length of axis 0 of {shape}");
            Shape rows = shape.With(0, end - start);
            int rowLength = shape[0] == 0 ? 0 : shape.Length / shape[0];
            return View(Cell, rows, start * rowLength * Type.Size());
        }
    }

    /// <summary>The same elements in another shape, sharing memory. One axis may be −1: it is worked out.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> shape)
    {
        Span<int> lengths = stackalloc int[Math.Min(shape.Length, Shape.MaxRank)];
        if (shape.Length > Shape.MaxRank)
            throw new ShapeException($"Reshape: {shape.Length} axes were asked for; a shape has at most {Shape.MaxRank}.");
        int open = -1;
        long known = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            lengths[i] = shape[i];
            if (shape[i] == -1 && open < 0)
                open = i;
            else if (shape[i] < 0)
                throw new ShapeException("Reshape", $"axis {i}", shape[i].ToString(), open >= 0 ? "0 or more: only one axis may be −1" : "0 or more, or −1 once");
            else
                known *= shape[i];
        }

        if (open >= 0)
        {
            if (known == 0)
                throw new ShapeException("Reshape", "axis " + open, "−1", "a length: beside an axis of 0 it could be any", "Write the length out.");
            if (Length % known != 0)
                throw new ShapeException("Reshape", "the tensor", $"{Shape} with {Length} elements", $"a multiple of {known}, the product of the other axes");
            lengths[open] = (int)(Length / known);
        }

        return Reshape(new Shape(lengths));
    }

    /// <summary>The same elements in another shape, sharing memory.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(in Shape shape)
    {
        if (shape.Length != Length)
            throw new ShapeException("Reshape", "the tensor", $"{Shape} with {Length} elements", $"{shape.Length} elements, to become {shape}");
        return View(Cell, shape, 0);
    }

    /// <summary>A cell over part of another's memory; views of views hang on the same base.</summary>
    private static Tensor View(Cell cell, in Shape shape, int byteOffset)
    {
        Workspace.DemandOwn(cell);
        Cell root = cell.Root;
        Cell view = Workspace.Current.RentCell(shape, cell.Type, tracked: true);
        view.Block = cell.Block;
        view.ByteOffset = cell.ByteOffset + byteOffset;
        view.Base = root;
        view.Owns = false;
        return new Tensor(view);
    }
}
