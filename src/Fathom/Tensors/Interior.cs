namespace Fathom;

/// <summary>
/// Memory of what layers compute on the way. A <see cref="Tensor"/> has no count of its handles, so a step holds the memory of all its tensors until it
/// ends, unless it is certain that no handle to one is left. It is certain between layers of the library, which hold on to none: what a chain of them
/// made, its result excepted, is <em>hidden</em>. The memory of a hidden tensor goes back
/// <list type="bullet">
/// <item>at once, where no recorded operation reads its values in backward (<see cref="IOp{TSelf}.Reads"/>), as in evaluation and of a convolution before a ReLU;</item>
/// <item>else when the last operation that reads it has run backward with <c>retainGraph: false</c>, as the trainer does.</item>
/// </list>
/// Values kept for backward (<see cref="Plan.Keep(in Shape)"/>) are hidden from the beginning. What a user can reach stays to the end of the step: results of
/// chains, everything that a layer from elsewhere has seen or made, what was kept, and what shares memory with an alias. Reading memory that went back
/// throws <see cref="StepException"/>; wrong numbers are never read.
/// </summary>
/// <remarks><code>
/// Interior inside = Interior.Begin();
/// Tensor y = a.Forward(x);              // hidden as soon as something else is the result
/// return inside.Result(b.Forward(y));
/// </code></remarks>
internal struct Interior
{
    private readonly Workspace _workspace;
    private Cell? _last;

    /// <summary>Where the cells begin that may be hidden, and where those of the present layer do.</summary>
    private int _from, _layer;

    private Interior(Workspace workspace) => (_workspace, _from, _layer) = (workspace, workspace.CellMark, workspace.CellMark);

    /// <summary>From here on cells may be hidden.</summary>
    public static Interior Begin() => new(Workspace.Current);

    /// <summary>Hides all that was made since the last layer from elsewhere, but <paramref name="x"/>, which is handed on.</summary>
    public Tensor Result(Tensor x)
    {
        Cell root = x.Cell.Root;
        _workspace.Hide(_from, root);

        // A layer that hands on what it got, or a view of it, leaves it among those that are still to be hidden.
        if (root != _last)
            (_last, _from) = (root, _layer);
        _layer = _workspace.CellMark;
        return x;
    }

    /// <summary>As <see cref="Result(Tensor)"/> for what a layer gave; one that is not the library's own may hold handles to what it saw and made.</summary>
    public Tensor Result(Tensor x, bool own)
    {
        if (own)
            return Result(x);
        _from = _layer = _workspace.CellMark;
        _last = null;
        return x;
    }

    /// <summary>Counts a recorded operation as a reader.</summary>
    public static void Count(Node node, Workspace workspace)
    {
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.ReadsInput(i) && node.Inputs[i]?.Root is { Pooled: true } input && input.Home == workspace)
                input.Readers++;
        }

        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if (!node.ReadsSlot(slot) || node.Slots[slot] is not { Pooled: true } cell)
                continue;
            cell.Readers++;
            cell.Hidden |= !node.IsResult(slot);
        }
    }

    /// <summary>Backward of an operation has run for the last time: what it alone was to read goes back.</summary>
    public static void Served(Node node, Workspace workspace)
    {
        if (node.Served)
            return;
        node.Served = true;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.ReadsInput(i) && node.Inputs[i]?.Root is { Readers: > 0 } input && input.Home == workspace)
                Served(input, workspace);
        }

        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if (node.ReadsSlot(slot) && node.Slots[slot] is { Readers: > 0 } cell && cell.Home == workspace)
                Served(cell, workspace);
        }
    }

    private static void Served(Cell cell, Workspace workspace)
    {
        cell.Readers--;
        workspace.ReleaseEarly(cell);
    }
}
