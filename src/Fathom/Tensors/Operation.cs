namespace Fathom;

/// <summary>Runs operations: plan, compute, and record for backward when an input wants a gradient.</summary>
public static class Operation
{
    /// <summary>Runs an operation and gives its first result.</summary>
    /// <param name="op">The operation with its attributes.</param>
    /// <param name="inputs">Its inputs; an optional one that is absent is <c>default</c>.</param>
    /// <exception cref="ShapeException">The inputs' shapes or types do not fit.</exception>
    /// <exception cref="StepException">An input belongs to a step that is over.</exception>
    public static Tensor Run<TOp>(this TOp op, params ReadOnlySpan<Tensor> inputs)
        where TOp : struct, IOp<TOp> => Execute(op, inputs, []);

    /// <summary>Runs an operation of several results and gives all of them, in the order they were declared.</summary>
    /// <param name="op">The operation with its attributes.</param>
    /// <param name="inputs">Its inputs; an optional one that is absent is <c>default</c>.</param>
    /// <param name="results">Filled with the results; its length must be their number.</param>
    public static void RunAll<TOp>(this TOp op, ReadOnlySpan<Tensor> inputs, Span<Tensor> results)
        where TOp : struct, IOp<TOp> => Execute(op, inputs, results);

    private static Tensor Execute<TOp>(TOp op, ReadOnlySpan<Tensor> inputs, Span<Tensor> results)
        where TOp : struct, IOp<TOp>
    {
        Workspace workspace = Workspace.Current;
        var node = Node<TOp>.Rent(workspace, op);
        bool recorded = false;
        try
        {
            node.SetInputs(inputs);
            bool wanted = Resolve(node);
            var plan = new Plan(node);
            op.Plan(ref plan);
            if (!workspace.ShapesOnly)
            {
                Compute(op, node, workspace);
                recorded = wanted && workspace.Recording && node.DifferentiableSlots != 0;
            }

            if (recorded)
                Record(node, workspace);
            else
                DropKept(node, workspace);
            Probe.Current?.Ran(node, recorded);
            return Collect(node, results);
        }
        finally
        {
            if (!recorded)
                node.Release();
            else if (workspace.Depth > 0)
                workspace.Track(node);
        }
    }

    private static void Compute<TOp>(TOp op, Node node, Workspace workspace)
        where TOp : struct, IOp<TOp>
    {
        int mark = workspace.ScratchMark();
        try
        {
            if (node.Type == DType.Float64)
                op.Forward(new Forward<double>(node));
            else
                op.Forward(new Forward<float>(node));
        }
        finally
        {
            workspace.ReleaseScratch(mark);
        }
    }

    /// <summary>Finds the type to compute in, the floating-point inputs' common one, and whether any input wants a gradient.</summary>
    private static bool Resolve(Node node)
    {
        bool wanted = false;
        int first = -1;
        node.Type = DType.Float32;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Inputs[i] is not { } cell || !cell.Type.IsFloating())
                continue;
            if (first < 0)
            {
                first = i;
                node.Type = cell.Type;
            }
            else if (cell.Type != node.Type)
            {
                throw new ShapeException(node.Name, $"input {i}", $"{cell.Type} {cell.Shape}", $"{node.Type}, as input {first} {node.Inputs[first]!.Shape} is", $"Convert one with To(DType.{node.Type}).");
            }

            wanted |= cell.NeedsGradient;
        }

        return wanted;
    }

    private static void Record(Node node, Workspace workspace)
    {
        node.RecordVersions();
        Interior.Count(node, workspace);
        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if ((node.DifferentiableSlots & (1u << slot)) != 0)
                node.Slots[slot]!.Producer = node;
        }
    }

    /// <summary>Without a backward to come, values kept for it were only scratch.</summary>
    private static void DropKept(Node node, Workspace workspace)
    {
        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if (!node.IsResult(slot))
                workspace.ReturnMemory(node.Slots[slot]!);
        }
    }

    private static Tensor Collect(Node node, Span<Tensor> results)
    {
        Tensor first = default;
        int count = 0;
        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if (!node.IsResult(slot))
                continue;
            var result = new Tensor(node.Slots[slot]!);
            if (count == 0)
                first = result;
            if (count < results.Length)
                results[count] = result;
            count++;
        }

        if (results.Length > 0 && results.Length != count)
            throw new ArgumentException($"{node.Name} has {count} results; the span for them has {results.Length} places.", nameof(results));
        return first;
    }
}
