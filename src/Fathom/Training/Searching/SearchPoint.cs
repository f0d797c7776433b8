using System.Globalization;

namespace Fathom;

/// <summary>A value for each setting that is searched.</summary>
/// <param name="Values">Settings and values, in the order of the ranges.</param>
public sealed record SearchPoint(IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>The value of a setting.</summary>
    /// <exception cref="KeyNotFoundException">It is not searched.</exception>
    public string this[string name]
    {
        get
        {
            foreach ((string key, string value) in Values)
            {
                if (key == name)
                    return value;
            }

            throw new KeyNotFoundException($"The setting {name} is not searched; searched are {string.Join(", ", Values.Select(pair => pair.Key))}.");
        }
    }

    /// <summary>The value of a setting that is a number.</summary>
    /// <exception cref="KeyNotFoundException">It is not searched.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public double Number(string name) => double.Parse(this[name], CultureInfo.InvariantCulture);

    /// <summary><c>lr 0.01, hidden 64</c>.</summary>
    public override string ToString() => string.Join(", ", Values.Select(pair => $"{pair.Key} {pair.Value}"));
}
