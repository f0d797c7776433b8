using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>A growing stack without the checks and versions of <see cref="Stack{T}"/>: the pools' inner loop.</summary>
internal struct Stock<T>
    where T : class
{
    private T?[]? _items;

    public int Count { get; private set; }

    public readonly T this[int index] => _items![index]!;

    public void Push(T item)
    {
        if (_items is null || Count == _items.Length)
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        _items[Count++] = item;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop()
    {
        ref T? slot = ref _items![--Count];
        T item = slot!;
        slot = null;
        return item;
    }
}
