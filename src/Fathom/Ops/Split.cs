namespace Fathom.Ops;

/// <summary>A shape seen from one axis: the elements before it, its length, the elements behind it.</summary>
internal static class Split
{
    /// <summary>(outer, n, inner) of an axis that a plan has accepted.</summary>
    public static (int Outer, int N, int Inner) At(in Shape shape, int axis)
    {
        if (axis < 0)
            axis += shape.Rank;
        int outer = 1, inner = 1;
        for (int i = 0; i < axis; i++)
            outer *= shape[i];
        for (int i = axis + 1; i < shape.Rank; i++)
            inner *= shape[i];
        return (outer, shape[axis], inner);
    }
}
