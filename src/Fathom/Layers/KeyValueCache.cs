namespace Fathom;

/// <summary>The keys and values of the tokens that one <see cref="MultiHeadAttention"/> has read: a further token is compared with them, and nothing is computed again.</summary>
/// <remarks>For one sequence and for inference: nothing that goes through a cache can be differentiated. Memory for the whole capacity is taken at once.</remarks>
public sealed class KeyValueCache
{
    private Tensor _keys, _values;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacity">The most tokens it can hold.</param>
    /// <exception cref="ArgumentOutOfRangeException">A capacity below 1.</exception>
    public KeyValueCache(int capacity) => Capacity = Require.Positive(capacity, nameof(capacity));

    /// <summary>The most tokens it can hold.</summary>
    public int Capacity { get; }

    /// <summary>How many tokens it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all tokens.</summary>
    public void Clear() => Count = 0;

    /// <summary>Takes in further keys and values.</summary>
    /// <param name="keys">(T, D) or (1, T, D).</param>
    /// <param name="values">As many, of the same width and type.</param>
    /// <returns>All keys and all values so far, (Count, D) each; memory of the cache.</returns>
    /// <exception cref="ShapeException">They are several sequences, do not fit those before, or do not fit in.</exception>
    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values)
    {
        if (keys.Rank is not (2 or 3) || (keys.Rank == 3 && keys.Shape[0] != 1))
            throw new ShapeException(nameof(KeyValueCache), nameof(keys), keys.Shape.ToString(), "(T, D) or (1, T, D)", "A cache serves one sequence; make one for each.");
        if (keys.Shape[^2] > Capacity - Count)
            throw new ShapeException(nameof(KeyValueCache), nameof(keys), $"{keys.Shape[^2]} tokens after {Count}", $"at most {Capacity} in all", "Clear the cache and read the last tokens again.");
        if (values.Shape != keys.Shape || values.Type != keys.Type)
            throw new ShapeException(nameof(KeyValueCache), nameof(values), $"{values.Type} {values.Shape}", $"{keys.Type} {keys.Shape}, a value for each key");
        if (Count > 0 && (keys.Type != _keys.Type || keys.Shape[^1] != _keys.Shape[1]))
            throw new ShapeException(nameof(KeyValueCache), nameof(keys), $"{keys.Type} {keys.Shape}", $"{_keys.Type} and a width of {_keys.Shape[1]}, as the {Count} tokens before have", "Clear the cache and read the text again.");
        Keep(ref _keys, keys);
        Keep(ref _values, values);
        Count += keys.Shape[^2];
        return (_keys[..Count], _values[..Count]);
    }

    private void Keep(ref Tensor all, Tensor further)
    {
        int width = further.Shape[^1];
        if (all.IsNone || all.Type != further.Type || all.Shape[1] != width)
            all = Tensor.Buffer([Capacity, width], further.Type);
        all[Count..(Count + further.Shape[^2])].CopyFrom(further.Reshape(further.Shape[^2], width));
    }
}
