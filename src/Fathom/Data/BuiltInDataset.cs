namespace Fathom;

/// <summary>An entry of <see cref="Datasets.All"/>: a data set known by name.</summary>
public sealed class BuiltInDataset
{
    internal BuiltInDataset(string name, string description, Func<Dataset> load)
    {
        Name = name;
        Description = description;
        Load = load;
    }

    /// <summary>The name for the command line, as <c>breast-cancer</c>.</summary>
    public string Name { get; }

    /// <summary>Rows, columns and what is to be learned, in one line.</summary>
    public string Description { get; }

    /// <summary>Reads or generates the set, with its default arguments.</summary>
    public Func<Dataset> Load { get; }

    /// <summary>
    /// The set as a CSV file in memory, for code that reads tables: a header of feature names and, last, <see cref="Dataset.TargetName"/>; classes by name.
    /// </summary>
    public Stream OpenCsv()
    {
        var stream = new MemoryStream();
        Load().WriteCsv(stream);
        stream.Position = 0;
        return stream;
    }

    /// <summary>The name and the description.</summary>
    public override string ToString() => $"{Name}: {Description}";
}
