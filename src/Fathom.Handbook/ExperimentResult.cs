namespace Fathom.Handbook;

/// <summary>What an experiment found: named numbers, tables, pictures, and a few words.</summary>
public sealed class ExperimentResult
{
    private readonly List<ExperimentFact> _facts = [];
    private readonly List<ExperimentTable> _tables = [];
    private readonly List<Picture> _pictures = [];

    internal ExperimentResult(ExperimentSettings settings) => (Options, Seed) = (settings.Texts, settings.Seed);

    /// <summary>Every option with the value it had, as text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; }

    /// <summary>The seed it ran with.</summary>
    public ulong Seed { get; }

    /// <summary>Named numbers.</summary>
    public IReadOnlyList<ExperimentFact> Facts => _facts;

    /// <summary>Tables.</summary>
    public IReadOnlyList<ExperimentTable> Tables => _tables;

    /// <summary>Pictures, the most telling first; a <see cref="LineChart"/> carries its numbers.</summary>
    public IReadOnlyList<Picture> Pictures => _pictures;

    /// <summary>What to see, in plain words.</summary>
    public string See { get; internal set; } = "";

    /// <summary>What to conclude, in plain words.</summary>
    public string Conclude { get; internal set; } = "";

    /// <summary>The value of a fact.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no such fact.</exception>
    public double this[string name]
    {
        get
        {
            foreach (ExperimentFact fact in _facts)
            {
                if (fact.Name == name)
                    return fact.Value;
            }

            throw new ArgumentException($"There is no fact '{name}'; there are {string.Join(", ", _facts.Select(fact => fact.Name))}.", nameof(name));
        }
    }

    /// <summary>All pictures as one SVG, one below the other.</summary>
    /// <param name="width">Width in px, 720 by default.</param>
    public string ToSvg(int width = 720) => new PictureStack([.. _pictures]).ToSvg(width);

    internal void Add(string name, double value, string meaning) => _facts.Add(new(name, value, meaning));

    internal void Add(ExperimentTable table) => _tables.Add(table);

    internal void Add(Picture picture) => _pictures.Add(picture);
}
