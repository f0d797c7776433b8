using System.Diagnostics.CodeAnalysis;

namespace Fathom;

/// <summary>A binary heap of nodes, the newest on top. Its array is kept from one backward to the next.</summary>
internal struct NodeHeap
{
    private Node?[]? _items;
    private int _count;

    public void Push(Node node)
    {
        if (_items is null || _count == _items.Length)
            Array.Resize(ref _items, Math.Max(64, _count * 2));
        node.Queued = true;
        int i = _count++;
        while (i > 0)
        {
            int parent = (i - 1) / 2;
            if (_items[parent]!.Order >= node.Order)
                break;
            _items[i] = _items[parent];
            i = parent;
        }

        _items[i] = node;
    }

    public bool TryPop([NotNullWhen(true)] out Node? node)
    {
        if (_count == 0)
        {
            node = null;
            return false;
        }

        Node?[] items = _items!;
        node = items[0]!;
        node.Queued = false;
        Node moved = items[--_count]!;
        items[_count] = null;
        int i = 0;
        while ((2 * i) + 1 < _count)
        {
            int child = (2 * i) + 1;
            if (child + 1 < _count && items[child + 1]!.Order > items[child]!.Order)
                child++;
            if (items[child]!.Order <= moved.Order)
                break;
            items[i] = items[child];
            i = child;
        }

        if (_count > 0)
            items[i] = moved;
        return true;
    }

    /// <summary>Empties the heap, also after an operation threw in the middle.</summary>
    public void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            _items![i]!.Queued = false;
            _items[i] = null;
        }

        _count = 0;
    }
}
