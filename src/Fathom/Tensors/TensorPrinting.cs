using System.Globalization;
using System.Text;

namespace Fathom;

/// <content>Printing.</content>
public readonly partial struct Tensor
{
    private const int EdgeItems = 3;
    private const int Threshold = 1000;

    /// <summary>The elements as NumPy prints them, five digits, long axes shortened: <c>[[0.1, 0.3], [-0.2, 0.4]] Float32 (2, 2)</c>.</summary>
    public override string ToString()
    {
        if (IsNone)
            return "none";
        if (!IsUsable)
            return "tensor of a step that is over";
        Cell cell = Cell;
        if (cell.Root.Released || cell.IsPlanned)
            return $"{cell.Type} {cell.Shape}";
        var text = new StringBuilder();
        bool shorten = cell.Shape.Length > Threshold;
        Print(text, 0, 0, shorten);
        text.Append(' ').Append(cell.Type).Append(' ').Append(cell.Shape);
        return text.ToString();
    }

    private void Print(StringBuilder text, int axis, int offset, bool shorten)
    {
        Shape shape = Shape;
        if (axis == shape.Rank)
        {
            text.Append(Type switch
            {
                DType.Bool => GetElement(offset) != 0 ? "true" : "false",
                DType.Int64 => AsReadOnlySpan<long>()[offset].ToString(CultureInfo.InvariantCulture),
                _ => GetElement(offset).ToString("G5", CultureInfo.InvariantCulture),
            });
            return;
        }

        int length = shape[axis];
        int stride = shape[(axis + 1)..].Length;
        bool last = axis == shape.Rank - 1;
        string separator = last ? ", " : ",\n" + new string(' ', axis + 1);
        text.Append('[');
        for (int i = 0; i < length; i++)
        {
            if (i > 0)
                text.Append(separator);
            if (shorten && length > 2 * EdgeItems && i == EdgeItems)
            {
                text.Append('…').Append(separator);
                i = length - EdgeItems;
            }

            Print(text, axis + 1, offset + (i * stride), shorten);
        }

        text.Append(']');
    }
}
