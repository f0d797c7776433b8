using System.Numerics;

namespace Fathom;

/// <summary>The memory of gradients, and backward itself.</summary>
internal static class Gradients
{
    /// <summary>
    /// The gradient of a tensor for one more writer; <c>add</c> is false when its contents are undefined and must all be written. A view writes
    /// into its place in the gradient of its base.
    /// </summary>
    public static Span<T> Open<T>(Cell cell, Workspace workspace, out bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Cell root = cell.Root;
        root.Gradient ??= workspace.RentGradient(root);
        add = root.HasGradient;
        root.HasGradient = true;
        Span<T> whole = root.Gradient.Span<T>();
        if (cell.Shape.Length == root.Shape.Length)
            return whole;
        if (!add)
        {
            whole.Clear();
            add = true;
        }

        return whole.Slice((cell.ByteOffset - root.ByteOffset) / cell.Type.Size(), cell.Shape.Length);
    }

    /// <summary>
    /// Walks the graph from the newest operation to the oldest, each once, taking nodes from a heap ordered by creation: every consumer of a
    /// tensor is newer than its producer. No recursion (a deep graph must not overflow the stack) and no global list (it would leak).
    /// </summary>
    public static void Run(Cell root, Workspace workspace, bool retainGraph)
    {
        if (root.Root.Producer is not { } last)
            return;
        workspace.Backwards++;
        ref NodeHeap heap = ref workspace.Heap;
        heap.Clear();
        bool recording = workspace.Recording;
        workspace.Recording = false;
        Node? running = null;
        try
        {
            heap.Push(last);
            while (heap.TryPop(out Node? node))
            {
                if (!HasIncoming(node))
                    continue;
                running = node;
                for (int i = 0; i < node.InputCount; i++)
                {
                    if (node.Inputs[i]?.Root.Producer is { Queued: false } producer)
                        heap.Push(producer);
                }

                // Scratch and gradients come from the thread that runs backward, which need not be the one that ran forward.
                node.Workspace = workspace;
                node.RunBackward();
                Probe.Current?.RanBackward(node);
                FinishResults(node, workspace);
                if (!retainGraph)
                    Interior.Served(node, workspace);
            }

            running = null;
        }
        finally
        {
            // After an exception: interior gradients written so far must not meet those of a later backward.
            for (Node? left = running; left is not null; left = heap.TryPop(out Node? next) ? next : null)
                DropResults(left, workspace);
            workspace.Recording = recording;
        }
    }

    private static void DropResults(Node node, Workspace workspace)
    {
        for (int i = 0; i < node.SlotCount; i++)
        {
            if (node.Slots[i] is not { HasGradient: true, Gradient: { } gradient } result)
                continue;
            (result.HasGradient, result.Gradient) = (false, null);
            workspace.Release(gradient);
        }
    }

    private static bool HasIncoming(Node node)
    {
        for (int i = 0; i < node.SlotCount; i++)
        {
            if (node.Slots[i] is { HasGradient: true })
                return true;
        }

        return false;
    }

    /// <summary>The gradients of a node's results have served; their memory goes back at once unless the user asked to see them.</summary>
    private static void FinishResults(Node node, Workspace workspace)
    {
        for (int i = 0; i < node.SlotCount; i++)
        {
            if (node.Slots[i] is not { HasGradient: true } result)
                continue;
            Cell gradient = result.Gradient!;
            result.HasGradient = false;
            result.Gradient = null;
            if (result.RetainsGradient)
                Retain(result, gradient, workspace);
            else
                workspace.Release(gradient);
        }
    }

    private static void Retain(Cell result, Cell gradient, Workspace workspace)
    {
        if (result.Retained is not { } earlier)
        {
            result.Retained = gradient;
            return;
        }

        // A second backward through the same graph: what the user sees accumulates, as for a leaf.
        if (gradient.Type == DType.Float64)
            System.Numerics.Tensors.TensorPrimitives.Add(earlier.Span<double>(), gradient.Span<double>(), earlier.Span<double>());
        else
            System.Numerics.Tensors.TensorPrimitives.Add(earlier.Span<float>(), gradient.Span<float>(), earlier.Span<float>());
        workspace.Release(gradient);
    }
}
