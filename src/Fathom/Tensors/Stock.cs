using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>A growing stack without the checks and versions of <see cref="Stack{T}"/>: the pools' inner loop.</summary>
internal struct Stock<T>
    where T : class
{
    // Wrapped in a struct: an array of references pays a covariance check for every store.
    private Item[]? _items;

    public int Count { get; private set; }

    public readonly T At(int index) => _items![index].Value!;

    public void Push(T item)
    {
        if (_items is null || Count == _items.Length)
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        _items[Count++].Value = item;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop()
    {
        ref Item slot = ref _items![--Count];
        T item = slot.Value!;
        slot.Value = null;
        return item;
    }

    private struct Item
    {
        public T? Value;
    }
}
