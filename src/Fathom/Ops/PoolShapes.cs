namespace Fathom.Ops;

/// <summary>What poolings demand of their input.</summary>
internal static class PoolShapes
{
    /// <summary>Demands (N, C, …) or (C, …) with one or two axes behind the channels, none of them empty (N may be 0).</summary>
    public static ref readonly Shape Demand(ref Plan p, int axes)
    {
        ref readonly Shape x = ref p.Floating(0, "x");
        if (x.Rank != axes + 1 && x.Rank != axes + 2)
            p.Throw(0, "x", axes == 1 ? "(N, C, L) or (C, L)" : "(N, C, H, W) or (C, H, W)", "Reshape says which axis is which.");
        for (int axis = x.Rank - axes - 1; axis < x.Rank; axis++)
        {
            if (x[axis] == 0)
                p.Throw(0, "x", $"at least one place along axis {axis}", "Only the axis of examples may be empty.");
        }

        return ref x;
    }
}
