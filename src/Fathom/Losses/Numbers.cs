using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A list of numbers as an option of an objective: equal when its numbers are, so that objectives compare by value.</summary>
internal sealed class Numbers : IReadOnlyList<double>, IEquatable<Numbers>
{
    public static readonly Numbers None = new([]);

    private readonly ImmutableArray<double> _values;

    private Numbers(ImmutableArray<double> values) => _values = values;

    public int Count => _values.Length;

    public double this[int index] => _values[index];

    /// <summary>Copies a list of which every number must pass.</summary>
    public static Numbers Of(IReadOnlyList<double> values, string name, Func<double, bool> allowed, string expected)
    {
        for (int i = 0; i < values.Count; i++)
            if (!allowed(values[i]))
                throw new ArgumentOutOfRangeException(name, $"{name}[{i}] is {values[i].ToString(CultureInfo.InvariantCulture)}; expected {expected}.");
        return values.Count == 0 ? None : new Numbers([.. values]);
    }

    /// <summary>The numbers as a tensor beside some output, or none where there are no numbers.</summary>
    public Tensor Beside(Tensor output)
    {
        if (Count == 0)
            return default;
        Tensor tensor = Tensor.Empty([Count], output.Type);
        for (int i = 0; i < Count; i++)
            tensor.SetElement(i, _values[i]);
        return tensor;
    }

    /// <summary>Refuses a number of numbers that does not fit the network's output.</summary>
    public void Fit(string objective, string name, int columns, string what)
    {
        if (Count != 0 && Count != columns)
            throw new ShapeException(objective, name, $"{Count} numbers", $"{columns}, one for each {what}, as the network's output has {columns} columns");
    }

    public JsonArray ToJson() => [.. _values.Select(value => (JsonNode)JsonValue.Create(value))];

    public bool Equals(Numbers? other) => other is not null && _values.AsSpan().SequenceEqual(other._values.AsSpan());

    public override bool Equals(object? other) => Equals(other as Numbers);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (double value in _values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", _values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
